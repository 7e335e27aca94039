//! Which part of a list is asked for, and in which order.

use super::Moment;

/// A page, counted from the start of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// Counted from one.
    pub number: i64,
    /// Rows on a page, at least one.
    pub size: i64,
}

impl Page {
    pub(crate) fn limit(self) -> i64 {
        self.size
    }

    /// The page after this one, if so many rows reach that far.
    pub(crate) fn following(self, total: i64) -> Option<Self> {
        let number = self.number.saturating_add(1);
        (self.offset().saturating_add(self.size) < total).then_some(Self { number, ..self })
    }

    pub(crate) fn offset(self) -> i64 {
        (self.number - 1).saturating_mul(self.size)
    }
}

/// What a list is ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    Name,
    Creation,
    LastChange,
}

/// Which way a list runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Ascending,
    Descending,
}

/// The place of a row in its list, for each [`Order`].
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Place {
    Name(String),
    Creation(i64),
    LastChange(Moment, i64),
}

impl Place {
    /// The order that the place belongs to.
    pub fn order(&self) -> Order {
        match self {
            Self::Name(_) => Order::Name,
            Self::Creation(_) => Order::Creation,
            Self::LastChange(..) => Order::LastChange,
        }
    }

    pub(super) fn name(&self) -> Option<&str> {
        match self {
            Self::Name(name) => Some(name),
            _ => None,
        }
    }

    pub(super) fn id(&self) -> Option<i64> {
        match self {
            Self::Creation(id) => Some(*id),
            _ => None,
        }
    }

    pub(super) fn change(&self) -> Option<(Moment, i64)> {
        match self {
            Self::LastChange(at, id) => Some((*at, *id)),
            _ => None,
        }
    }
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    All,
    /// What stands there now: rows that are added meanwhile move others to later pages.
    Page(Page),
    /// What follows a row, or the beginning: nothing is shown twice or left out when rows are added.
    After {
        /// The last row that was seen.
        last: Option<Place>,
        /// Rows at most, at least one.
        size: i64,
    },
}

/// What is asked of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListQuery {
    pub order: Order,
    pub direction: Direction,
    pub part: Part,
}

impl ListQuery {
    /// The row after which the part begins.
    pub(super) fn last(&self) -> Option<&Place> {
        match &self.part {
            Part::After { last, .. } => last.as_ref(),
            Part::All | Part::Page(_) => None,
        }
    }

    /// How many rows to load, and how many to pass over; one more than are shown tells whether there are more.
    pub(super) fn window(&self) -> Option<(i64, i64)> {
        match &self.part {
            Part::All => None,
            Part::Page(page) => Some((page.limit(), page.offset())),
            Part::After { size, .. } => Some((size.saturating_add(1), 0)),
        }
    }

    /// Makes a part of the rows that were loaded for it; `count` counts the whole list.
    pub(super) fn cut<T>(
        &self,
        mut rows: Vec<T>,
        place: impl Fn(&T) -> Place,
        count: impl FnOnce() -> Result<i64, super::StoreError>,
    ) -> Result<Cut<T>, super::StoreError> {
        let mut extent = Extent::default();
        match &self.part {
            Part::All => {}
            Part::Page(_) => extent.total = Some(count()?),
            Part::After { size, .. } => {
                let size = usize::try_from(*size).unwrap_or(usize::MAX);
                if rows.len() > size {
                    rows.truncate(size);
                    extent.next = rows.last().map(place);
                }
            }
        }
        Ok(Cut { rows, extent })
    }
}

/// Rows of a list, and what lies around them.
#[derive(Debug)]
pub struct Cut<T> {
    pub rows: Vec<T>,
    pub extent: Extent,
}

/// What lies around a part of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Extent {
    /// Rows of the whole list, if a page was asked for.
    pub total: Option<i64>,
    /// The row after which the rest begins, if there is a rest and no page was asked for.
    pub next: Option<Place>,
}

/// Orders a query by a key and what decides between equal ones, and leaves out what does not follow the last row.
///
/// A macro, because the types of such queries can only be written by the compiler. The first comparison is the one that
/// an index answers.
macro_rules! in_order {
    ($query:expr, $direction:expr, ($key:expr, $tie:expr), $last:expr) => {
        match ($direction, $last) {
            (Direction::Ascending, None) => $query.order(($key.asc(), $tie.asc())),
            (Direction::Descending, None) => $query.order(($key.desc(), $tie.desc())),
            (Direction::Ascending, Some((key, tie))) => $query
                .filter($key.ge(key).and($key.gt(key).or($tie.gt(tie))))
                .order(($key.asc(), $tie.asc())),
            (Direction::Descending, Some((key, tie))) => $query
                .filter($key.le(key).and($key.lt(key).or($tie.lt(tie))))
                .order(($key.desc(), $tie.desc())),
        }
    };
    ($query:expr, $direction:expr, $key:expr, $last:expr) => {
        match ($direction, $last) {
            (Direction::Ascending, None) => $query.order($key.asc()),
            (Direction::Descending, None) => $query.order($key.desc()),
            (Direction::Ascending, Some(key)) => $query.filter($key.gt(key)).order($key.asc()),
            (Direction::Descending, Some(key)) => $query.filter($key.lt(key)).order($key.desc()),
        }
    };
}
pub(super) use in_order;

#[cfg(test)]
mod tests {
    use super::*;

    fn after(size: i64) -> ListQuery {
        ListQuery {
            order: Order::Creation,
            direction: Direction::Ascending,
            part: Part::After { last: None, size },
        }
    }

    #[test]
    fn one_row_too_many_tells_that_there_are_more() {
        let cut = |rows: Vec<i64>| after(2).cut(rows, |id| Place::Creation(*id), || Ok(0)).unwrap();
        let more = cut(vec![1, 2, 3]);
        assert_eq!((more.rows, more.extent.next), (vec![1, 2], Some(Place::Creation(2))));
        let end = cut(vec![1, 2]);
        assert_eq!((end.rows, end.extent), (vec![1, 2], Extent::default()));
    }
}
