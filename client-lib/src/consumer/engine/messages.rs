//! Builds messages, and gives them out as a provider would send them.

use pact_models::v4::async_message::AsynchronousMessage;
use pact_models::v4::message_parts::MessageContents as ContentsModel;
use pact_models::v4::sync_message::SynchronousMessage;

use super::context::Context;
use super::http;
use super::rules::Compiler;
use crate::consumer::error::ConsumerError;
use crate::consumer::message::{Message, MessageContents, ReceivedMessage, SyncMessage};
use crate::consumer::specification::Specification;

pub(super) fn asynchronous(
    declared: &Message,
    specification: Specification,
) -> Result<AsynchronousMessage, ConsumerError> {
    let context = Context {
        description: &declared.description,
        specification,
    };
    context.needs(
        Specification::V3,
        "interaction",
        "a message",
        "choose a newer specification",
    )?;
    Ok(AsynchronousMessage {
        description: declared.description.clone(),
        provider_states: context.states(&declared.states)?,
        contents: contents(&context, &declared.contents, "message")?,
        comments: context.annotations(declared.pending, &declared.comments)?,
        pending: declared.pending,
        ..AsynchronousMessage::default()
    })
}

pub(super) fn synchronous(
    declared: &SyncMessage,
    specification: Specification,
) -> Result<SynchronousMessage, ConsumerError> {
    let context = Context {
        description: &declared.description,
        specification,
    };
    context.needs(
        Specification::V4,
        "interaction",
        "a synchronous message",
        "choose a newer specification",
    )?;
    if declared.responses.is_empty() {
        return Err(context.refused("response", "no answer is declared: add one with `.response(..)`"));
    }
    let responses = declared
        .responses
        .iter()
        .map(|response| contents(&context, response, "response"));
    Ok(SynchronousMessage {
        description: declared.description.clone(),
        provider_states: context.states(&declared.states)?,
        request: contents(&context, &declared.request, "request")?,
        response: responses.collect::<Result<_, _>>()?,
        comments: context.annotations(declared.pending, &declared.comments)?,
        pending: declared.pending,
        ..SynchronousMessage::default()
    })
}

pub(super) fn contents(
    context: &Context<'_>,
    declared: &MessageContents,
    part: &'static str,
) -> Result<ContentsModel, ConsumerError> {
    let mut compiler = Compiler::new(context, part);
    let body = http::body(
        context,
        &mut compiler,
        declared.content.as_ref(),
        &format!("{part} content"),
    )?;
    let mut metadata = std::collections::HashMap::new();
    for (name, pattern) in &declared.metadata {
        metadata.insert(name.clone(), compiler.named("metadata", name, &pattern.0)?);
    }
    if let Some(content) = &declared.content {
        metadata
            .entry("contentType".to_owned())
            .or_insert_with(|| content.media_type().into());
    }
    let Compiler { rules, generators, .. } = compiler;
    Ok(ContentsModel {
        contents: body,
        metadata,
        matching_rules: rules,
        generators,
    })
}

pub(super) fn received(contents: &ContentsModel) -> ReceivedMessage {
    let mut metadata: Vec<_> = contents
        .metadata
        .iter()
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    metadata.sort_by(|(one, _), (other, _)| one.cmp(other));
    ReceivedMessage {
        bytes: contents.contents.value().unwrap_or_default().to_vec(),
        metadata,
    }
}
