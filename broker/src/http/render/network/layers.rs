//! In which column each application stands: consumers left of their providers.
//!
//! The way of drawing graphs that is named after Sugiyama: columns (here), the order in each (`order.rs`), and how high
//! everything stands (`heights.rs`).

use petgraph::algo::{greedy_feedback_arc_set, toposort};
use petgraph::graph::DiGraph;
use petgraph::visit::EdgeRef;

use crate::domain::network::Place;

/// Applications, and the places where lines pass columns, in columns.
#[derive(Debug)]
pub(super) struct Layers {
    /// From left to right, each from top to bottom. From the number of applications on, they are passages of lines.
    pub(super) columns: Vec<Vec<usize>>,
    /// The column of each.
    pub(super) column_of: Vec<usize>,
    /// To whom each is connected in the column to its left, and to its right.
    pub(super) left: Vec<Vec<usize>>,
    pub(super) right: Vec<Vec<usize>>,
    /// For each contract.
    pub(super) lines: Vec<Line>,
}

/// Where the line of a contract goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Line {
    /// From left to right, one in each column.
    Forth(Vec<usize>),
    /// A contract that closes a circle: from right to left, told from left to right all the same.
    Back(Vec<usize>),
    /// A contract with itself.
    Round,
}

impl Line {
    /// What it goes through, from left to right.
    pub(super) fn stations(&self) -> &[usize] {
        match self {
            Self::Forth(stations) | Self::Back(stations) => stations,
            Self::Round => &[],
        }
    }
}

impl Layers {
    /// The columns of as many applications, by their pairs of consumer and provider.
    pub(super) fn of(count: usize, pairs: &[(Place, Place)]) -> Self {
        let turned = turned(count, pairs);
        let forth = |(index, (consumer, provider)): (usize, &(Place, Place))| match turned[index] {
            true => (*provider, *consumer),
            false => (*consumer, *provider),
        };
        let forth: Vec<(Place, Place)> = pairs.iter().enumerate().map(forth).collect();
        let column_of = columns(count, &forth);
        let mut layers = Self {
            columns: Vec::new(),
            left: vec![Vec::new(); count],
            right: vec![Vec::new(); count],
            column_of,
            lines: Vec::new(),
        };
        for (index, (from, to)) in forth.into_iter().enumerate() {
            let line = match (from == to, turned[index]) {
                (true, _) => Line::Round,
                (false, true) => Line::Back(layers.connect(from, to)),
                (false, false) => Line::Forth(layers.connect(from, to)),
            };
            layers.lines.push(line);
        }
        layers.fill_columns();
        layers
    }

    /// Connects two over a passage in every column between theirs.
    fn connect(&mut self, from: Place, to: Place) -> Vec<usize> {
        let mut stations = vec![from];
        for column in self.column_of[from] + 1..self.column_of[to] {
            stations.push(self.column_of.len());
            self.column_of.push(column);
            self.left.push(Vec::new());
            self.right.push(Vec::new());
        }
        stations.push(to);
        for step in stations.windows(2) {
            self.right[step[0]].push(step[1]);
            self.left[step[1]].push(step[0]);
        }
        stations
    }

    /// Puts those beside each other who are connected, to begin with.
    fn fill_columns(&mut self) {
        let width = self.column_of.iter().max().map_or(0, |last| last + 1);
        self.columns = vec![Vec::new(); width];
        let mut seen = vec![false; self.column_of.len()];
        let mut waiting: Vec<usize> = (0..self.column_of.len()).rev().collect();
        while let Some(one) = waiting.pop() {
            if !std::mem::replace(&mut seen[one], true) {
                self.columns[self.column_of[one]].push(one);
                waiting.extend(
                    self.right[one]
                        .iter()
                        .chain(&self.left[one])
                        .rev()
                        .filter(|next| !seen[**next]),
                );
            }
        }
    }
}

/// Which contracts must be drawn backwards, so that there is no circle without them.
fn turned(count: usize, pairs: &[(Place, Place)]) -> Vec<bool> {
    let mut graph = DiGraph::<(), usize>::new();
    let nodes: Vec<_> = (0..count).map(|_| graph.add_node(())).collect();
    for (index, (consumer, provider)) in pairs.iter().enumerate() {
        if consumer != provider {
            graph.add_edge(nodes[*consumer], nodes[*provider], index);
        }
    }
    let mut turned = vec![false; pairs.len()];
    for edge in greedy_feedback_arc_set(&graph) {
        turned[*edge.weight()] = true;
    }
    turned
}

/// Everybody right of all who come before, and those before whom nobody comes as near to the others as can be.
fn columns(count: usize, forth: &[(Place, Place)]) -> Vec<usize> {
    let mut graph = DiGraph::<(), ()>::new();
    let nodes: Vec<_> = (0..count).map(|_| graph.add_node(())).collect();
    for (from, to) in forth.iter().filter(|(from, to)| from != to) {
        graph.add_edge(nodes[*from], nodes[*to], ());
    }
    let mut columns = vec![0; count];
    for node in toposort(&graph, None).unwrap_or_default() {
        for edge in graph.edges(node) {
            let (from, to) = (edge.source().index(), edge.target().index());
            columns[to] = columns[to].max(columns[from] + 1);
        }
    }
    for node in graph.externals(petgraph::Incoming).collect::<Vec<_>>() {
        let nearest = graph.edges(node).map(|edge| columns[edge.target().index()]).min();
        columns[node.index()] = nearest.map_or(0, |nearest| nearest - 1);
    }
    columns
}
