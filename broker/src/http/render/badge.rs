//! Badges as drawings.

use super::glyphs::{allowed, thousandths};
use crate::domain::badge::{Badge, Colour};

const HEIGHT: u32 = 20;
/// Between a text and the end of its half.
const MARGIN: u32 = 6;
const FONT_SIZE: u32 = 11;

/// White text must be readable on all of them, hence darker than their names.
fn hex(colour: Colour) -> &'static str {
    match colour {
        Colour::BrightGreen => "#23802b",
        Colour::Red => "#c62f2d",
        Colour::Orange => "#b45309",
        Colour::LightGrey => "#707070",
    }
}

/// The drawing; who cannot see it is told the same by its title.
pub(crate) fn svg(badge: &Badge) -> String {
    let (left, right) = (width(&badge.left), width(&badge.right));
    let (left_half, right_half) = (left + 2 * MARGIN, right + 2 * MARGIN);
    let whole = left_half + right_half;
    let (left_text, right_text) = (escaped(&badge.left), escaped(&badge.right));
    let colour = hex(badge.colour);
    let (edge, right_start) = (left_half - 3, left_half + MARGIN);
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" width="{whole}" height="{HEIGHT}" role="img" aria-label="{left_text}: {right_text}">
<title>{left_text}: {right_text}</title>
<rect width="{whole}" height="{HEIGHT}" rx="3" fill="{colour}"/>
<path d="M3 0h{edge}v{HEIGHT}h-{edge}a3 3 0 0 1-3-3v-14a3 3 0 0 1 3-3z" fill="#444"/>
<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="{FONT_SIZE}">
<text x="{MARGIN}" y="14" textLength="{left}">{left_text}</text>
<text x="{right_start}" y="14" textLength="{right}">{right_text}</text>
</g>
</svg>
"##
    )
}

/// The width of a text in pixels; the drawing says how wide it is to be, so another font fits.
fn width(text: &str) -> u32 {
    (thousandths(text) * FONT_SIZE).div_ceil(1000)
}

/// The text for XML, in which some characters have a meaning and some must not be at all.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars().map(allowed) {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::pact_status::PactStatus;

    #[test]
    fn a_verified_pact_is_green() {
        let title = crate::domain::badge::PactTitle {
            consumer: "Web",
            provider: "Orders",
            ..Default::default()
        };
        insta::assert_snapshot!(svg(&Badge::of_pact(&title, Some(PactStatus::Success))));
    }

    #[test]
    fn what_is_not_there_is_grey() {
        insta::assert_snapshot!(svg(&Badge::missing("environment")));
    }

    #[test]
    fn names_cannot_leave_their_text() {
        let badge = Badge::can_i_deploy(Some("\"><script>&'\u{0}\u{ffff}"), "<b>", "ü 漢", None);
        insta::assert_snapshot!(svg(&badge));
    }

    #[test]
    fn a_longer_text_is_wider() {
        let widths = ["", "i", "m", "im", "ü", "漢"].map(width);
        assert_eq!(widths, [0, 4, 11, 14, 8, 11]);
    }
}
