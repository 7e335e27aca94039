//! The only place where an error becomes a status code and a body (`http-api.md` section 2).

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpResponse, ResponseError};
use askama::Template;
use serde_json::{Value, json};

use super::links::Links;
use super::media::Media;
use super::render::failure::FailurePage;
use crate::app::{AppError, SealError, StoreError};
use crate::domain::invalid::Invalid;
use crate::domain::publication_notices::PublicationNotice;

/// Why a request was not answered as hoped.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ApiError {
    /// Nobody knows who is asking.
    #[error("user name and password are needed")]
    Unauthenticated,
    /// The user may not do this.
    #[error("this user may read but not change anything")]
    Forbidden,
    /// Another site's page sent a form in the user's name.
    #[error("the form was sent by a page of another site")]
    ForeignForm,
    /// The body is not what it claims to be.
    #[error("{0}")]
    Malformed(String),
    /// The body is larger than allowed.
    #[error("the request body is larger than the {limit} bytes that are allowed")]
    TooLarge {
        /// Bytes.
        limit: usize,
    },
    /// No format that the client accepts is offered.
    #[error("none of the formats in the Accept header is offered here")]
    NotAcceptable,
    /// The body's format is not understood here.
    #[error("the body must be sent as {0}")]
    UnsupportedMedia(&'static str),
    /// The path names nothing.
    #[error("there is nothing at this address")]
    NoRoute,
    /// The path has a segment without a name.
    #[error("the path has an empty segment: a name is missing between two slashes")]
    EmptySegment,
    /// The path cannot name anything.
    #[error("{0}")]
    BadPath(String),
    /// The same request is being answered.
    #[error("a request with this Idempotency-Key is being answered; ask again in a moment")]
    KeyInUse,
    /// The key belongs to another request.
    #[error("this Idempotency-Key was used for another request; a new request needs a new key")]
    KeyReused,
    /// The answer takes longer to compute than it may.
    #[error("this takes longer than the {} s that it may take", limit.as_secs_f64())]
    TooLong {
        /// How long it may take.
        limit: std::time::Duration,
    },
    /// The use-case refused.
    #[error(transparent)]
    App(#[from] AppError),
    /// Something that should not happen; the text is for the log.
    #[error("{0}")]
    Internal(String),
}

impl ApiError {
    pub(crate) fn internal(text: impl Into<String>) -> Self {
        Self::Internal(text.into())
    }
}

impl From<Invalid> for ApiError {
    fn from(invalid: Invalid) -> Self {
        Self::App(AppError::Invalid(invalid))
    }
}

/// What is known of an error when its body is written; travels in the response to the middleware that knows what the
/// client accepts.
#[derive(Debug, Clone)]
pub(crate) struct Failure {
    pub(crate) status: StatusCode,
    pub(crate) code: &'static str,
    pub(crate) title: &'static str,
    pub(crate) detail: String,
    pub(crate) shape: Shape,
    /// For the log only.
    pub(crate) cause: Option<String>,
}

/// How the body looks to clients that do not ask for problem+json.
#[derive(Debug, Clone)]
pub(crate) enum Shape {
    /// `{"error": "…"}`
    Single,
    /// `{"error": "…"}` as plain JSON: nothing was found.
    Missing,
    /// `{"error": {"message", "reference"}}`
    Reference,
    /// `{"errors": {"field": ["…"]}}`
    Fields(Invalid),
    /// `{"errors": ["…"]}`
    List(Vec<String>),
    /// Plain text.
    Text,
    /// `{"notices": […], "errors": {"contracts": […]}}`
    Refusal {
        notices: Vec<PublicationNotice>,
        errors: Vec<String>,
    },
    /// problem+json, whatever the client asked for.
    Problem,
}

impl ApiError {
    fn failure(&self) -> Failure {
        let detail = self.to_string();
        let of = |status: StatusCode, code, title, shape| Failure {
            status,
            code,
            title,
            detail: detail.clone(),
            shape,
            cause: None,
        };
        match self {
            Self::Unauthenticated => of(StatusCode::UNAUTHORIZED, "unauthenticated", "Sign in", Shape::Single),
            Self::Forbidden => of(StatusCode::FORBIDDEN, "forbidden", "Not allowed", Shape::Single),
            Self::ForeignForm => of(StatusCode::FORBIDDEN, "foreign-form", "Not allowed", Shape::Problem),
            Self::Malformed(_) => of(
                StatusCode::BAD_REQUEST,
                "malformed-body",
                "Malformed request",
                Shape::Single,
            ),
            Self::TooLarge { .. } => of(
                StatusCode::PAYLOAD_TOO_LARGE,
                "body-too-large",
                "Request body too large",
                Shape::Single,
            ),
            Self::NotAcceptable => of(
                StatusCode::NOT_ACCEPTABLE,
                "not-acceptable",
                "Not acceptable",
                Shape::Single,
            ),
            Self::UnsupportedMedia(_) => of(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported-media-type",
                "Unsupported media type",
                Shape::Single,
            ),
            Self::NoRoute => of(StatusCode::NOT_FOUND, "not-found", "Not Found", Shape::Missing),
            Self::EmptySegment => of(StatusCode::NOT_FOUND, "empty-path-segment", "Not Found", Shape::Problem),
            Self::BadPath(_) => of(
                StatusCode::UNPROCESSABLE_ENTITY,
                "bad-path",
                "Unprocessable",
                Shape::Problem,
            ),
            Self::KeyInUse => of(
                StatusCode::CONFLICT,
                "idempotency-key-in-use",
                "The request is under way",
                Shape::Problem,
            ),
            Self::KeyReused => of(
                StatusCode::UNPROCESSABLE_ENTITY,
                "idempotency-key-reused",
                "The key belongs to another request",
                Shape::Problem,
            ),
            Self::TooLong { .. } => of(
                StatusCode::REQUEST_TIMEOUT,
                "took-too-long",
                "Takes too long",
                Shape::Single,
            ),
            Self::App(error) => of_app(error),
            Self::Internal(text) => internal(text.clone()),
        }
    }
}

fn of_app(error: &AppError) -> Failure {
    let of = |status: StatusCode, code, title, shape| Failure {
        status,
        code,
        title,
        detail: error.to_string(),
        shape,
        cause: None,
    };
    match error {
        AppError::Invalid(invalid) => of(
            StatusCode::BAD_REQUEST,
            "validation-error",
            "Validation errors",
            Shape::Fields(invalid.clone()),
        ),
        AppError::Unprocessable(invalid) => of(
            StatusCode::UNPROCESSABLE_ENTITY,
            "validation-error",
            "Validation errors",
            Shape::Fields(invalid.clone()),
        ),
        AppError::InvalidQuestion(errors) => of(
            StatusCode::BAD_REQUEST,
            "validation-error",
            "Validation errors",
            Shape::List(errors.clone()),
        ),
        AppError::NoSuchPacticipant(_) => of(StatusCode::NOT_FOUND, "unknown-pacticipant", "Not Found", Shape::Single),
        AppError::NotFound(_) => of(StatusCode::NOT_FOUND, "not-found", "Not Found", Shape::Missing),
        AppError::PotentialDuplicates(_) => of(
            StatusCode::CONFLICT,
            "potential-duplicate-pacticipant",
            "Name very similar to another",
            Shape::Text,
        ),
        AppError::ContractChanged(_) => of(
            StatusCode::CONFLICT,
            "contract-changed",
            "Published contracts do not change",
            Shape::Single,
        ),
        AppError::PublicationRefused { notices, errors } => of(
            StatusCode::CONFLICT,
            "publication-refused",
            "Contracts were refused",
            Shape::Refusal {
                notices: notices.clone(),
                errors: errors.clone(),
            },
        ),
        AppError::InUse(_) => of(StatusCode::CONFLICT, "in-use", "Others need it", Shape::Single),
        AppError::Seal(SealError::NoKey) => of(
            StatusCode::CONFLICT,
            "no-secrets-key",
            "Secrets cannot be kept",
            Shape::Problem,
        ),
        AppError::Seal(error) => internal(error.to_string()),
        AppError::Store(error) => of_store(error),
    }
}

/// The code of a failure after which a change was made, or was not.
pub(crate) const OUTCOME_UNKNOWN: &str = "database-outcome-unknown";

fn of_store(error: &StoreError) -> Failure {
    let unavailable = |code, detail: &str| Failure {
        status: StatusCode::SERVICE_UNAVAILABLE,
        code,
        title: "Try again in a moment",
        detail: detail.to_owned(),
        shape: Shape::Single,
        cause: Some(error.to_string()),
    };
    match error {
        StoreError::Busy(_) | StoreError::Conflict(_) => unavailable(
            "database-busy",
            "The database is busy; the same request may succeed in a moment.",
        ),
        StoreError::Unavailable(_) => unavailable(
            "database-unavailable",
            "The database cannot be used at present; nothing was changed.",
        ),
        StoreError::Uncertain(_) => unavailable(
            OUTCOME_UNKNOWN,
            "The database was lost while it made the change; whether it was made is not known.",
        ),
        StoreError::Unstorable(_) => Failure {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            code: "nul-in-text",
            title: "Unprocessable",
            detail: "A text of the request holds a NUL, which cannot be stored.".to_owned(),
            shape: Shape::Problem,
            cause: None,
        },
        StoreError::Internal(text) => internal(text.clone()),
    }
}

fn internal(cause: String) -> Failure {
    Failure {
        status: StatusCode::INTERNAL_SERVER_ERROR,
        code: "internal-error",
        title: "Server error",
        detail: "Something went wrong in the broker. The trace id leads to the cause in its log.".to_owned(),
        shape: Shape::Reference,
        cause: Some(cause),
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        self.failure().status
    }

    fn error_response(&self) -> HttpResponse<BoxBody> {
        let failure = self.failure();
        let mut response = HttpResponse::new(failure.status);
        let headers = response.headers_mut();
        match failure.status {
            StatusCode::UNAUTHORIZED => {
                let challenge = HeaderValue::from_static("Basic realm=\"Restricted area\"");
                headers.insert(header::WWW_AUTHENTICATE, challenge);
            }
            StatusCode::SERVICE_UNAVAILABLE => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
            }
            _ if matches!(self, Self::KeyInUse) => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
            }
            _ => {}
        }
        response.extensions_mut().insert(failure);
        response
    }
}

