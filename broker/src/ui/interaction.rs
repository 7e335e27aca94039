//! An interaction as pages show it.

use super::code::{self, Code};
use super::text::{Cut, Room, clipped};
use super::words;
use crate::domain::reading::{Body, Content, Entry, Interaction, Kind, Pair, Part, Piece, Role, Rule, State};

/// Of one list: headers, parameters, rules.
const MOST_ROWS: usize = 100;
/// Of one text, such as a header or a regular expression.
const MOST_OF_A_TEXT: usize = 1_000;
/// Of a title.
const MOST_OF_A_TITLE: usize = 300;
/// Longer bodies are folded.
const LINES_IN_SIGHT: usize = 40;

/// An interaction, ready to be shown.
pub(super) struct Shown {
    pub(super) anchor: String,
    /// Where it can be found again.
    pub(super) address: String,
    pub(super) title: String,
    pub(super) kind: String,
    /// What is asked and answered, in short.
    pub(super) gist: String,
    pub(super) is_pending: bool,
    pub(super) transport: Option<String>,
    pub(super) states: Cut<StateShown>,
    pub(super) comments: Cut<String>,
    pub(super) parts: Cut<PartShown>,
    /// There was no room for it.
    pub(super) is_left_out: bool,
}

/// A provider state: its name, and what it is set up with.
pub(super) struct StateShown {
    pub(super) name: String,
    pub(super) parameters: Cut<(String, String)>,
}

/// A request, a response or a message.
pub(super) struct PartShown {
    pub(super) heading: &'static str,
    pub(super) line: String,
    pub(super) query: Cut<(String, String)>,
    pub(super) headers: Cut<(String, String)>,
    pub(super) metadata: Cut<(String, String)>,
    pub(super) body: Option<BodyShown>,
    pub(super) rules: Cut<RuleShown>,
    pub(super) generators: Cut<RuleShown>,
}

/// A body, and what is to be said about it.
pub(super) struct BodyShown {
    pub(super) summary: String,
    pub(super) code: Code,
    pub(super) is_in_sight: bool,
}

/// A rule in words.
pub(super) struct RuleShown {
    pub(super) of: String,
    pub(super) path: Option<String>,
    pub(super) says: Vec<PieceShown>,
}

/// A piece of a sentence.
pub(super) struct PieceShown {
    pub(super) is_value: bool,
    pub(super) text: String,
}

/// The title of an entry, and what it asks, for lists of many.
pub(super) fn title(entry: &Entry<'_>) -> String {
    let title = clipped(&entry.description(), MOST_OF_A_TITLE);
    if title.trim().is_empty() {
        "(no description)".to_owned()
    } else {
        title
    }
}

impl Shown {
    /// The entry with as much of it as there is room for.
    pub(super) fn of(entry: &Entry<'_>, address: String, room: &mut Room) -> Self {
        let interaction = entry.interaction();
        let is_left_out = room.is_spent();
        Self {
            anchor: entry.anchor.clone(),
            address,
            title: title(entry),
            kind: kind(entry.kind),
            gist: gist(&interaction),
            is_pending: interaction.is_pending,
            // That HTTP goes over HTTP need not be said.
            transport: interaction
                .transport
                .filter(|name| *name != "http")
                .map(|name| room.text(name, MOST_OF_A_TEXT)),
            states: room.first(&interaction.states, MOST_ROWS, StateShown::of),
            comments: room.first(&interaction.comments, MOST_ROWS, |room, text| {
                room.text(text, MOST_OF_A_TEXT)
            }),
            parts: room.first(&interaction.parts, MOST_ROWS, PartShown::of),
            is_left_out,
        }
    }
}

fn kind(kind: Kind<'_>) -> String {
    match kind {
        Kind::Http => "HTTP".to_owned(),
        Kind::Message => "message".to_owned(),
        Kind::SynchronousMessages => "message with answer".to_owned(),
        Kind::Other(Some(name)) => clipped(name, 100),
        Kind::Other(None) => "unknown kind".to_owned(),
    }
}

