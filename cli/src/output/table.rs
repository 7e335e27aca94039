//! Tables in the form that the field's command lines have always printed.

use comfy_table::{ContentArrangement, ContentLineStyle, LineStyle, Table as Grid, TableStyle};

// Columns separated by bars, one line of dashes below the headings, no frame.
const STYLE: TableStyle = TableStyle::new()
    .header_lines(ContentLineStyle::none().junction('|'))
    .header_separator(LineStyle::none().fill('-').junction('|'))
    .content_lines(ContentLineStyle::none().junction('|'));

/// Rows of text under headings.
pub(crate) struct Table(Grid);

impl Table {
    /// A table without rows.
    pub(crate) fn new<const N: usize>(headings: [&str; N]) -> Self {
        let mut grid = Grid::new();
        grid.load_style(STYLE)
            .set_content_arrangement(ContentArrangement::Disabled)
            .set_header(headings);
        if let Some(first) = grid.column_mut(0) {
            first.set_padding((0, 1));
        }
        Self(grid)
    }

    /// Adds a row at the end.
    pub(crate) fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.0.add_row(cells);
    }

    /// The lines of the table, without blanks at their ends.
    pub(crate) fn render(&self) -> String {
        self.0
            .lines()
            .map(|line| line.trim_end().to_owned())
            .collect::<Vec<_>>()
            .join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let mut table = Table::new(["CONSUMER", "SUCCESS?"]);
        table.row(["shop".to_owned(), "true".to_owned()]);
        table.row(["warehouse-app".to_owned(), "???".to_owned()]);
        let expected = [
            "CONSUMER      | SUCCESS?",
            "--------------|----------",
            "shop          | true",
            "warehouse-app | ???",
        ];
        assert_eq!(table.render().lines().collect::<Vec<_>>(), expected);
    }
}
