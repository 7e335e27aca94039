//! From query strings to questions to the matrix (`http-api.md` section 18).

use super::error::ApiError;
use super::nested_query::Nested;
use crate::app::AppError;
use crate::app::matrix::{CanIDeploy, Destination};
use crate::domain::invalid::{Invalid, MISSING};
use crate::domain::matrix::{IgnoreSelector, LatestBy, MatrixQuery, Selector, Target};

/// Rows that a question without a limit gets.
const DEFAULT_LIMIT: i64 = 100;

/// The question of `/matrix`: selectors and options.
pub(crate) fn matrix(query: &Nested) -> Result<MatrixQuery, ApiError> {
    let mut errors = Vec::new();
    let selectors: Vec<Selector> = query.list("q").iter().map(|one| selector(one, &mut errors)).collect();
    if selectors.is_empty() {
        errors.push("Please provide 1 or more version selectors.".to_owned());
    }
    let parsed = options_collecting(query, &mut errors);
    if errors.is_empty() {
        Ok(MatrixQuery { selectors, ..parsed })
    } else {
        Err(invalid_question(errors))
    }
}

/// The options alone, for a question whose selectors stand in the path.
pub(crate) fn options(query: &Nested) -> Result<MatrixQuery, ApiError> {
    let mut errors = Vec::new();
    let parsed = options_collecting(query, &mut errors);
    if errors.is_empty() {
        Ok(parsed)
    } else {
        Err(invalid_question(errors))
    }
}

fn invalid_question(errors: Vec<String>) -> ApiError {
    ApiError::App(AppError::InvalidQuestion(errors))
}

fn selector(one: &Nested, errors: &mut Vec<String>) -> Selector {
    let text = |key: &str| one.text(key).map(str::to_owned);
    let selector = Selector {
        pacticipant: text("pacticipant").unwrap_or_default(),
        version: text("version"),
        tag: text("tag"),
        branch: text("branch"),
        main_branch: one.is_true("mainBranch"),
        environment: text("environment"),
        latest: one.is_true("latest"),
    };
    if selector.pacticipant.is_empty() {
        errors.push("Please specify the pacticipant name".to_owned());
    }
    if selector.version.is_some() && selector.latest {
        errors.push("A version number and latest flag cannot both be specified for a selector".to_owned());
    }
    selector
}

fn options_collecting(query: &Nested, errors: &mut Vec<String>) -> MatrixQuery {
    let target = Target {
        latest: query.is_true("latest"),
        tag: query.text("tag").map(str::to_owned),
        environment: query.text("environment").map(str::to_owned),
        main_branch: query.is_true("mainBranch"),
    };
    let places = [target.tag.is_some(), target.environment.is_some(), target.main_branch];
    if places.iter().filter(|given| **given).count() > 1 {
        errors.push("Only one of tag, environment and mainBranch can say where to".to_owned());
    }
    if target.latest && target.environment.is_some() {
        errors.push("latest cannot be combined with an environment: what is there is there".to_owned());
    }
    MatrixQuery {
        selectors: Vec::new(),
        ignores: ignores(query, errors),
        latest_by: latest_by(query, errors),
        target,
        success: success(query),
        limit: Some(limit(query, errors)),
    }
}

/// What is not to count, as far as it can be understood: for pages, which do not refuse.
pub(crate) fn ignored(query: &Nested) -> Vec<IgnoreSelector> {
    ignores(query, &mut Vec::new())
}

fn ignores(query: &Nested, errors: &mut Vec<String>) -> Vec<IgnoreSelector> {
    let mut ignores = Vec::new();
    for one in query.list("ignore") {
        let pacticipant = one.as_text().or_else(|| one.text("pacticipant"));
        match pacticipant.filter(|name| !name.is_empty()) {
            Some(name) => ignores.push(IgnoreSelector {
                pacticipant: name.to_owned(),
                version: one.text("version").map(str::to_owned),
            }),
            None => errors.push("Please specify the pacticipant name to ignore".to_owned()),
        }
    }
    ignores
}

fn latest_by(query: &Nested, errors: &mut Vec<String>) -> Option<LatestBy> {
    let text = query.text("latestby")?;
    let parsed = LatestBy::parse(text);
    if parsed.is_none() {
        errors.push(format!("latestby must be cvpv, cvp or cp, not '{text}'"));
    }
    parsed
}

fn limit(query: &Nested, errors: &mut Vec<String>) -> i64 {
    let Some(text) = query.text("limit") else {
        return DEFAULT_LIMIT;
    };
    match text.parse() {
        Ok(limit) if limit >= 1 => limit,
        _ => {
            errors.push(format!("limit must be a number of at least 1, not '{text}'"));
            DEFAULT_LIMIT
        }
    }
}

/// `success=true`, or `success[]=true&success[]=` where blank stands for "no result".
fn success(query: &Nested) -> Option<Vec<Option<bool>>> {
    query.get("success")?;
    let wanted = query.texts("success").map(|text| match text {
        "true" => Some(true),
        "" => None,
        _ => Some(false),
    });
    Some(wanted.collect())
}

/// The question of `/can-i-deploy`.
pub(crate) fn can_i_deploy(query: &Nested) -> Result<CanIDeploy, ApiError> {
    let mut invalid = Invalid::default();
    let mut required = |field: &str| match query.text(field) {
        Some(text) => text.to_owned(),
        None => {
            invalid.add(field, MISSING);
            String::new()
        }
    };
    let (pacticipant, version) = (required("pacticipant"), required("version"));
    let destination = match (query.text("environment"), query.text("to")) {
        (Some(name), None) => Some(Destination::Environment(name.to_owned())),
        (None, Some(tag)) => Some(Destination::Tag(tag.to_owned())),
        (Some(_), Some(_)) => {
            invalid.add("", "must specify either 'environment' or 'to', not both");
            None
        }
        (None, None) => {
            invalid.add("", "must specify either 'environment' or 'to'");
            None
        }
    };
    let mut errors = Vec::new();
    let ignores = ignores(query, &mut errors);
    for error in errors {
        invalid.add("ignore", error);
    }
    match destination {
        Some(destination) => Ok(invalid.into_result(CanIDeploy {
            pacticipant,
            version,
            destination,
            ignores,
        })?),
        None => Err(invalid.into()),
    }
}
