//! One interaction or message.

use super::super::json::Json;
use super::part::{Pair, Part, Role, pairs};
use super::{Kind, Text, plain};

/// An interaction: what is given, and what is then exchanged.
#[derive(Debug)]
pub struct Interaction<'a> {
    /// What must be true of the provider before.
    pub states: Vec<State<'a>>,
    /// Whether its failure does not count yet.
    pub is_pending: bool,
    /// How it is transported, where that is said.
    pub transport: Option<&'a str>,
    /// What its author noted.
    pub comments: Vec<Text<'a>>,
    /// Request and response, or the message and its answers.
    pub parts: Vec<Part<'a>>,
}

/// A provider state.
#[derive(Debug, PartialEq)]
pub struct State<'a> {
    /// Its name.
    pub name: Text<'a>,
    /// What it is to be set up with.
    pub parameters: Vec<Pair<'a>>,
}

impl<'a> Interaction<'a> {
    pub(super) fn of(source: &'a Json, kind: Kind<'a>) -> Self {
        Self {
            states: states(source),
            is_pending: matches!(source.get("pending"), Some(Json::Bool(true))),
            transport: source.get("transport").and_then(Json::as_str),
            comments: comments(source),
            parts: parts(source, kind),
        }
    }
}

/// Versions 1 and 2 have one state, written in two ways; later ones a list.
fn states(source: &Json) -> Vec<State<'_>> {
    let several = source.get("providerStates").or_else(|| source.get("provider_states"));
    if let Some(several) = several.and_then(Json::as_array) {
        return several.iter().map(State::of).collect();
    }
    let single = source.get("providerState").or_else(|| source.get("provider_state"));
    let single = single.filter(|state| !matches!(state, Json::Null));
    single.map(State::of).into_iter().collect()
}

impl<'a> State<'a> {
    /// An object with a name, or just the name.
    fn of(source: &'a Json) -> Self {
        Self {
            name: plain(source.get("name").unwrap_or(source)),
            parameters: source.get("params").map(pairs).unwrap_or_default(),
        }
    }
}

fn comments(source: &Json) -> Vec<Text<'_>> {
    let texts = source.at(&["comments", "text"]).and_then(Json::as_array);
    let test = source.at(&["comments", "testname"]);
    texts.unwrap_or_default().iter().chain(test).map(plain).collect()
}

fn parts<'a>(source: &'a Json, kind: Kind<'a>) -> Vec<Part<'a>> {
    let several = |part: &'a Json| part.as_array().unwrap_or(std::slice::from_ref(part));
    let request = source.get("request");
    let responses = source.get("response").map(several).unwrap_or_default();
    match kind {
        Kind::Message => vec![Part::of(source, Role::Message, is_fourth(source))],
        Kind::Other(_) => vec![Part::unknown(source)],
        Kind::Http | Kind::SynchronousMessages => {
            let is_fourth = is_fourth(source);
            let request = request.map(|part| Part::of(part, Role::Request, is_fourth));
            let responses = responses.iter().map(|part| Part::of(part, Role::Response, is_fourth));
            request.into_iter().chain(responses).collect()
        }
    }
}

/// Only version 4 writes the kind down, and bodies as objects around their content.
fn is_fourth(source: &Json) -> bool {
    source.get("type").is_some_and(|kind| kind.as_str().is_some())
}
