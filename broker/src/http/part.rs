//! Which part of a list a query asks for: `page` and `size`, or `cursor` and `limit`; and in which order, by `sort`.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use super::context::Context;
use super::error::ApiError;
use super::nested_query::Nested;
use crate::app::{Direction, Extent, ListQuery, Order, Page, Part, Place};
use crate::domain::invalid::Invalid;

/// Rows of a part when a part is asked for without a size.
const DEFAULT_SIZE: i64 = 100;

/// Rows of a part at most; who asks for more gets these, and a link to the next.
const LARGEST_SIZE: i64 = 1_000;

/// The orders that a list offers by name, the usual one first; `-` before a name turns it round.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Orders(pub(crate) &'static [(&'static str, Order)]);

/// Pacticipants by name.
pub(crate) const PACTICIPANTS: Orders = Orders(&[("name", Order::Name), ("createdAt", Order::Creation)]);
/// Versions, newest first.
pub(crate) const VERSIONS: Orders = Orders(&[("-createdAt", Order::Creation)]);
/// Branches, last changed first.
pub(crate) const BRANCHES: Orders = Orders(&[
    ("-updatedAt", Order::LastChange),
    ("name", Order::Name),
    ("createdAt", Order::Creation),
]);
/// Integrations, last changed first.
pub(crate) const INTEGRATIONS: Orders = Orders(&[("-updatedAt", Order::LastChange), ("createdAt", Order::Creation)]);
/// Deliveries, newest first.
pub(crate) const DELIVERIES: Orders = Orders(&[("-triggeredAt", Order::Creation)]);
/// Pacticipants in environments, by name.
pub(crate) const PLACED: Orders = Orders(&[("name", Order::Name)]);
/// Labels by name.
pub(crate) const LABELS: Orders = Orders(&[("name", Order::Name)]);

/// What a cursor holds: the order, and the last row that was seen in it.
#[derive(Debug, Serialize, Deserialize)]
struct Cursor {
    sort: String,
    last: Place,
}

impl Cursor {
    /// The text that stands in links. Clients need not look into it.
    fn encode(&self) -> String {
        // A map of two members cannot fail to be written.
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default())
    }

    fn decode(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let cursor: Self = serde_json::from_slice(&bytes).ok()?;
        let possible = !matches!(&cursor.last, Place::Name(name) if name.contains('\0'));
        possible.then_some(cursor)
    }
}

/// The part of a list that a query asks for.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// For the use-case.
    pub(crate) list: ListQuery,
    sort: String,
}

impl Context {
    /// The part that the query asks for: all, unless it says otherwise.
    pub(crate) fn part(&self, orders: Orders) -> Result<Asked, ApiError> {
        asked(&self.query()?, orders, Part::All)
    }

    /// The part that the query asks for, or the first page: for lists that are never given whole.
    pub(crate) fn part_or_first_page(&self, orders: Orders) -> Result<Asked, ApiError> {
        asked(&self.query()?, orders, Part::Page(FIRST_PAGE))
    }

    /// The part that the query asks for, or the beginning of the list: for lists that grow without end, where even
    /// counting takes long.
    pub(crate) fn part_or_beginning(&self, orders: Orders) -> Result<Asked, ApiError> {
        asked(&self.query()?, orders, BEGINNING)
    }

    /// The page that the query asks for, if any.
    pub(crate) fn page(&self) -> Result<Option<Page>, ApiError> {
        let mut invalid = Invalid::default();
        let page = page(&self.query()?, &mut invalid);
        Ok(invalid.into_result(page)?)
    }

    /// The address of another page of the same list.
    pub(crate) fn page_url(&self, page: Page) -> String {
        let others = self.other_parameters(&["page", "size", "pageNumber", "pageSize"]);
        let Page { number, size } = page;
        format!("{}?size={size}&page={number}{others}", self.self_url_without_query())
    }

    /// The address of the next part of the same list, if there is one.
    pub(crate) fn next_url(&self, asked: &Asked, extent: &Extent) -> Option<String> {
        match (&asked.list.part, &extent.next, extent.total) {
            (Part::After { size, .. }, Some(last), _) => Some(self.rest_url(asked, last, *size)),
            (Part::Page(page), _, Some(total)) if page.number.saturating_mul(page.size) < total => {
                let number = page.number + 1;
                Some(self.page_url(Page { number, ..*page }))
            }
            _ => None,
        }
    }

    /// The address of what follows a row of the same list.
    pub(crate) fn rest_url(&self, asked: &Asked, last: &Place, size: i64) -> String {
        let others = self.other_parameters(&["cursor", "limit", "sort"]);
        let cursor = Cursor {
            sort: asked.sort.clone(),
            last: last.clone(),
        };
        format!(
            "{}?limit={size}&cursor={}{others}",
            self.self_url_without_query(),
            cursor.encode()
        )
    }
}

const FIRST_PAGE: Page = Page {
    number: 1,
    size: DEFAULT_SIZE,
};

const BEGINNING: Part = Part::After {
    last: None,
    size: DEFAULT_SIZE,
};

