//! `Idempotency-Key` on POST: the same key and request get the same answer, and take effect once.
//!
//! Only answers of requests that took effect are kept. One that was refused may be sent again under its key, changed or
//! not. Who sends a request again has often hung up before the answer came, so the work goes on without its client.

use std::sync::Arc;
use std::time::Duration;

use actix_web::body::{BoxBody, MessageBody, to_bytes};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::ErrorInternalServerError;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName, HeaderValue, LOCATION};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{FromRequest, HttpResponse, ResponseError, web};
use sha1::{Digest, Sha1};
use tracing::Instrument;

use super::access::principal;
use super::body::Body;
use super::error::{ApiError, Failure, OUTCOME_UNKNOWN};
use super::state::State;
use crate::app::idempotency::{Claim, IdempotencyKey, KeptAnswer, key_claim, key_free, key_keep};
use crate::app::{AnyConnection, AppError, Db, Moment};

const KEY: HeaderName = HeaderName::from_static("idempotency-key");
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// The longest key.
const LONGEST: usize = 255;

/// Writing down what became of a key is tried as often, for otherwise it is held for a while.
const RECORDINGS: u32 = 10;
const PAUSE: Duration = Duration::from_secs(1);

/// Wraps the handling of a request.
pub(crate) async fn idempotency(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    if request.method() != Method::POST || !request.headers().contains_key(&KEY) {
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    let state = request.app_data::<web::Data<State>>().cloned();
    // Who may do nothing at all is told so by the handler, and never sees what others were answered.
    let caller = state
        .as_ref()
        .and_then(|state| principal(&state.access, request.request()));
    let (Some(state), Some(caller)) = (state, caller) else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };

    let (http, mut payload) = request.into_parts();
    let (key, body) = match read(&http, &mut payload, caller).await {
        Ok(read) => read,
        Err(error) => return Ok(refused(http, &error)),
    };
    let request = ServiceRequest::from_parts(http, Payload::from(body.clone()));
    let work = answered_once(state, key, body, request, next).in_current_span();
    actix_web::rt::spawn(work).await.map_err(ErrorInternalServerError)?
}

async fn answered_once(
    state: web::Data<State>,
    key: IdempotencyKey,
    body: web::Bytes,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let fingerprint = fingerprint(request.request(), &body);
    let now = crate::clock::now();
    let refusal = match claim(&state, &key, fingerprint, now).await {
        Ok(Claim::New) => {
            let answered = next.call(request).await?.map_into_boxed_body();
            return keep(&state, key, now, answered).await;
        }
        Ok(Claim::Done(answer)) => return Ok(request.into_response(again(answer))),
        Ok(Claim::UnderWay) => ApiError::KeyInUse,
        Ok(Claim::OtherRequest) => ApiError::KeyReused,
        Err(error) => error,
    };
    Ok(request.into_response(refusal.error_response()))
}

fn refused(request: actix_web::HttpRequest, error: &ApiError) -> ServiceResponse<BoxBody> {
    ServiceResponse::new(request, error.error_response())
}

async fn read(
    request: &actix_web::HttpRequest,
    payload: &mut Payload,
    caller: String,
) -> Result<(IdempotencyKey, web::Bytes), ApiError> {
    let key = request.headers().get(&KEY).and_then(|value| value.to_str().ok());
    let key = key.map(str::trim).filter(|key| !key.is_empty() && key.len() <= LONGEST);
    let key = key.ok_or_else(|| {
        ApiError::Malformed(format!(
            "Idempotency-Key must be a text of 1 to {LONGEST} ASCII characters, such as a UUID."
        ))
    })?;
    let body = Body::from_request(request, payload).await?;
    let key = IdempotencyKey {
        caller,
        key: key.to_owned(),
    };
    Ok((key, body.into_bytes()))
}

/// A hash of what is asked.
fn fingerprint(request: &actix_web::HttpRequest, body: &[u8]) -> String {
    let address = request.uri().path_and_query().map_or("", |address| address.as_str());
    let mut hash = Sha1::new();
    hash.update(address.as_bytes());
    hash.update([0]);
    hash.update(body);
    format!("{:x}", hash.finalize())
}

async fn claim(state: &State, key: &IdempotencyKey, fingerprint: String, now: Moment) -> Result<Claim, ApiError> {
    let key = key.clone();
    let claim = state
        .db
        .write(move |connection| key_claim(connection, &key, &fingerprint, now))
        .await?;
    Ok(claim)
}

/// Keeps an answer, or frees the key when the request took no effect or its answer must not be kept.
async fn keep(
    state: &State,
    key: IdempotencyKey,
    claimed: Moment,
    answered: ServiceResponse<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    if is_of_unknown_outcome(&answered) {
        // Sent again at once, the request might take effect twice.
        return Ok(answered);
    }
    if !answered.status().is_success() || is_for_the_caller_only(&answered) {
        written(&state.db, move |connection| key_free(connection, &key, claimed)).await;
        return Ok(answered);
    }
    let (request, response) = answered.into_parts();
    let (head, body) = response.into_parts();
    let body = to_bytes(body).await.unwrap_or_default();
    let answer = KeptAnswer {
        status: head.status().as_u16(),
        headers: [CONTENT_TYPE, LOCATION]
            .into_iter()
            .filter_map(|name| {
                let value = head.headers().get(&name)?.to_str().ok()?;
                Some((name.to_string(), value.to_owned()))
            })
            .collect(),
        body: body.to_vec(),
    };
    written(&state.db, move |connection| {
        key_keep(connection, &key, claimed, &answer)
    })
    .await;
    Ok(ServiceResponse::new(request, head.set_body(BoxBody::new(body))))
}

/// Whether an answer holds what must not be kept, such as a secret that is told once.
fn is_for_the_caller_only(answered: &ServiceResponse<BoxBody>) -> bool {
    let control = answered.headers().get(CACHE_CONTROL);
    control.is_some_and(|value| value == "no-store")
}

fn is_of_unknown_outcome(answered: &ServiceResponse<BoxBody>) -> bool {
    let extensions = answered.response().extensions();
    let failure = extensions.get::<Failure>();
    failure.is_some_and(|failure| failure.code == OUTCOME_UNKNOWN)
}

/// Writes down what became of a key. The answer stands whether or not that succeeds, so what cannot be written now is
/// tried again behind it.
async fn written<F>(db: &Db, change: F)
where
    F: Fn(&mut AnyConnection) -> Result<(), AppError> + Send + Sync + 'static,
{
    let (db, change) = (db.clone(), Arc::new(change));
    if write(&db, &change).await.is_ok() {
        return;
    }
    actix_web::rt::spawn(async move {
        for _ in 1..RECORDINGS {
            tokio::time::sleep(PAUSE).await;
            if write(&db, &change).await.is_ok() {
                return;
            }
        }
        tracing::warn!("what became of an idempotency key could not be written: it is held for a minute");
    });
}

async fn write<F>(db: &Db, change: &Arc<F>) -> Result<(), AppError>
where
    F: Fn(&mut AnyConnection) -> Result<(), AppError> + Send + Sync + 'static,
{
    let change = Arc::clone(change);
    db.write(move |connection| change(connection)).await
}

/// The answer that was given before.
fn again(answer: KeptAnswer) -> HttpResponse<BoxBody> {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    let mut response = HttpResponse::build(status);
    for (name, value) in answer.headers {
        response.insert_header((name, value));
    }
    response.insert_header((REPLAYED, HeaderValue::from_static("true")));
    response.body(answer.body)
}
