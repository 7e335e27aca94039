//! Asking which versions get along.

use crate::client::Client;
use crate::error::Error;
use crate::model::matrix::Matrix;
use crate::model::matrix_query::{CanIDeploy, CanIMerge, MatrixQuery};
use crate::resource::Resource;

/// No relation of the index leads there: every client of the field knows the path.
const MATRIX: &str = "matrix";

impl Client {
    /// Asks the matrix.
    ///
    /// # Errors
    /// 400 when an application or environment does not exist; [`Error::problem`] says which. [`Error::NotABroker`] when
    /// there is neither matrix nor index.
    pub async fn matrix(&self, query: &MatrixQuery) -> Result<Resource<Matrix>, Error> {
        let mut url = self.base_url().join(MATRIX).map_err(|source| Error::Link {
            href: MATRIX.to_owned(),
            source,
        })?;
        url.set_query(Some(&query.query_string()));
        match self.fetch(url).await {
            // Every broker has a matrix: if this one has not, it may be none.
            Err(error) if error.is_not_found() => self.index().await.and(Err(error)),
            answer => answer,
        }
    }

    /// Asks whether versions can be deployed; [`Matrix::is_deployable`] has the answer.
    ///
    /// # Errors
    /// As [`Client::matrix`]; a "no" is no error.
    pub async fn can_i_deploy(&self, question: &CanIDeploy) -> Result<Resource<Matrix>, Error> {
        self.matrix(&question.clone().into()).await
    }

    /// Asks whether a version gets along with the heads of all main branches.
    ///
    /// # Errors
    /// As [`Client::matrix`]; a "no" is no error.
    pub async fn can_i_merge(&self, question: &CanIMerge) -> Result<Resource<Matrix>, Error> {
        self.matrix(&question.clone().into()).await
    }
}
