//! The network of applications: who has contracts with whom, in a circle, and through whom.

mod lists;

use askama::Template;

use self::lists::{Circle, Line, Point};
use super::verdict::or_problem;
use super::visit::Visit;
use super::words::{self, count};
use crate::app::network::{NetworkQuery, WholeNetwork, network_choices, network_load};
use crate::domain::network::Direction;
use crate::domain::pact_status::PactStatus;
use crate::http::access::{Caller, Read};
use crate::http::context::Reply;
use crate::http::html::{Frame, Section, see_other};
use crate::http::links::Links;
use crate::http::network::asked;
use crate::http::path::Path;
use crate::http::render::look::{Look, looks};
use crate::http::render::network::{Picture, drawn};

#[derive(Template)]
#[template(path = "network.html")]
struct Page {
    frame: Frame,
    form: Form,
    names: Vec<String>,
    labels: Vec<String>,
    problems: Vec<String>,
    view: Option<View>,
}

/// What the form holds.
struct Form {
    application: String,
    label: String,
    depths: Vec<Choice>,
    directions: Vec<Choice>,
    statuses: Vec<Choice>,
    is_filled: bool,
}

/// A line of a list to choose from.
struct Choice {
    value: String,
    words: String,
    is_chosen: bool,
}

/// What was found.
struct View {
    applications: String,
    contracts: String,
    is_empty: bool,
    picture: Option<Picture>,
    /// That more was found than is drawn.
    cut: Option<String>,
    lines: Vec<Line>,
    busiest: Vec<Point>,
    circles: Vec<Circle>,
    circles_in_all: usize,
    points: Vec<Point>,
    points_in_all: usize,
    svg: String,
    dot: String,
}

/// `GET /network`
pub(crate) async fn show(_: Caller<Read>, visit: Visit) -> Reply {
    let (asked, mut problems) = asked(&visit.query()?);
    let question = asked.clone();
    let (answer, (names, labels)) = visit
        .read(move |connection| {
            let typed = question.application.clone().unwrap_or_default();
            let answer = or_problem(network_load(connection, question))?;
            Ok((answer, network_choices(connection, &typed)?))
        })
        .await?;
    let whole = answer.map_err(|problem| problems.push(problem)).ok();
    let (frame, links) = (visit.frame(Section::Network), visit.links.clone());
    visit
        .show_slowly(move || {
            Ok(Page {
                frame,
                names,
                labels,
                problems,
                view: whole.map(|whole| View::of(&links, &whole)),
                form: Form::of(&asked),
            })
        })
        .await
}

/// `GET /pacticipants/{pacticipant}/network`: where other brokers have it.
pub(crate) async fn of_application(_: Caller<Read>, visit: Visit, path: Path<String>) -> Reply {
    Ok(see_other(&visit.links.network_around(&path)))
}

impl Page {
    fn looks(&self) -> impl Iterator<Item = Look> + use<> {
        looks().into_iter()
    }
}

/// How far one may ask to see; other numbers can be typed into the address.
const DEPTHS: [usize; 4] = [1, 2, 3, 4];

impl Form {
    fn of(asked: &NetworkQuery) -> Self {
        let far = asked.depth.filter(|depth| !DEPTHS.contains(depth));
        let depth = |depth: usize| Choice {
            value: depth.to_string(),
            words: count(i64::try_from(depth).unwrap_or(i64::MAX), "contract"),
            is_chosen: asked.depth == Some(depth),
        };
        let all = Choice {
            value: "all".to_owned(),
            words: "as far as it goes".to_owned(),
            is_chosen: asked.depth.is_none(),
        };
        let direction = |(name, direction): (&str, Direction)| Choice {
            value: name.to_owned(),
            words: towards(direction).to_owned(),
            is_chosen: asked.direction == direction,
        };
        let status = |status: PactStatus| Choice {
            value: status.as_str().to_owned(),
            words: words::state(status).words.to_owned(),
            is_chosen: asked.status == Some(status),
        };
        Self {
            application: asked.application.clone().unwrap_or_default(),
            label: asked.label.clone().unwrap_or_default(),
            depths: DEPTHS.into_iter().chain(far).map(depth).chain([all]).collect(),
            directions: Direction::NAMES.into_iter().map(direction).collect(),
            statuses: PactStatus::ALL.map(status).into(),
            is_filled: asked.application.is_some() || asked.label.is_some() || asked.status.is_some(),
        }
    }
}

fn towards(direction: Direction) -> &'static str {
    match direction {
        Direction::Both => "consumers and providers",
        Direction::Consumers => "who depends on it",
        Direction::Providers => "what it depends on",
    }
}

impl View {
    fn of(links: &Links, whole: &WholeNetwork) -> Self {
        let (seen, findings) = whole.explained();
        let asked = whole.asked();
        let (all, drawn) = (seen.applications.len(), drawn(asked, &seen));
        let lines = seen.between(drawn).map(|one| Line::of(links, &seen, one));
        let amount = |amount: usize, what| count(i64::try_from(amount).unwrap_or(i64::MAX), what);
        let cut = format!(
            "The picture shows the nearest {drawn} of {}.",
            amount(all, "application")
        );
        Self {
            applications: amount(all, "application"),
            contracts: amount(seen.contracts.len(), "contract"),
            is_empty: seen.contracts.is_empty(),
            picture: (drawn > 0).then(|| Picture::of(links, asked, &seen, drawn)),
            cut: (0 < drawn && drawn < all).then_some(cut),
            lines: lines.collect(),
            busiest: findings.busiest.iter().map(|one| Point::of(links, one)).collect(),
            circles: findings.circles.iter().map(|one| Circle::of(links, one)).collect(),
            circles_in_all: findings.circles_in_all,
            points: findings.points.iter().map(|one| Point::of(links, one)).collect(),
            points_in_all: findings.points_in_all,
            svg: links.network("/network.svg", asked),
            dot: links.network("/network.dot", asked),
        }
    }
}