/// `GET /orders/1 → 200`, where it has such parts.
fn gist(interaction: &Interaction<'_>) -> String {
    let parts = interaction.parts.iter();
    let lines = parts.filter_map(|part| match part.role {
        Role::Request => Some(request_line(part)).filter(|line| !line.is_empty()),
        Role::Response => part.status.as_ref().map(|status| clipped(status, 20)),
        Role::Message | Role::Unknown => None,
    });
    lines.collect::<Vec<_>>().join(" → ")
}

fn request_line(part: &Part<'_>) -> String {
    let words = [part.method.as_deref(), part.path.as_deref()];
    let words = words.into_iter().flatten().map(|word| clipped(word, MOST_OF_A_TITLE));
    words.collect::<Vec<_>>().join(" ")
}

impl StateShown {
    fn of(room: &mut Room, state: &State<'_>) -> Self {
        Self {
            name: room.text(&state.name, MOST_OF_A_TEXT),
            parameters: pairs(room, &state.parameters),
        }
    }
}

fn pairs(room: &mut Room, pairs: &[Pair<'_>]) -> Cut<(String, String)> {
    room.first(pairs, MOST_ROWS, |room, pair| {
        (
            room.text(&pair.name, MOST_OF_A_TEXT),
            room.text(&pair.value, MOST_OF_A_TEXT),
        )
    })
}

impl PartShown {
    fn of(room: &mut Room, part: &Part<'_>) -> Self {
        let (heading, line) = match part.role {
            Role::Request => ("Request", request_line(part)),
            Role::Response => ("Response", status_line(part)),
            Role::Message => ("Message", String::new()),
            Role::Unknown => ("As it stands", String::new()),
        };
        Self {
            heading,
            line,
            query: pairs(room, &part.query),
            headers: pairs(room, &part.headers),
            metadata: pairs(room, &part.metadata),
            body: BodyShown::of(room, &part.body),
            rules: room.first(&part.rules, MOST_ROWS, RuleShown::of),
            generators: room.first(&part.generators, MOST_ROWS, RuleShown::of),
        }
    }
}

fn status_line(part: &Part<'_>) -> String {
    let status = part.status.as_ref();
    status
        .map(|status| format!("status {}", clipped(status, 20)))
        .unwrap_or_default()
}

impl BodyShown {
    fn of(room: &mut Room, body: &Body<'_>) -> Option<Self> {
        let most = room.for_body();
        let (code, amount) = match &body.content {
            Content::Unspecified => return None,
            Content::Json(value) => (code::json(value, most), None),
            Content::Text(text) => (code::text(text, most), None),
            Content::Bytes(text, count) => (code::text(text, most), Some(*count)),
        };
        room.spend(code.size);
        let lines = words::count(i64::try_from(code.lines).unwrap_or(i64::MAX), "line");
        let amount = match amount {
            Some(count) => format!(
                "{} in base64",
                words::count(i64::try_from(count).unwrap_or(i64::MAX), "byte")
            ),
            None if code.is_cut => format!("the first {lines}"),
            None => lines,
        };
        let content_type = body
            .content_type
            .as_ref()
            .map(|name| format!("{}, ", clipped(name, 100)));
        Some(Self {
            summary: format!("{}{amount}", content_type.unwrap_or_default()),
            is_in_sight: code.lines <= LINES_IN_SIGHT,
            code,
        })
    }
}

impl RuleShown {
    fn of(room: &mut Room, rule: &Rule<'_>) -> Self {
        let pieces = rule.says.0.iter().map(|piece| {
            let (is_value, text) = match piece {
                Piece::Words(text) => (false, text),
                Piece::Value(text) => (true, text),
            };
            PieceShown {
                is_value,
                text: room.text(text, MOST_OF_A_TEXT),
            }
        });
        let says = pieces.collect();
        Self {
            of: room.text(&rule.place.of, 100),
            path: rule.place.path.as_ref().map(|path| room.text(path, MOST_OF_A_TEXT)),
            says,
        }
    }
}
