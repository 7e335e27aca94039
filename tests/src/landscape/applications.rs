//! Who there is, and who consumes whom.

use super::Size;

/// How many applications are called `p<n>` and, as busy consumers beside `fan`, `c<n>`; all others `a<n>`.
const PROVIDERS: usize = 30;
const BUSY: usize = 30;

/// How many those are, in a landscape of 200 applications and in one of 5,000.
const OTHERS: usize = 138;
const MANY_OTHERS: usize = 4_938;

/// Positions of the first of each kind; `fan` and `hub` come before.
const FAN: usize = 0;
const HUB: usize = 1;
const FIRST_BUSY: usize = 2;
const FIRST_PROVIDER: usize = FIRST_BUSY + BUSY;
const FIRST_OTHER: usize = FIRST_PROVIDER + PROVIDERS;

/// How often a consumer publishes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Rhythm {
    /// With each of its versions.
    Busy,
    /// With every sixth, beginning with the version of this index.
    Quiet(usize),
}

/// A consumer and a provider, by position.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Integration {
    /// Position of the consumer.
    pub consumer: usize,
    /// Position of the provider.
    pub provider: usize,
    /// How often the consumer publishes.
    pub rhythm: Rhythm,
}

/// The names of all applications, in their order.
pub(super) fn names(size: Size) -> Vec<String> {
    let numbered = |letter: &'static str, width: usize, count: usize| {
        (1..=count).map(move |number| format!("{letter}{number:0width$}"))
    };
    ["fan", "hub"]
        .into_iter()
        .map(str::to_owned)
        .chain(numbered("c", 2, BUSY))
        .chain(numbered("p", 2, PROVIDERS))
        .chain(numbered("a", 3, others(size)))
        .collect()
}

/// All integrations, in publishing order.
pub(super) fn integrations(size: Size) -> Vec<Integration> {
    let all = 0..FIRST_OTHER + others(size);
    all.flat_map(|consumer| of_consumer(consumer, size)).collect()
}

fn of_consumer(consumer: usize, size: Size) -> Vec<Integration> {
    let other = |nth: usize| FIRST_OTHER + nth % others(size);
    let (rhythm, providers): (Rhythm, Vec<usize>) = match consumer {
        FAN => (Rhythm::Busy, (FIRST_PROVIDER..FIRST_OTHER).collect()),
        HUB => return Vec::new(),
        FIRST_BUSY..FIRST_PROVIDER => {
            let nth = consumer - FIRST_BUSY;
            (Rhythm::Busy, vec![HUB, other(2 * nth), other(2 * nth + 1)])
        }
        _ => {
            let nth = consumer - FIRST_PROVIDER;
            (Rhythm::Quiet(nth % 6), providers_of_quiet(consumer, nth, size))
        }
    };
    let integration = |provider| Integration {
        consumer,
        provider,
        rhythm,
    };
    providers.into_iter().map(integration).collect()
}

fn providers_of_quiet(consumer: usize, nth: usize, size: Size) -> Vec<usize> {
    let wanted = match size.is_wide() {
        true => 4 + usize::from(nth.is_multiple_of(100)),
        false => 3 - usize::from(nth.is_multiple_of(7)),
    };
    let mut providers = Vec::with_capacity(wanted);
    for step in 0.. {
        let candidate = FIRST_OTHER + (nth * 5 + 11 * step + 3) % others(size);
        if candidate != consumer && !providers.contains(&candidate) {
            providers.push(candidate);
        }
        if providers.len() == wanted {
            break;
        }
    }
    providers
}

/// How many `a` applications there are.
fn others(size: Size) -> usize {
    if size.is_wide() { MANY_OTHERS } else { OTHERS }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(name: &str) -> Size {
        name.parse().expect("a size")
    }

    #[test]
    fn names_stand_in_their_order() {
        let names = names(size("S"));
        assert_eq!(names.len(), 200);
        let at = |position: usize| names[position].as_str();
        assert_eq!(
            [at(0), at(1), at(2), at(31), at(32), at(61), at(62), at(199)],
            ["fan", "hub", "c01", "c30", "p01", "p30", "a001", "a138"]
        );
    }

    #[test]
    fn integrations_are_as_many_as_described() {
        let all = integrations(size("S"));
        let busy = all.iter().filter(|one| one.rhythm == Rhythm::Busy).count();
        assert_eq!((all.len(), busy), (600, 120));
        assert_eq!(all.iter().filter(|one| one.consumer == FAN).count(), 30);
        assert_eq!(all.iter().filter(|one| one.provider == HUB).count(), 30);
        assert!(all.iter().all(|one| one.consumer != one.provider));
        let wide = integrations(size("W"));
        assert_eq!((names(size("W")).len(), wide.len()), (5_000, 20_042));
    }
}