/// A written body and its type.
pub(crate) type Written = (&'static str, String);

const PROBLEM: &str = "application/problem+json;charset=utf-8";
const HAL: &str = "application/hal+json;charset=utf-8";
const JSON: &str = "application/json;charset=utf-8";
const TEXT: &str = "text/plain;charset=utf-8";

impl Failure {
    /// The page, for people; none if it cannot be written.
    pub(crate) fn page(&self, links: &Links, trace_id: &str) -> Option<Written> {
        let page = FailurePage::new(links, self, trace_id).render().ok()?;
        Some((Media::Html.content_type(), page))
    }

    /// The body, in the form that the client asks for.
    pub(crate) fn body(&self, accept: Option<&str>, base: &str, trace_id: &str) -> Written {
        let asked = accept.is_some_and(|accept| accept.contains("application/problem+json"));
        if asked || matches!(self.shape, Shape::Problem) {
            return (PROBLEM, self.problem(base, trace_id).to_string());
        }
        match &self.shape {
            Shape::Missing => (JSON, json!({"error": self.detail}).to_string()),
            Shape::Single | Shape::Problem => (HAL, json!({"error": self.detail}).to_string()),
            Shape::Reference => (
                HAL,
                json!({"error": {"message": self.detail, "reference": trace_id}}).to_string(),
            ),
            Shape::Fields(invalid) => (HAL, json!({"errors": fields(invalid)}).to_string()),
            Shape::List(errors) => (HAL, json!({"errors": errors}).to_string()),
            Shape::Text => (TEXT, self.detail.clone()),
            Shape::Refusal { notices, errors } => {
                let body = json!({"notices": super::render::notices(notices), "errors": {"contracts": errors}});
                (JSON, body.to_string())
            }
        }
    }

    /// RFC 9457, with a stable code and the id that leads to the log.
    fn problem(&self, base: &str, trace_id: &str) -> Value {
        let mut problem = json!({
            "title": self.title,
            "type": format!("{base}/problems/{}", self.code),
            "status": self.status.as_u16(),
            "detail": self.detail,
            "instance": "/",
            "code": self.code,
            "trace_id": trace_id,
        });
        let errors: Vec<Value> = match &self.shape {
            Shape::Fields(invalid) => invalid
                .iter()
                .flat_map(|(field, messages)| messages.iter().map(move |message| entry(base, Some(field), message)))
                .collect(),
            Shape::List(errors) | Shape::Refusal { errors, .. } => {
                errors.iter().map(|message| entry(base, None, message)).collect()
            }
            _ => return problem,
        };
        problem["errors"] = Value::Array(errors);
        problem
    }
}

fn fields(invalid: &Invalid) -> Value {
    Value::Object(
        invalid
            .iter()
            .map(|(field, messages)| (field.to_owned(), json!(messages)))
            .collect(),
    )
}

fn entry(base: &str, field: Option<&str>, message: &str) -> Value {
    let kind = if message.contains("missing") {
        "missing-body-property"
    } else if message.contains("format") {
        "invalid-body-property-format"
    } else {
        "invalid-body-property-value"
    };
    let mut entry = json!({
        "type": format!("{base}/problems/{kind}"),
        "title": "Invalid body parameter",
        "detail": message,
    });
    if let Some(field) = field {
        entry["pointer"] = json!(format!("/{}", field.replace('.', "/")));
    }
    entry
}
