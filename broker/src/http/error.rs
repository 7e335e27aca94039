//! The only place where an error becomes a status code and a body (`http-api.md` section 2).

mod body;

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpResponse, ResponseError};

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
    /// What the broker needs does not answer, which is what was asked.
    #[error(transparent)]
    Dependency(AppError),
    /// Something that should not happen; the text is for the log.
    #[error("{0}")]
    Internal(String),
}

impl ApiError {
    pub(crate) fn internal(text: impl Into<String>) -> Self {
        Self::Internal(text.into())
    }

    /// The same failure, told to who asked whether the database answers.
    pub(crate) fn of_dependency(self) -> Self {
        match self {
            Self::App(error) => Self::Dependency(error),
            other => other,
        }
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
    /// `{"database": {"ok": false, "error": {"message"}}, "_links"}`
    Dependencies,
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
            Self::Dependency(error) => Failure {
                shape: Shape::Dependencies,
                ..of_app(error)
            },
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
