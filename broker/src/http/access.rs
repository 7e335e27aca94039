//! Who is asking, and may they? Named by each handler in its signature; nothing is allowed that no handler names.

use std::future::{Ready, ready};
use std::marker::PhantomData;

use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::{FromRequest, HttpRequest, web};
use base64::Engine;
use subtle::ConstantTimeEq;

use super::error::ApiError;
use super::state::State;
use crate::config::{Access, User};

/// What a caller may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    /// Nothing is asked: liveness of the process.
    None,
    /// Ask whether the broker works.
    Heartbeat,
    /// See badges.
    Badge,
    /// Read contracts, results and everything else.
    Read,
    /// Change anything.
    Write,
}

/// A right as a type, for signatures.
pub(crate) trait Needs {
    /// The right.
    const RIGHT: Right;
}

/// See [`Right::None`].
#[derive(Debug)]
pub(crate) struct Nothing;
/// See [`Right::Heartbeat`].
#[derive(Debug)]
pub(crate) struct Heartbeat;
/// See [`Right::Badge`].
#[derive(Debug)]
pub(crate) struct Badge;
/// See [`Right::Read`].
#[derive(Debug)]
pub(crate) struct Read;
/// See [`Right::Write`].
#[derive(Debug)]
pub(crate) struct Write;

impl Needs for Nothing {
    const RIGHT: Right = Right::None;
}
impl Needs for Heartbeat {
    const RIGHT: Right = Right::Heartbeat;
}
impl Needs for Badge {
    const RIGHT: Right = Right::Badge;
}
impl Needs for Read {
    const RIGHT: Right = Right::Read;
}
impl Needs for Write {
    const RIGHT: Right = Right::Write;
}

/// A caller who has the right; the first argument of every handler.
#[derive(Debug)]
pub(crate) struct Caller<R>(PhantomData<R>);

impl<R: Needs> FromRequest for Caller<R> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let Some(state) = request.app_data::<web::Data<State>>() else {
            return ready(Err(ApiError::internal("the broker's state is missing")));
        };
        ready(decide(&state.access, R::RIGHT, credentials(request)).map(|()| Self(PhantomData)))
    }
}

struct Credentials {
    name: String,
    password: String,
}

/// May a caller with these credentials use the right?
fn decide(access: &Access, right: Right, given: Option<Credentials>) -> Result<(), ApiError> {
    let Some(writer) = &access.read_write else {
        return Ok(());
    };
    let public = match right {
        Right::None => true,
        Right::Heartbeat => access.public_heartbeat || access.public_read,
        Right::Badge => access.public_badges || access.public_read,
        Right::Read => access.public_read,
        Right::Write => false,
    };
    if public {
        return Ok(());
    }
    let Some(given) = given else {
        return Err(ApiError::Unauthenticated);
    };
    if is(writer, &given) {
        return Ok(());
    }
    match &access.read_only {
        Some(reader) if is(reader, &given) && right != Right::Write => Ok(()),
        Some(reader) if is(reader, &given) => Err(ApiError::Forbidden),
        _ => Err(ApiError::Unauthenticated),
    }
}

/// The name of the caller, if it is one who may do anything at all; empty where nobody needs to have a name.
pub(crate) fn principal(access: &Access, request: &HttpRequest) -> Option<String> {
    let Some(writer) = &access.read_write else {
        return Some(String::new());
    };
    let given = credentials(request)?;
    let known = [Some(writer), access.read_only.as_ref()];
    let user = known.into_iter().flatten().find(|user| is(user, &given));
    user.map(|user| user.name.clone())
}

fn is(user: &User, given: &Credentials) -> bool {
    // Both are compared in full, in constant time: how long it takes must not tell how much was right.
    let name = user.name.as_bytes().ct_eq(given.name.as_bytes());
    let password = user.password.as_bytes().ct_eq(given.password.as_bytes());
    bool::from(name & password)
}

fn credentials(request: &HttpRequest) -> Option<Credentials> {
    let header = request.headers().get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = base64::engine::general_purpose::STANDARD.decode(encoded.trim()).ok()?;
    let text = String::from_utf8(decoded).ok()?;
    let (name, password) = text.split_once(':')?;
    Some(Credentials {
        name: name.to_owned(),
        password: password.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(name: &str) -> User {
        User {
            name: name.to_owned(),
            password: format!("{name}-password"),
        }
    }

    fn given(name: &str, password: &str) -> Option<Credentials> {
        Some(Credentials {
            name: name.to_owned(),
            password: password.to_owned(),
        })
    }

    #[test]
    fn without_users_everybody_may_do_everything() {
        assert!(decide(&Access::default(), Right::Write, None).is_ok());
    }

    #[test]
    fn each_user_has_their_rights() {
        let access = Access {
            read_write: Some(user("w")),
            read_only: Some(user("r")),
            public_read: false,
            public_heartbeat: true,
            public_badges: true,
        };
        let may = |right, credentials| match decide(&access, right, credentials) {
            Ok(()) => 200,
            Err(ApiError::Forbidden) => 403,
            Err(_) => 401,
        };
        assert_eq!(may(Right::Write, given("w", "w-password")), 200);
        assert_eq!(may(Right::Read, given("r", "r-password")), 200);
        assert_eq!(may(Right::Write, given("r", "r-password")), 403);
        assert_eq!(may(Right::Write, given("w", "wrong")), 401);
        assert_eq!(may(Right::Read, None), 401);
        assert_eq!(may(Right::Heartbeat, None), 200);
        assert_eq!(may(Right::Badge, None), 200);
    }
}
