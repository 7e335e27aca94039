//! Media types: what is offered, and what a client accepts.

/// A format that a resource may be given in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Media {
    Hal,
    Json,
    /// Contract and tags apart, as some clients of the reference ask.
    Extended,
    Text,
    /// Tables.
    Csv,
    /// Graphs.
    Dot,
    /// Drawings.
    Svg,
    /// Pages.
    Html,
    /// Text with marks.
    Markdown,
}

impl Media {
    /// The type as it is asked for.
    pub(crate) fn essence(self) -> &'static str {
        match self {
            Self::Hal => "application/hal+json",
            Self::Json => "application/json",
            Self::Extended => "application/vnd.pactbrokerextended.v1+json",
            Self::Text => "text/plain",
            Self::Csv => "text/csv",
            Self::Dot => "text/vnd.graphviz",
            Self::Svg => "image/svg+xml",
            Self::Html => "text/html",
            Self::Markdown => "text/markdown",
        }
    }

    /// The value of the Content-Type header.
    pub(crate) fn content_type(self) -> &'static str {
        match self {
            Self::Hal => "application/hal+json;charset=utf-8",
            Self::Json => "application/json;charset=utf-8",
            Self::Extended => "application/vnd.pactbrokerextended.v1+json;charset=utf-8",
            Self::Text => "text/plain;charset=utf-8",
            Self::Csv => "text/csv;charset=utf-8",
            Self::Dot => "text/vnd.graphviz;charset=utf-8",
            Self::Svg => "image/svg+xml;charset=utf-8",
            Self::Html => "text/html;charset=utf-8",
            Self::Markdown => "text/markdown;charset=utf-8",
        }
    }
}

/// What a resource offers, best first; set once for each path in the route table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Offers(pub(crate) &'static [Media]);

/// What most resources offer.
pub(crate) const HAL: Offers = Offers(&[Media::Hal, Media::Json]);
/// What contracts and results offer.
pub(crate) const EXTENDED: Offers = Offers(&[Media::Hal, Media::Json, Media::Extended]);
/// What tables offer.
pub(crate) const TABLE: Offers = Offers(&[Media::Hal, Media::Json, Media::Text]);
/// What lists offer that are graphs too.
pub(crate) const GRAPH: Offers = Offers(&[Media::Hal, Media::Json, Media::Dot]);
/// What differences offer: most who ask are people.
pub(crate) const DIFFERENCE: Offers = Offers(&[Media::Text, Media::Json]);
/// What is a file in one format, which is given whatever is accepted.
pub(crate) const FILE: Offers = Offers(&[]);
/// What a graph offers at an address of its own.
pub(crate) const DOT: Offers = Offers(&[Media::Dot]);
/// What logs offer: most who ask are people.
pub(crate) const LOG: Offers = Offers(&[Media::Text, Media::Hal, Media::Json]);
/// What is a graph only, in a table.
pub(crate) const CSV: Offers = Offers(&[Media::Csv]);

/// What is written for people.
pub(crate) const READING: Offers = Offers(&[Media::Html, Media::Markdown, Media::Text]);
/// What pages are.
pub(crate) const PAGE: Offers = Offers(&[Media::Html]);
/// What badges are.
pub(crate) const DRAWING: Offers = Offers(&[Media::Svg]);

/// The offer that a client likes best, or `None` if it likes none.
///
/// Without a header, or with `*/*`, that is the first one. What has one form only is given in it to everybody: a refusal
/// would help nobody.
pub(crate) fn negotiate(accept: Option<&str>, offers: Offers) -> Option<Media> {
    if let [only] = offers.0 {
        return Some(*only);
    }
    let Some(accept) = accept.filter(|accept| !accept.trim().is_empty()) else {
        return offers.0.first().copied();
    };
    best(accept, offers.0)
}

/// Would a client rather read a page than have anything that is offered? Browsers say so; who takes anything does not.
pub(crate) fn would_rather_read(accept: Option<&str>, offers: Offers) -> bool {
    let with_page: Vec<Media> = offers.0.iter().copied().chain([Media::Html]).collect();
    accept.is_some_and(|accept| best(accept, &with_page) == Some(Media::Html))
}

fn best(accept: &str, offers: &[Media]) -> Option<Media> {
    let mut wishes: Vec<(f32, &str)> = accept.split(',').filter_map(wish).collect();
    // Stable: wishes of equal weight keep their order.
    wishes.sort_by(|one, other| other.0.total_cmp(&one.0));
    wishes
        .iter()
        .find_map(|(_, range)| offers.iter().copied().find(|media| matches(range, media.essence())))
}

fn wish(part: &str) -> Option<(f32, &str)> {
    let mut pieces = part.split(';');
    let range = pieces.next()?.trim();
    let weight = pieces
        .find_map(|piece| piece.trim().strip_prefix("q=")?.parse().ok())
        .unwrap_or(1.0);
    (weight > 0.0).then_some((weight, range))
}

fn matches(range: &str, essence: &str) -> bool {
    // Whoever wants errors as problem+json takes the usual document otherwise.
    range == "*/*"
        || range.eq_ignore_ascii_case("application/problem+json")
        || range.eq_ignore_ascii_case(essence)
        || range
            .strip_suffix("/*")
            .is_some_and(|kind| essence.split('/').next() == Some(kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_liked_offer_wins() {
        for (accept, expected) in [
            (None, Some(Media::Hal)),
            (Some(""), Some(Media::Hal)),
            (Some("*/*"), Some(Media::Hal)),
            (Some("application/json"), Some(Media::Json)),
            (Some("application/hal+json, application/json"), Some(Media::Hal)),
            (Some("text/plain;q=0.9, application/json;q=0.5"), Some(Media::Text)),
            (Some("application/json, text/plain, */*"), Some(Media::Json)),
            (Some("application/*"), Some(Media::Hal)),
            (Some("application/problem+json"), Some(Media::Hal)),
            (Some("image/png"), None),
            (Some("application/json;q=0"), None),
        ] {
            assert_eq!(negotiate(accept, TABLE), expected, "{accept:?}");
        }
        assert_eq!(negotiate(Some("application/json"), CSV), Some(Media::Csv));
    }

    #[test]
    fn a_page_is_for_who_asks_for_one() {
        let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        for (accept, expected) in [
            (None, false),
            (Some("*/*"), false),
            (Some(browser), true),
            (Some("text/html"), true),
            (Some("application/hal+json, text/html;q=0.5"), false),
            (Some("application/hal+json, */*; q=0.1"), false),
        ] {
            assert_eq!(would_rather_read(accept, HAL), expected, "{accept:?}");
        }
    }
}
