//! What badges say, and in which colour (`http-api.md` section 20).

use super::pact_status::PactStatus;

/// A colour, by the name that badges have for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    BrightGreen,
    Red,
    Orange,
    LightGrey,
}

/// Two texts beside each other, the right one on a colour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Badge {
    pub left: String,
    pub right: String,
    pub colour: Colour,
}

impl Badge {
    fn new(left: impl Into<String>, right: impl Into<String>, colour: Colour) -> Self {
        let (left, right) = (left.into(), right.into());
        Self { left, right, colour }
    }

    /// The state of a pact; without one, that there is none.
    pub fn of_pact(title: &PactTitle<'_>, status: Option<PactStatus>) -> Self {
        let Some(status) = status else {
            return Self::new("pact not found", "unknown", Colour::LightGrey);
        };
        let (right, colour) = match status {
            PactStatus::Never => ("unknown", Colour::LightGrey),
            PactStatus::Success => ("verified", Colour::BrightGreen),
            PactStatus::Stale => ("changed", Colour::Orange),
            PactStatus::Failed => ("failed", Colour::Red),
            PactStatus::FailedPending => ("failed (pending)", Colour::Red),
        };
        Self::new(title.text(), right, colour)
    }

    /// Whether something can be deployed; only a clear yes is green.
    pub fn can_i_deploy(label: Option<&str>, from: &str, to: &str, deployable: Option<bool>) -> Self {
        let colour = if deployable == Some(true) {
            Colour::BrightGreen
        } else {
            Colour::Red
        };
        Self::new(label.unwrap_or("can-i-deploy"), format!("{from} to {to}"), colour)
    }

    /// Whether the main branch fits to the main branches of its partners.
    pub fn can_i_merge(label: Option<&str>, compatible: Option<bool>) -> Self {
        let (right, colour) = match compatible {
            Some(true) => ("success", Colour::BrightGreen),
            Some(false) => ("failed", Colour::Red),
            None => ("unknown", Colour::LightGrey),
        };
        Self::new(label.unwrap_or("can-i-merge"), right, colour)
    }

    /// That something which the address names is not there.
    pub fn missing(what: &str) -> Self {
        Self::new(what, "not found", Colour::LightGrey)
    }

    /// That the broker could not tell; the reference leads to the log.
    pub fn error(reference: &str) -> Self {
        Self::new("error", format!("reference: {reference}"), Colour::LightGrey)
    }
}

/// The left text of a pact's badge.
#[derive(Debug, Clone, Copy, Default)]
pub struct PactTitle<'a> {
    pub consumer: &'a str,
    pub provider: &'a str,
    /// Shown behind the consumer.
    pub consumer_tag: Option<&'a str>,
    /// Shown behind the provider.
    pub provider_tag: Option<&'a str>,
    /// `consumer` or `provider` shows that one only.
    pub label: Option<&'a str>,
    /// Are names cut to the first letters of their words?
    pub initials: bool,
}

impl PactTitle<'_> {
    fn text(&self) -> String {
        let consumer = self.name(self.consumer, self.consumer_tag);
        let provider = self.name(self.provider, self.provider_tag);
        match self.label.map(str::to_lowercase).as_deref() {
            Some("consumer") => format!("{consumer} pact"),
            Some("provider") => format!("{provider} pact"),
            _ => format!("{consumer}/{provider} pact"),
        }
    }

    fn name(&self, name: &str, tag: Option<&str>) -> String {
        let shown = if self.initials { initials(name) } else { name.to_owned() };
        let tag = tag.map(|tag| format!(" ({tag})")).unwrap_or_default();
        format!("{shown}{tag}").to_lowercase()
    }
}

/// The first letters of the words of a name, which blanks, dashes or underscores part, or else capital letters.
fn initials(name: &str) -> String {
    let words: Vec<&str> = name.split([' ', '-', '_']).filter(|word| !word.is_empty()).collect();
    match words[..] {
        [single] => humps(single),
        _ => words.iter().filter_map(|word| word.chars().next()).collect(),
    }
}

/// The first letters of `camelCase` words; capitals in a row are one word, as in `HTTPServer`.
fn humps(word: &str) -> String {
    let letters: Vec<char> = word.chars().collect();
    let begins = |place: usize| {
        let Some(before) = place.checked_sub(1).map(|before| letters[before]) else {
            return true;
        };
        let next_is_small = letters.get(place + 1).is_some_and(|next| next.is_lowercase());
        letters[place].is_uppercase() && (!before.is_uppercase() || next_is_small)
    };
    (0..letters.len())
        .filter(|place| begins(*place))
        .map(|place| letters[place])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TITLE: PactTitle<'_> = PactTitle {
        consumer: "Web Shop",
        provider: "OrderService",
        consumer_tag: None,
        provider_tag: None,
        label: None,
        initials: false,
    };

    fn left(title: PactTitle<'_>) -> String {
        Badge::of_pact(&title, Some(PactStatus::Success)).left
    }

    #[test]
    fn a_pact_is_titled_as_asked() {
        let (label, initials) = (Some("Provider"), true);
        let (consumer_tag, provider_tag) = (Some("prod"), Some("Main"));
        for (title, expected) in [
            (TITLE, "web shop/orderservice pact"),
            (PactTitle { label, ..TITLE }, "orderservice pact"),
            (PactTitle { initials, ..TITLE }, "ws/os pact"),
            (
                PactTitle {
                    label: Some("other"),
                    ..TITLE
                },
                "web shop/orderservice pact",
            ),
            (
                PactTitle {
                    consumer_tag,
                    provider_tag,
                    initials,
                    ..TITLE
                },
                "ws (prod)/os (main) pact",
            ),
        ] {
            assert_eq!(left(title), expected);
        }
    }

    #[test]
    fn initials_are_those_of_words() {
        for (name, expected) in [
            ("foo-bar_baz qux", "fbbq"),
            ("FooBarBaz", "FBB"),
            ("fooBar", "fB"),
            ("HTTPServer", "HS"),
            ("api", "a"),
            ("--", ""),
            ("überGabe-Öl", "üÖ"),
        ] {
            assert_eq!(initials(name), expected, "{name}");
        }
    }

    #[test]
    fn every_status_has_its_text_and_colour() {
        for (status, right, colour) in [
            (Some(PactStatus::Never), "unknown", Colour::LightGrey),
            (Some(PactStatus::Success), "verified", Colour::BrightGreen),
            (Some(PactStatus::Stale), "changed", Colour::Orange),
            (Some(PactStatus::Failed), "failed", Colour::Red),
            (Some(PactStatus::FailedPending), "failed (pending)", Colour::Red),
            (None, "unknown", Colour::LightGrey),
        ] {
            let badge = Badge::of_pact(&TITLE, status);
            assert_eq!((badge.right.as_str(), badge.colour), (right, colour));
        }
        assert_eq!(Badge::of_pact(&TITLE, None).left, "pact not found");
    }

    #[test]
    fn only_a_clear_yes_is_green() {
        let deploy = |answer| Badge::can_i_deploy(None, "main", "prod", answer).colour;
        assert_eq!(
            [Some(true), Some(false), None].map(deploy),
            [Colour::BrightGreen, Colour::Red, Colour::Red]
        );
        let merge = |answer| Badge::can_i_merge(None, answer).colour;
        assert_eq!(
            [Some(true), Some(false), None].map(merge),
            [Colour::BrightGreen, Colour::Red, Colour::LightGrey]
        );
    }
}
