//! Parameters of the path, decoded.

use std::future::{Ready, ready};
use std::ops::Deref;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::de::DeserializeOwned;

use super::error::ApiError;

/// The path's parameters: one text, or a tuple of them in the order of the route.
#[derive(Debug)]
pub(crate) struct Path<T>(T);

impl<T> Path<T> {
    pub(crate) fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for Path<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: DeserializeOwned + 'static> FromRequest for Path<T> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    #[expect(
        clippy::disallowed_types,
        reason = "this is the extractor of our own that gives our own errors"
    )]
    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let extracted = actix_web::web::Path::<T>::from_request(request, payload).into_inner();
        ready(
            extracted
                .map(|path| Self(path.into_inner()))
                .map_err(|error| ApiError::BadPath(error.to_string())),
        )
    }
}
