//! Where the parts of a chart are drawn.
//!
//! By hand, because no library fits pages that allow no inline style and follow the reader's light or dark: `plotters`
//! writes each colour and font into the drawing and has no titles, `poloto` brings a style element, `charts-rs` brings
//! fonts and a renderer. What is needed is little: across, everything is per cent, so that a drawing is as wide as the
//! page and its letters stay as large; down, it is pixels. Colours are classes of `charts.css`.

use crate::domain::figures::Scale;

/// Pixels from the upper edge to the top of the scale, and from there to the bottom.
const TOP: f64 = 10.0;
const TALL: f64 = 170.0;

/// Steps that have their name written below, at most: so many names fit on a phone.
const NAMES: usize = 5;

/// How large a part of its step a bar takes.
const BAR: f64 = 0.74;

/// How something is filled: a colour, and a pattern for who cannot tell colours apart. Their names are those of the
/// templates and styles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fill {
    Plain(&'static str),
    Pattern(&'static str),
}

impl Fill {
    pub(super) fn class(&self) -> &'static str {
        match self {
            Self::Plain(class) => class,
            Self::Pattern(_) => "patterned",
        }
    }

    pub(super) fn paint(&self) -> String {
        match self {
            Self::Plain(_) => "currentColor".to_owned(),
            Self::Pattern(name) => format!("url(#{name})"),
        }
    }
}

/// How a line is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// Unbroken, with round points.
    Round,
    /// Dashed, with square points.
    Square,
}

impl Mark {
    pub(super) fn class(&self) -> &'static str {
        match self {
            Self::Round => "line round",
            Self::Square => "line square",
        }
    }
}

/// What is drawn for one step of time.
#[derive(Debug, Clone)]
pub(super) struct Step {
    /// Below the axis.
    pub(super) name: String,
    /// What is told of it in words.
    pub(super) title: String,
    /// One for each series.
    pub(super) values: Vec<Option<f64>>,
}

/// A chart without its words.
#[derive(Debug, Default)]
pub(super) struct Drawing {
    pub(super) ticks: Vec<Tick>,
    pub(super) segments: Vec<Segment>,
    pub(super) columns: Vec<Column>,
}

/// A value that the axis names.
#[derive(Debug)]
pub(super) struct Tick {
    pub(super) y: String,
    pub(super) label: String,
}

/// A step of time.
#[derive(Debug)]
pub(super) struct Column {
    pub(super) title: String,
    pub(super) name: Option<String>,
    pub(super) x: String,
    pub(super) width: String,
    pub(super) middle: String,
    pub(super) bars: Vec<Bar>,
    pub(super) points: Vec<Point>,
}

/// A part of a bar.
#[derive(Debug)]
pub(super) struct Bar {
    pub(super) fill: Fill,
    pub(super) x: String,
    pub(super) width: String,
    pub(super) y: String,
    pub(super) height: String,
}

/// A point of a line.
#[derive(Debug)]
pub(super) struct Point {
    pub(super) mark: Mark,
    pub(super) y: String,
}

/// The line from one point to the next.
#[derive(Debug)]
pub(super) struct Segment {
    pub(super) mark: Mark,
    pub(super) from: (String, String),
    pub(super) to: (String, String),
}

impl Drawing {
    /// Bars whose parts stand on top of each other, the first series at the bottom.
    pub(super) fn of_bars(scale: &Scale, label: fn(f64) -> String, steps: &[Step], fills: &[Fill]) -> Self {
        let mut drawing = Self::empty(scale, label, steps);
        for (place, (column, step)) in drawing.columns.iter_mut().zip(steps).enumerate() {
            let mut below = 0.0;
            for (fill, value) in fills.iter().zip(&step.values) {
                let value = value.unwrap_or(0.0);
                if value > 0.0 {
                    column
                        .bars
                        .push(bar(scale, *fill, (place, steps.len()), (below, below + value)));
                }
                below += value;
            }
        }
        drawing
    }