fn asked(query: &Nested, orders: Orders, otherwise: Part) -> Result<Asked, ApiError> {
    let mut invalid = Invalid::default();
    let cursor = cursor(query, &mut invalid);
    let sort = match (query.text("sort"), &cursor) {
        (Some(sort), _) => sort.to_owned(),
        (None, Some(cursor)) => cursor.sort.clone(),
        (None, None) => orders.0.first().map_or("", |(name, _)| *name).to_owned(),
    };
    let (order, direction) = found(orders, &sort, &mut invalid);
    let page = page(query, &mut invalid);
    let begins = query.text("cursor").is_some() || query.text("limit").is_some();
    let part = match (begins, page) {
        (true, Some(_)) => {
            invalid.add("limit", "cannot be used together with page or size, nor can cursor");
            otherwise
        }
        (true, None) => Part::After {
            size: number(query, &["limit"], DEFAULT_SIZE, &mut invalid)
                .unwrap_or(DEFAULT_SIZE)
                .min(LARGEST_SIZE),
            last: cursor.map(|cursor| cursor.last),
        },
        (false, Some(page)) => Part::Page(page),
        (false, None) => otherwise,
    };
    if let Part::After { last: Some(last), .. } = &part
        && last.order() != order
    {
        invalid.add("cursor", "belongs to another order than sort asks for");
    }
    let list = ListQuery { order, direction, part };
    Ok(invalid.into_result(Asked { list, sort })?)
}

/// The cursor, if there is one.
fn cursor(query: &Nested, invalid: &mut Invalid) -> Option<Cursor> {
    let text = query.text("cursor")?;
    let cursor = Cursor::decode(text);
    if cursor.is_none() {
        invalid.add(
            "cursor",
            "is not one that this list gave; begin without one, with limit",
        );
    }
    cursor
}

fn found(orders: Orders, sort: &str, invalid: &mut Invalid) -> (Order, Direction) {
    let name = sort.strip_prefix('-').unwrap_or(sort);
    let direction = if name.len() == sort.len() {
        Direction::Ascending
    } else {
        Direction::Descending
    };
    let offered = orders
        .0
        .iter()
        .find(|(offered, _)| offered.trim_start_matches('-') == name);
    match offered {
        Some((_, order)) => (*order, direction),
        None => {
            let names: Vec<&str> = orders.0.iter().map(|(name, _)| name.trim_start_matches('-')).collect();
            let names = names.join(", ");
            invalid.add(
                "sort",
                format!("must be one of: {names}; with a - before it for descending"),
            );
            (Order::Creation, direction)
        }
    }
}

/// `page` and `size`, or `pageNumber` and `pageSize`, as the reference has them.
fn page(query: &Nested, invalid: &mut Invalid) -> Option<Page> {
    let number_of = number(query, &["page", "pageNumber"], 1, invalid);
    let size = number(query, &["size", "pageSize"], DEFAULT_SIZE, invalid);
    (number_of.is_some() || size.is_some()).then(|| Page {
        number: number_of.unwrap_or(1),
        size: size.unwrap_or(DEFAULT_SIZE).min(LARGEST_SIZE),
    })
}

/// The first of these parameters that is there; `default` stands for a wrong one, which is noted.
fn number(query: &Nested, names: &[&str], default: i64, invalid: &mut Invalid) -> Option<i64> {
    let (name, text) = names
        .iter()
        .find_map(|name| query.text(name).map(|text| (*name, text)))?;
    match text.parse::<i64>() {
        Ok(number) if number >= 1 => Some(number),
        Ok(_) => {
            invalid.add(name, "must be greater than or equal to 1");
            Some(default)
        }
        Err(_) => {
            invalid.add(name, "must be an integer");
            Some(default)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::nested_query::parse;
    use super::*;

    fn read(query: &str) -> Result<Asked, ApiError> {
        asked(&parse(query).unwrap(), BRANCHES, Part::All)
    }

    #[test]
    fn a_cursor_carries_order_and_place() {
        let last = Place::Name("feat/ü".to_owned());
        let cursor = Cursor {
            sort: "-name".to_owned(),
            last: last.clone(),
        };
        let asked = read(&format!("cursor={}", cursor.encode())).unwrap();
        let expected = ListQuery {
            order: Order::Name,
            direction: Direction::Descending,
            part: Part::After {
                last: Some(last),
                size: DEFAULT_SIZE,
            },
        };
        assert_eq!(asked.list, expected);
    }

    #[test]
    fn no_row_has_a_name_with_a_nul() {
        let cursor = Cursor {
            sort: "name".to_owned(),
            last: Place::Name("a\0b".to_owned()),
        };
        assert!(read(&format!("cursor={}", cursor.encode())).is_err());
    }

    #[test]
    fn absurd_sizes_are_cut() {
        let asked = read("page=9223372036854775807&size=9223372036854775807").unwrap();
        let page = Page {
            number: i64::MAX,
            size: LARGEST_SIZE,
        };
        assert_eq!(asked.list.part, Part::Page(page));
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        for query in [
            "cursor=nonsense",
            "sort=colour",
            "limit=0",
            "limit=x",
            "page=0",
            "limit=1&page=1",
        ] {
            assert!(read(query).is_err(), "{query}");
        }
    }
}
