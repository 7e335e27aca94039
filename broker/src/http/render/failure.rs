//! Why a request was not answered as hoped, for people.

use askama::Template;

use super::super::error::Failure;
use super::super::html::{Frame, Section};
use super::super::links::Links;

/// The page about a failure.
#[derive(Debug, Template)]
#[template(path = "failure.html")]
pub(crate) struct FailurePage<'a> {
    frame: Frame,
    failure: &'a Failure,
    trace_id: &'a str,
}

impl<'a> FailurePage<'a> {
    /// What was wrong, and the id that leads to the log.
    pub(crate) fn new(links: &Links, failure: &'a Failure, trace_id: &'a str) -> Self {
        Self {
            frame: Frame::new(links, Section::Elsewhere),
            failure,
            trace_id,
        }
    }
}
