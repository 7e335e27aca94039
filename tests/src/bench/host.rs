//! What the host of a virtual machine does to it.

use anyhow::Context as _;

/// The time of all processors since the machine started, in ticks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Host {
    all: u64,
    stolen: u64,
}

impl Host {
    pub(super) fn now() -> anyhow::Result<Self> {
        let stat = std::fs::read_to_string("/proc/stat")?;
        Self::read(&stat).context("/proc/stat does not tell the time of processors")
    }

    /// User, nice, system, idle, waiting, two kinds of interrupts, and what was stolen. Guests are in the first two.
    fn read(stat: &str) -> Option<Self> {
        let fields = stat.lines().next()?.strip_prefix("cpu")?.split_whitespace();
        let ticks: Vec<u64> = fields.take(8).map(str::parse).collect::<Result<_, _>>().ok()?;
        Some(Self {
            all: ticks.iter().sum(),
            stolen: *ticks.get(7)?,
        })
    }

    /// The part of the time since then that was stolen.
    pub(super) fn stolen_since(self, before: Self) -> f64 {
        let all = self.all.saturating_sub(before.all).max(1);
        self.stolen.saturating_sub(before.stolen) as f64 / all as f64
    }
}

#[cfg(test)]
mod tests {
    use super::Host;

    #[test]
    fn the_stolen_part_is_that_of_all_processors() {
        let at = |stat| Host::read(stat).expect("well formed");
        let before = at("cpu  10 0 10 60 10 0 0 10 5 0\ncpu0 1 2 3\n");
        let after = at("cpu  40 0 10 100 10 0 0 40 5 0\n");
        assert_eq!(after.stolen_since(before), 0.3);
        assert!(Host::read("intr 1").is_none());
    }
}
