//! What the template of the picture shows.

use super::super::glyphs::{allowed, shortened};
use super::super::look::{Look, look};
use super::layout::{BOX, Layout, Point};
use crate::app::network::{ApplicationInNetwork, ContractInNetwork, NetworkQuery, NetworkSeen};
use crate::http::links::Links;

/// How wide a name may be in its box, in thousandths of the font's size.
const NAME: u32 = 12_600;

/// Applications as boxes, contracts as arrows from consumer to provider.
#[derive(Debug)]
pub(crate) struct Picture {
    pub(crate) width: i64,
    pub(crate) height: i64,
    pub(crate) title: String,
    pub(crate) boxes: Vec<AppBox>,
    pub(crate) arrows: Vec<Arrow>,
}

/// An application.
#[derive(Debug)]
pub(crate) struct AppBox {
    pub(crate) x: i64,
    pub(crate) y: i64,
    pub(crate) name: String,
    /// As much of the name as has room.
    pub(crate) short: String,
    /// The page of the application.
    pub(crate) page: String,
    /// The network around it.
    pub(crate) around: String,
    pub(crate) says: String,
    pub(crate) is_chosen: bool,
    pub(crate) is_single_point: bool,
    pub(crate) is_in_circle: bool,
}

/// A contract.
#[derive(Debug)]
pub(crate) struct Arrow {
    pub(crate) title: String,
    pub(crate) look: Look,
    pub(crate) line: String,
    pub(crate) head: String,
    /// Where its sign stands.
    pub(crate) sign: (i64, i64),
    pub(crate) is_in_circle: bool,
}

impl Picture {
    /// The picture of the first `drawn` of these applications.
    pub(crate) fn of(links: &Links, asked: &NetworkQuery, seen: &NetworkSeen, drawn: usize) -> Self {
        let contracts: Vec<&ContractInNetwork> = seen.between(drawn).collect();
        let pairs: Vec<(usize, usize)> = contracts.iter().map(|one| (one.consumer, one.provider)).collect();
        let layout = Layout::of(drawn, &pairs);
        let boxes = seen.applications.iter().zip(&layout.corners);
        let mut arrows: Vec<Arrow> = Vec::with_capacity(contracts.len());
        let mut standing = Vec::with_capacity(contracts.len());
        for (one, way) in contracts.iter().zip(&layout.ways) {
            let arrow = Arrow::of(seen, one, way, layout.corners[one.consumer], &standing);
            standing.push(arrow.sign);
            arrows.push(arrow);
        }
        Self {
            width: whole(layout.size.0),
            height: whole(layout.size.1),
            title: title(asked, drawn, contracts.len()),
            boxes: boxes
                .map(|(one, corner)| AppBox::of(links, asked, one, *corner))
                .collect(),
            arrows,
        }
    }
}

fn title(asked: &NetworkQuery, applications: usize, contracts: usize) -> String {
    let around = asked
        .application
        .as_deref()
        .map(|name| format!(" around {}", plain(name)));
    format!(
        "Network{}: applications {applications}, contracts {contracts}",
        around.unwrap_or_default()
    )
}

impl AppBox {
    fn of(links: &Links, asked: &NetworkQuery, one: &ApplicationInNetwork, corner: Point) -> Self {
        let around = NetworkQuery {
            application: Some(one.name.clone()),
            depth: asked.depth.or(asked.application.is_none().then_some(1)),
            ..asked.clone()
        };
        let name = plain(&one.name);
        Self {
            x: whole(corner.0),
            y: whole(corner.1),
            short: shortened(&name, NAME),
            name,
            page: links.pacticipant(&one.name),
            around: links.network("/network", &around),
            says: format!("used by {}, uses {}", one.consumers, one.providers),
            is_chosen: asked.application.as_ref() == Some(&one.name),
            is_single_point: one.is_single_point,
            is_in_circle: one.is_in_circle,
        }
    }
}

