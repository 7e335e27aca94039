//! Tables for people who read plain text.

/// Columns as wide as their widest cell, with a rule below the heading; ends without a line break.
pub(super) fn table<const N: usize>(heading: [&str; N], rows: impl IntoIterator<Item = [String; N]>) -> String {
    let heading = heading.map(str::to_owned);
    let table: Vec<[String; N]> = std::iter::once(heading).chain(rows).collect();
    let widths: [usize; N] =
        std::array::from_fn(|column| table.iter().map(|row| row[column].chars().count()).max().unwrap_or(0));
    let line = |row: &[String; N]| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        cells.collect::<Vec<_>>().join(" | ").trim_end().to_owned()
    };
    let rule = widths.map(|width| "-".repeat(width)).join("-|-");
    let mut lines: Vec<String> = table.iter().map(line).collect();
    lines.insert(1, rule);
    lines.join("\n")
}
