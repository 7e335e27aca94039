//! The network of applications as a picture, and in the DOT language.
//!
//! One picture for pages and for itself: what it looks like stands in attributes, which the classes of a page's style
//! take precedence over.

mod dot;
mod heights;
mod layers;
mod layout;
mod order;
mod picture;

use askama::Template;

pub(crate) use self::dot::dot;
pub(crate) use self::picture::Picture;
use super::super::links::Links;
use super::look::{Look, looks};
use crate::app::network::{NetworkQuery, NetworkSeen};
use crate::domain::network::drawable;

/// So many can be looked at in one picture.
const MOST_APPLICATIONS: usize = 60;
const MOST_CONTRACTS: usize = 150;

/// How many of the applications are drawn, nearest first; none, if there are too many and none is the nearest.
pub(crate) fn drawn(asked: &NetworkQuery, seen: &NetworkSeen) -> usize {
    let nearest: Vec<usize> = (0..seen.applications.len()).collect();
    let pairs: Vec<(usize, usize)> = seen.contracts.iter().map(|one| (one.consumer, one.provider)).collect();
    let fit = drawable(&nearest, &pairs, MOST_APPLICATIONS, MOST_CONTRACTS);
    match asked.application {
        None if fit < nearest.len() => 0,
        _ => fit,
    }
}

/// The picture as a file of its own, with a ground and a legend.
#[derive(Template)]
#[template(path = "network_drawing.svg", escape = "html")]
pub(crate) struct Drawing {
    picture: Picture,
    width: i64,
    height: i64,
    /// What is to be said about what is not drawn.
    note: Option<String>,
}

/// The legend and the note of a drawing: how wide, and how high.
const LEGEND: (i64, i64) = (560, 200);

impl Drawing {
    pub(crate) fn of(links: &Links, asked: &NetworkQuery, seen: &NetworkSeen) -> Self {
        let (all, drawn) = (seen.applications.len(), drawn(asked, seen));
        let picture = Picture::of(links, asked, seen, drawn);
        let note = match (all, drawn) {
            (0, _) => Some("No contract matches.".to_owned()),
            (_, 0) => Some(format!(
                "{all} applications are too many for a picture: name one of them."
            )),
            _ if drawn < all => Some(format!("The nearest {drawn} of {all} applications.")),
            _ => None,
        };
        Self {
            width: picture.width.max(LEGEND.0),
            height: picture.height + LEGEND.1,
            picture,
            note,
        }
    }

    /// Each look with how far below the picture its line of the legend stands.
    fn legend(&self) -> Vec<(i64, Look)> {
        let below = (0..).map(|line| self.picture.height + 16 + line * 22);
        below.zip(looks()).collect()
    }
}
