//! Texts of contracts on pages: whole where there is room, and nothing in them that would not be seen.

/// A text that takes its place, whatever it holds.
pub(super) fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    push_visible(text, &mut shown);
    shown
}

/// Control characters, and those that turn the direction of what follows, are written as JSON would escape them.
pub(super) fn push_visible(text: &str, shown: &mut String) {
    for character in text.chars() {
        match character {
            '\n' | '\t' => shown.push(character),
            hidden if is_hidden(hidden) => shown.push_str(&format!("\\u{:04x}", u32::from(hidden))),
            seen => shown.push(seen),
        }
    }
}

fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{feff}' | '\u{00ad}'
        )
        || ('\u{2028}'..='\u{202e}').contains(&character)
        || ('\u{2060}'..='\u{206f}').contains(&character)
}

/// The beginning of a text, at most so many bytes of it; an ellipsis says that there is more.
pub(super) fn clipped(text: &str, most: usize) -> String {
    let kept = beginning(text, most);
    let mut shown = visible(kept);
    if kept.len() < text.len() {
        shown.push('…');
    }
    shown
}

/// The longest beginning of at most so many bytes.
pub(super) fn beginning(text: &str, most: usize) -> &str {
    &text[..text.floor_char_boundary(most)]
}

/// An address that a browser may follow, unlike one that is a script.
pub(super) fn is_web_address(text: &str) -> bool {
    let begins = |scheme: &str| {
        text.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    begins("http://") || begins("https://")
}

/// What a page has left for the texts of contracts, in bytes. A contract may have millions.
#[derive(Debug)]
pub(super) struct Room {
    left: usize,
    most_of_one: usize,
}

impl Room {
    /// Room for so much in all, and so much of one body.
    pub(super) fn new(left: usize, most_of_one: usize) -> Self {
        Self { left, most_of_one }
    }

    pub(super) fn is_spent(&self) -> bool {
        self.left == 0
    }

    /// What one body may take.
    pub(super) fn for_body(&self) -> usize {
        self.left.min(self.most_of_one)
    }

    pub(super) fn spend(&mut self, size: usize) {
        self.left = self.left.saturating_sub(size);
    }

    /// As much of a text as there is room for, but no more than `most` bytes.
    pub(super) fn text(&mut self, text: &str, most: usize) -> String {
        let shown = clipped(text, most.min(self.left));
        self.spend(shown.len());
        shown
    }

    /// The first of many, as long as there is room, and how many are left out.
    pub(super) fn first<S, T>(&mut self, all: &[S], most: usize, mut show: impl FnMut(&mut Self, &S) -> T) -> Cut<T> {
        let mut rows = Vec::new();
        for one in all.iter().take(most) {
            if self.is_spent() {
                break;
            }
            rows.push(show(self, one));
        }
        Cut {
            more: all.len() - rows.len(),
            rows,
        }
    }
}

/// The first of many.
#[derive(Debug)]
pub(super) struct Cut<T> {
    pub(super) rows: Vec<T>,
    /// How many are left out.
    pub(super) more: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hides_or_turns_text_is_written_out() {
        assert_eq!(visible("a\0b\u{202e}c\u{200d}é\n"), "a\\u0000b\\u202ec\u{200d}é\n");
    }

    #[test]
    fn a_text_is_cut_between_characters() {
        assert_eq!(clipped("aéé", 2), "a…");
        assert_eq!(clipped("aéé", 5), "aéé");
    }

    #[test]
    fn only_addresses_of_the_web_are_links() {
        for (text, expected) in [
            ("https://ci/1", true),
            ("HTTP://ci", true),
            ("javascript:alert(1)", false),
            (" https://ci", false),
            ("data:text/html,x", false),
            ("//ci", false),
            ("é", false),
        ] {
            assert_eq!(is_web_address(text), expected, "{text}");
        }
    }

    #[test]
    fn a_page_has_room_for_so_much_and_no_more() {
        let mut room = Room::new(5, 3);
        assert_eq!((room.text("abc", 2), room.for_body()), ("ab…".to_owned(), 0));
        let texts = ["x", "y"];
        let cut = room.first(&texts, 10, |room, text| room.text(text, 1));
        assert_eq!((cut.rows.len(), cut.more), (0, 2));
    }
}
