//! Builds HTTP interactions.

use std::collections::HashMap;

use bytes::Bytes;
use pact_models::bodies::OptionalBody;
use pact_models::content_types::ContentType;
use pact_models::headers::parse_header;
use pact_models::v4::http_parts::{HttpRequest, HttpResponse};
use pact_models::v4::synch_http::SynchronousHttp;
use serde_json::Value;

use super::context::Context;
use super::rules::Compiler;
use crate::consumer::content::Content;
use crate::consumer::error::ConsumerError;
use crate::consumer::interaction::{Interaction, Request, Response};
use crate::consumer::matchers::Pattern;
use crate::consumer::specification::Specification;

const CONTENT_TYPE: &str = "Content-Type";

pub(super) fn interaction(
    declared: &Interaction,
    specification: Specification,
) -> Result<SynchronousHttp, ConsumerError> {
    let context = Context {
        description: &declared.description,
        specification,
    };
    Ok(SynchronousHttp {
        description: declared.description.clone(),
        provider_states: context.states(&declared.states)?,
        request: request(&context, &declared.request)?,
        response: response(&context, &declared.response)?,
        comments: context.annotations(declared.pending, &declared.comments)?,
        pending: declared.pending,
        transport: Some("http".to_owned()),
        ..SynchronousHttp::default()
    })
}

fn request(context: &Context<'_>, declared: &Request) -> Result<HttpRequest, ConsumerError> {
    let mut compiler = Compiler::new(context, "request");
    let path = compiler.path(&declared.path.0)?;
    if !path.starts_with('/') {
        return Err(context.refused("request path", format!("`{path}` must begin with `/`")));
    }
    if path.contains('?') {
        return Err(context.refused(
            "request path",
            format!("`{path}` has a query: declare it with `.query(..)`"),
        ));
    }
    if path.contains(|character: char| character == ' ' || !character.is_ascii()) {
        return Err(context.refused(
            "request path",
            format!("`{path}` must be percent-encoded, as it travels"),
        ));
    }
    let query = query(&mut compiler, &declared.query)?;
    let headers = headers(&mut compiler, &declared.headers, declared.content.as_ref())?;
    let body = body(context, &mut compiler, declared.content.as_ref(), "request body")?;
    let Compiler { rules, generators, .. } = compiler;
    Ok(HttpRequest {
        method: declared.method.clone(),
        path,
        query,
        headers,
        body,
        matching_rules: rules,
        generators,
    })
}

fn response(context: &Context<'_>, declared: &Response) -> Result<HttpResponse, ConsumerError> {
    if !(100..600).contains(&declared.status) {
        return Err(context.refused("response status", format!("{} is no HTTP status", declared.status)));
    }
    let mut compiler = Compiler::new(context, "response");
    let headers = headers(&mut compiler, &declared.headers, declared.content.as_ref())?;
    let body = body(context, &mut compiler, declared.content.as_ref(), "response body")?;
    let Compiler { rules, generators, .. } = compiler;
    Ok(HttpResponse {
        status: declared.status,
        headers,
        body,
        matching_rules: rules,
        generators,
    })
}

type Query = HashMap<String, Vec<Option<String>>>;

fn query(compiler: &mut Compiler<'_>, declared: &[(String, Pattern)]) -> Result<Option<Query>, ConsumerError> {
    let mut query = Query::new();
    for (name, patterns) in grouped(declared, |one, other| one == other) {
        let values = compiler.named_values("query", name, &patterns)?;
        query.insert(name.to_owned(), values.into_iter().map(Some).collect());
    }
    Ok(Some(query).filter(|query| !query.is_empty()))
}

/// A list in one header becomes its elements, as the mock and the verifiers take apart what they receive.
fn headers(
    compiler: &mut Compiler<'_>,
    declared: &[(String, Pattern)],
    content: Option<&Content>,
) -> Result<Option<HashMap<String, Vec<String>>>, ConsumerError> {
    let mut headers: HashMap<String, Vec<String>> = HashMap::new();
    for (name, patterns) in grouped(declared, str::eq_ignore_ascii_case) {
        let values = compiler.named_values("header", name, &patterns)?;
        let elements = values.iter().flat_map(|value| parse_header(name, value));
        headers.insert(name.to_owned(), elements.collect());
    }
    let has_type = headers.keys().any(|name| name.eq_ignore_ascii_case(CONTENT_TYPE));
    if let Some(content) = content.filter(|_| !has_type) {
        headers.insert(CONTENT_TYPE.to_owned(), vec![content.media_type().to_owned()]);
    }
    Ok(Some(headers).filter(|headers| !headers.is_empty()))
}

/// The values of each name, under the name as it was first written.
fn grouped(declared: &[(String, Pattern)], is_same: impl Fn(&str, &str) -> bool) -> Vec<(&str, Vec<&Value>)> {
    let mut groups: Vec<(&str, Vec<&Value>)> = Vec::new();
    for (name, Pattern(template)) in declared {
        match groups.iter_mut().find(|(known, _)| is_same(known, name)) {
            Some((_, templates)) => templates.push(template),
            None => groups.push((name, vec![template])),
        }
    }
    groups
}

pub(super) fn body(
    context: &Context<'_>,
    compiler: &mut Compiler<'_>,
    content: Option<&Content>,
    place: &str,
) -> Result<OptionalBody, ConsumerError> {
    let Some(content) = content else {
        return Ok(OptionalBody::Missing);
    };
    let media_type = ContentType::parse(content.media_type())
        .map_err(|error| context.refused(place, format!("`{}` is no media type: {error}", content.media_type())))?;
    let bytes = match content {
        Content::Json(template) => compiler.body(template)?.to_string().into_bytes(),
        Content::Raw { bytes, .. } => bytes.clone(),
    };
    Ok(OptionalBody::Present(Bytes::from(bytes), Some(media_type), None))
}
