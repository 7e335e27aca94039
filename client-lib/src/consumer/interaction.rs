//! One HTTP request and its response.

use super::content::Content;
use super::matchers::Pattern;
use super::state::ProviderState;
use serde::Serialize;

/// One HTTP request that the consumer makes, and the response that it needs.
#[derive(Debug, Clone)]
#[must_use]
pub struct Interaction {
    pub(crate) description: String,
    pub(crate) states: Vec<ProviderState>,
    pub(crate) request: Request,
    pub(crate) response: Response,
    pub(crate) pending: bool,
    pub(crate) comments: Vec<String>,
}

impl Interaction {
    /// An interaction that reads well after "the provider receives ...", such as `a request for an order`. Together with
    /// its states the description is its identity.
    ///
    /// Unless more is said, it is `GET /` answered with status 200.
    pub fn new(description: impl Into<String>) -> Self {
        Self {
            description: description.into(),
            states: Vec::new(),
            request: Request::get("/"),
            response: Response::ok(),
            pending: false,
            comments: Vec::new(),
        }
    }

    /// Says what must be true of the provider: a text, or a [`ProviderState`] with parameters. V2 has room for one.
    pub fn given(mut self, state: impl Into<ProviderState>) -> Self {
        self.states.push(state.into());
        self
    }

    /// What the consumer sends.
    pub fn request(mut self, request: Request) -> Self {
        self.request = request;
        self
    }

    /// What it needs back.
    pub fn response(mut self, response: Response) -> Self {
        self.response = response;
        self
    }

    /// The provider need not keep it yet (from V4 on).
    pub fn pending(mut self) -> Self {
        self.pending = true;
        self
    }

    /// A remark for readers of the contract (from V4 on).
    pub fn comment(mut self, text: impl Into<String>) -> Self {
        self.comments.push(text.into());
        self
    }
}

/// What the consumer sends.
#[derive(Debug, Clone)]
#[must_use]
pub struct Request {
    pub(crate) method: String,
    pub(crate) path: Pattern,
    pub(crate) query: Vec<(String, Pattern)>,
    pub(crate) headers: Vec<(String, Pattern)>,
    pub(crate) content: Option<Content>,
}

impl Request {
    /// A request with any method. The path is given as it travels: percent-encoded, without a query.
    pub fn new(method: impl Into<String>, path: impl Into<Pattern>) -> Self {
        Self {
            method: method.into().to_uppercase(),
            path: path.into(),
            query: Vec::new(),
            headers: Vec::new(),
            content: None,
        }
    }

    /// GET.
    pub fn get(path: impl Into<Pattern>) -> Self {
        Self::new("GET", path)
    }

    /// POST.
    pub fn post(path: impl Into<Pattern>) -> Self {
        Self::new("POST", path)
    }

    /// PUT.
    pub fn put(path: impl Into<Pattern>) -> Self {
        Self::new("PUT", path)
    }

    /// PATCH.
    pub fn patch(path: impl Into<Pattern>) -> Self {
        Self::new("PATCH", path)
    }

    /// DELETE.
    pub fn delete(path: impl Into<Pattern>) -> Self {
        Self::new("DELETE", path)
    }

    /// Adds a query parameter, decoded. The same name may be added several times, with plain values or all with the same
    /// matcher.
    pub fn query(mut self, name: impl Into<String>, value: impl Into<Pattern>) -> Self {
        self.query.push((name.into(), value.into()));
        self
    }

    /// Adds a header. The same name, in whichever case, may be added several times, with plain values or all with the same
    /// matcher. A list, as `Accept` has it, is compared by its elements, and a matcher holds for each of them.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<Pattern>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Sets a JSON body, in which matchers may stand for values, and its content type.
    pub fn json(self, template: impl Serialize) -> Self {
        self.content(Content::json(template))
    }

    /// Sets the body and, unless a header says otherwise, its content type.
    pub fn content(mut self, content: impl Into<Content>) -> Self {
        self.content = Some(content.into());
        self
    }
}

/// What the consumer needs back.
#[derive(Debug, Clone)]
#[must_use]
pub struct Response {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, Pattern)>,
    pub(crate) content: Option<Content>,
}

impl Response {
    /// A response with any status.
    pub fn status(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            content: None,
        }
    }

    /// 200.
    pub fn ok() -> Self {
        Self::status(200)
    }

    /// 201.
    pub fn created() -> Self {
        Self::status(201)
    }

    /// 204.
    pub fn no_content() -> Self {
        Self::status(204)
    }

    /// 404.
    pub fn not_found() -> Self {
        Self::status(404)
    }

    /// Adds a header. The same name, in whichever case, may be added several times, with plain values or all with the same
    /// matcher. A list, as `Accept` has it, is compared by its elements, and a matcher holds for each of them.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<Pattern>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Sets a JSON body, in which matchers may stand for values, and its content type.
    pub fn json(self, template: impl Serialize) -> Self {
        self.content(Content::json(template))
    }

    /// Sets the body and, unless a header says otherwise, its content type.
    pub fn content(mut self, content: impl Into<Content>) -> Self {
        self.content = Some(content.into());
        self
    }
}
