//! Texts in drawings: how wide they are, and what may stand in them.

/// Widths of the printable characters of ASCII, from blank to tilde, in thousandths of the font's size: as wide as
/// those of DejaVu Sans, and nearly those of Verdana.
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

/// The width of a text in thousandths of the font's size.
pub(super) fn thousandths(text: &str) -> u32 {
    text.chars().map(glyph).sum()
}

fn glyph(character: char) -> u32 {
    let place = usize::try_from(u32::from(character).wrapping_sub(32)).unwrap_or(usize::MAX);
    match WIDTHS.get(place) {
        Some(width) => *width,
        None if u32::from(character) < 0x1100 => OTHER_LETTER,
        None => WIDE,
    }
}

/// The beginning of a text that is at most so many thousandths wide; dots say that there is more.
pub(super) fn shortened(text: &str, most: u32) -> String {
    if thousandths(text) <= most {
        return text.to_owned();
    }
    let mut left = most.saturating_sub(WIDE);
    let fits = |character: &char| match left.checked_sub(glyph(*character)) {
        Some(rest) => {
            left = rest;
            true
        }
        None => false,
    };
    let beginning: String = text.chars().take_while(fits).collect();
    format!("{beginning}…")
}

/// The character, or a replacement for one that must not stand in XML.
pub(super) fn allowed(character: char) -> char {
    match character {
        '\u{fffe}' | '\u{ffff}' => char::REPLACEMENT_CHARACTER,
        control if control.is_control() => char::REPLACEMENT_CHARACTER,
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_end_in_dots() {
        assert_eq!(shortened("short", 10_000), "short");
        let text = shortened(&"W".repeat(1_000), 10_000);
        assert!(text.ends_with('…') && thousandths(&text) <= 10_000, "{text}");
        assert_eq!(shortened("漢字漢字", 3_500), "漢字…");
    }
}