    /// Lines from each known value to the next one that is known.
    pub(super) fn of_lines(scale: &Scale, label: fn(f64) -> String, steps: &[Step], marks: &[Mark]) -> Self {
        let mut drawing = Self::empty(scale, label, steps);
        for (series, mark) in marks.iter().enumerate() {
            let mut last: Option<(String, String)> = None;
            for (column, step) in drawing.columns.iter_mut().zip(steps) {
                let Some(value) = step.values.get(series).copied().flatten() else {
                    continue;
                };
                let y = pixels(down(scale, value));
                let here = (column.middle.clone(), y.clone());
                if let Some(from) = last.replace(here.clone()) {
                    let (mark, to) = (*mark, here);
                    drawing.segments.push(Segment { mark, from, to });
                }
                column.points.push(Point { mark: *mark, y });
            }
        }
        drawing
    }

    fn empty(scale: &Scale, label: fn(f64) -> String, steps: &[Step]) -> Self {
        let tick = |value: &f64| Tick {
            y: pixels(down(scale, *value)),
            label: label(*value),
        };
        let count = steps.len();
        let is_named = |place: usize| place.is_multiple_of(count.div_ceil(NAMES).max(1));
        let column = |(place, step): (usize, &Step)| Column {
            title: step.title.clone(),
            name: is_named(place).then(|| step.name.clone()),
            x: across(place as f64, count),
            width: across(1.0, count),
            middle: across(place as f64 + 0.5, count),
            bars: Vec::new(),
            points: Vec::new(),
        };
        Self {
            ticks: scale.ticks.iter().map(tick).collect(),
            segments: Vec::new(),
            columns: steps.iter().enumerate().map(column).collect(),
        }
    }

    /// Where the bottom of the scale is.
    pub(super) fn floor(&self) -> f64 {
        TOP + TALL
    }
}

fn bar(scale: &Scale, fill: Fill, (place, count): (usize, usize), (from, to): (f64, f64)) -> Bar {
    let (bottom, top) = (down(scale, from), down(scale, to));
    Bar {
        fill,
        x: across(place as f64 + (1.0 - BAR) / 2.0, count),
        width: across(BAR, count),
        y: pixels(top),
        // What is there can be seen, however little it is.
        height: pixels((bottom - top).max(1.0)),
    }
}

fn down(scale: &Scale, value: f64) -> f64 {
    TOP + TALL * (1.0 - scale.share(value))
}

fn across(steps: f64, count: usize) -> String {
    format!("{:.3}%", steps * 100.0 / count.max(1) as f64)
}

fn pixels(length: f64) -> String {
    format!("{length:.1}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(values: &[Option<f64>]) -> Step {
        Step {
            name: "1 Nov".to_owned(),
            title: "1 November: two".to_owned(),
            values: values.to_vec(),
        }
    }

    #[test]
    fn parts_of_a_bar_stand_on_each_other() {
        let steps = [step(&[Some(3.0), Some(1.0)]), step(&[None, Some(4.0)])];
        let fills = [Fill::Plain("good"), Fill::Pattern("bad")];
        let drawing = Drawing::of_bars(&Scale::of_counts(4), |value| value.to_string(), &steps, &fills);
        let edges = |column: usize| -> Vec<(f64, f64)> {
            let bars = drawing.columns[column].bars.iter();
            bars.map(|bar| (bar.y.parse().unwrap(), bar.height.parse().unwrap()))
                .collect()
        };
        let [(lower, lower_height), (upper, upper_height)] = edges(0)[..] else {
            panic!()
        };
        assert_eq!(lower + lower_height, drawing.floor());
        assert_eq!(upper + upper_height, lower);
        assert_eq!(edges(1), [(TOP, TALL)]);
    }

    #[test]
    fn lines_go_from_each_known_value_to_the_next() {
        let steps = [step(&[Some(50.0)]), step(&[None]), step(&[Some(100.0)])];
        let drawing = Drawing::of_lines(
            &Scale::of_percentages(),
            |value| value.to_string(),
            &steps,
            &[Mark::Round],
        );
        assert_eq!(drawing.segments.len(), 1);
        assert_eq!(drawing.segments[0].to, ("83.333%".to_owned(), pixels(TOP)));
    }

    #[test]
    fn few_steps_are_named() {
        for count in [1, 5, 13, 30] {
            let steps = vec![step(&[Some(1.0)]); count];
            let drawing = Drawing::of_bars(&Scale::of_counts(1), |value| value.to_string(), &steps, &[]);
            let named = drawing.columns.iter().filter(|column| column.name.is_some()).count();
            assert!((1..=NAMES).contains(&named), "{named} of {count}");
        }
    }
}
