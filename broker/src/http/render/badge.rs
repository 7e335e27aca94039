//! Badges as drawings.

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

/// Widths of the printable characters of ASCII, from blank to tilde, in thousandths of the font's size: as wide as
/// those of DejaVu Sans, and nearly those of Verdana. The drawing says how wide the text is to be, so another font fits.
const WIDTHS: [u32; 95] = [
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636, 636, 636,
    636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863,
    748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635,
    615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636,
    337, 636, 838,
];
/// An accented letter, or one of most other alphabets.
const OTHER_LETTER: u32 = 650;
/// A sign of East Asia, an emoji.
const WIDE: u32 = 1000;

/// The width of a text in pixels.
fn width(text: &str) -> u32 {
    let thousandths: u32 = text.chars().map(glyph).sum();
    (thousandths * FONT_SIZE).div_ceil(1000)
}

fn glyph(character: char) -> u32 {
    let place = usize::try_from(u32::from(character).wrapping_sub(32)).unwrap_or(usize::MAX);
    match WIDTHS.get(place) {
        Some(width) => *width,
        None if u32::from(character) < 0x1100 => OTHER_LETTER,
        None => WIDE,
    }
}

/// The text for XML, in which some characters have a meaning and some must not be at all.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            '\u{fffe}' | '\u{ffff}' => escaped.push(char::REPLACEMENT_CHARACTER),
            control if control.is_control() => escaped.push(char::REPLACEMENT_CHARACTER),
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