impl Arrow {
    fn of(seen: &NetworkSeen, one: &ContractInNetwork, way: &[Point], corner: Point, standing: &[(i64, i64)]) -> Self {
        let name = |place: usize| plain(&seen.applications[place].name);
        let look = look(one.status);
        let circle = if one.is_in_circle { ", part of a circle" } else { "" };
        let drawn = match way {
            [] => Stroke::round(corner),
            way => Stroke::along(way),
        };
        Self {
            title: format!(
                "{} → {}: {}{circle}",
                name(one.consumer),
                name(one.provider),
                look.words
            ),
            look,
            sign: drawn.sign(standing),
            line: drawn.line,
            head: drawn.head,
            is_in_circle: one.is_in_circle,
        }
    }
}

/// An arrow's line, its head, and where its sign may stand, best first.
struct Stroke {
    line: String,
    head: String,
    signs: Vec<(i64, i64)>,
}

/// How far along its curve a sign may stand.
const ALONG: [f64; 5] = [0.5, 0.36, 0.64, 0.26, 0.74];

impl Stroke {
    /// A curve between columns, and straight through them.
    fn along(way: &[Point]) -> Self {
        let gaps: Vec<(Point, Point)> = way.chunks(2).map(|gap| (gap[0], gap[gap.len() - 1])).collect();
        let mut line = String::new();
        let (mut tip, mut back) = ((0, 0), 0);
        for (place, (from, to)) in gaps.iter().enumerate() {
            let ((from_x, from_y), (to_x, to_y)) = (rounded(*from), rounded(*to));
            back = if to_x > from_x { -9 } else { 9 };
            // The line ends inside the head, whose point is sharper than a line.
            let end_x = if place + 1 == gaps.len() { to_x + back / 2 } else { to_x };
            let middle = (from_x + to_x) / 2;
            let begin = if place == 0 { 'M' } else { 'L' };
            line.push_str(&format!(
                "{begin}{from_x} {from_y}C{middle} {from_y} {middle} {to_y} {end_x} {to_y}"
            ));
            tip = (to_x, to_y);
        }
        let gap = gaps[(gaps.len() - 1) / 2];
        Self {
            line,
            head: format!("M{} {}l{back} -5v10z", tip.0, tip.1),
            signs: ALONG.iter().map(|share| rounded(on_curve(gap, *share))).collect(),
        }
    }

    /// Out of the upper side of a box, and back into it.
    fn round(corner: Point) -> Self {
        let (x, y) = rounded((corner.0 + BOX.0 - 70.0, corner.1));
        Self {
            line: format!("M{x} {y}c0 -24 40 -24 40 -4"),
            head: format!("M{} {y}l-5 -9h10z", x + 40),
            signs: vec![(x + 18, y - 18)],
        }
    }

    /// Where the sign stands apart from those that stand already; where it would be best, if there is no such place.
    fn sign(&self, standing: &[(i64, i64)]) -> (i64, i64) {
        let is_free = |(x, y): &&(i64, i64)| {
            let touches = |(other_x, other_y): &(i64, i64)| (x - other_x).pow(2) + (y - other_y).pow(2) < 18_i64.pow(2);
            !standing.iter().any(touches)
        };
        let free = self.signs.iter().find(is_free);
        *free.unwrap_or(&self.signs[0])
    }
}

/// A point of the curve that leaves and arrives level, by the share of it that lies behind.
fn on_curve(((from_x, from_y), (to_x, to_y)): (Point, Point), share: f64) -> Point {
    let rest = 1.0 - share;
    let inner = 3.0 * rest * share;
    let x = rest.powi(3) * from_x + inner * (from_x + to_x) / 2.0 + share.powi(3) * to_x;
    let risen = share.powi(2) * (3.0 - 2.0 * share);
    (x, from_y + (to_y - from_y) * risen)
}

fn whole(length: f64) -> i64 {
    length.round() as i64
}

fn rounded((x, y): Point) -> (i64, i64) {
    (whole(x), whole(y))
}

/// The text without what must not stand in a drawing.
fn plain(text: &str) -> String {
    text.chars().map(allowed).collect()
}
