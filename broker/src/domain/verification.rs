//! Requests that publish the result of a verification.

use super::invalid::{Fields, Invalid, MUST_BE_A_DATE, MUST_BE_A_HASH};
use super::moment;
use super::names::VersionNumber;
use chrono::{DateTime, Utc};
use serde_json::Value;

/// The result of verifying a contract against a version of its provider (http-api.md section 13).
#[derive(Debug, Clone, PartialEq)]
pub struct VerificationResult {
    /// Whether the provider did as the contract says; taken as told, not computed from the test results.
    pub success: bool,
    /// The version of the provider.
    pub provider_version: VersionNumber,
    /// The build that verified.
    pub build_url: Option<String>,
    /// The results of the single tests, in whatever form the verifier has them.
    pub test_results: Option<Value>,
    /// The program that verified.
    pub verified_by: VerifiedBy,
    /// When it was verified, if the verifier says so.
    pub verified_at: Option<DateTime<Utc>>,
}

/// The program that verified a contract, as far as it tells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VerifiedBy {
    /// Name of the verifier (`Pact-Rust`).
    pub implementation: Option<String>,
    /// Version of the verifier.
    pub version: Option<String>,
    /// Language of the library around the verifier.
    pub client_language: Option<String>,
    /// Version of that library.
    pub client_version: Option<String>,
    /// Test framework that it ran in.
    pub client_test_framework: Option<String>,
}

impl VerificationResult {
    /// Reads the body of the request.
    pub fn from_body(body: &Value) -> Result<Self, Invalid> {
        let mut fields = Fields::of(body)?;
        let success = fields.required_bool("success");
        let provider_version = fields.required_name("providerApplicationVersion");
        let build_url = build_url(&mut fields);
        let test_results = fields.filled("testResults").cloned();
        let verified_by = verified_by(&mut fields);
        let verified_at = verified_at(&mut fields);
        fields.finish(|| {
            Some(Self {
                success: success?,
                provider_version: provider_version?,
                build_url,
                test_results,
                verified_by,
                verified_at,
            })
        })
    }
}

fn build_url(fields: &mut Fields<'_>) -> Option<String> {
    let text = fields.optional_string("buildUrl").filter(|text| !text.is_empty())?;
    if !is_uri_reference(text) {
        fields.add("buildUrl", format!("must be a URL, but '{text}' is none"));
        return None;
    }
    Some(text.to_owned())
}

/// Whether a text consists of the characters of a URI reference (RFC 3986): absolute or relative, percent-encoded.
fn is_uri_reference(text: &str) -> bool {
    let encoded = |rest: &str| rest.len() >= 2 && rest.bytes().take(2).all(|byte| byte.is_ascii_hexdigit());
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte);
    text.bytes().all(allowed) && text.split('%').skip(1).all(encoded) && text.matches('#').count() <= 1
}

fn verified_by(fields: &mut Fields<'_>) -> VerifiedBy {
    let Some(value) = fields.filled("verifiedBy") else {
        return VerifiedBy::default();
    };
    if !value.is_object() {
        fields.add("verifiedBy", MUST_BE_A_HASH);
    }
    // Only for people to read: what is not a text, or what PostgreSQL has no place for, is left out rather than the
    // result refused.
    let text = |path: &str| Some(value.pointer(path)?.as_str()?.replace('\0', ""));
    VerifiedBy {
        implementation: text("/implementation"),
        version: text("/version"),
        client_language: text("/clientLanguage/name"),
        client_version: text("/clientLanguage/version"),
        client_test_framework: text("/clientLanguage/testFramework"),
    }
}

fn verified_at(fields: &mut Fields<'_>) -> Option<DateTime<Utc>> {
    let text = fields.optional_string("verificationDate")?;
    let time = moment::parse(text);
    if time.is_none() {
        fields.add("verificationDate", MUST_BE_A_DATE);
    }
    time
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn nul_has_no_place_in_what_a_verifier_says_of_itself() {
        let body =
            json!({"success": true, "providerApplicationVersion": "1", "verifiedBy": {"implementation": "a\0b"}});
        let result = VerificationResult::from_body(&body).unwrap();
        assert_eq!(result.verified_by.implementation.as_deref(), Some("ab"));
    }

    fn mistakes(body: &Value) -> String {
        VerificationResult::from_body(body).expect_err("is refused").to_string()
    }

    #[test]
    fn a_full_result_is_read() {
        let result = VerificationResult::from_body(&json!({
            "success": false, "providerApplicationVersion": "1", "buildUrl": "http://ci/1?a=%20#x",
            "testResults": {"tests": [1]}, "verificationDate": "2024-05-06T02:00:00+02:00",
            "verifiedBy": {
                "implementation": "Pact-Rust", "version": 5,
                "clientLanguage": {"name": "python", "version": "3", "testFramework": "pytest"},
            },
        }))
        .expect("is valid");
        assert!(!result.success);
        assert_eq!(result.provider_version.as_str(), "1");
        assert_eq!(result.test_results, Some(json!({"tests": [1]})));
        assert_eq!(
            result.verified_at.map(|time| time.to_rfc3339()).as_deref(),
            Some("2024-05-06T00:00:00+00:00")
        );
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(
            result.verified_by,
            VerifiedBy {
                implementation: text("Pact-Rust"),
                version: None,
                client_language: text("python"),
                client_version: text("3"),
                client_test_framework: text("pytest"),
            }
        );
    }

    #[test]
    fn two_fields_are_enough() {
        let result = VerificationResult::from_body(&json!({ "success": true, "providerApplicationVersion": "1" }));
        let result = result.expect("is valid");
        assert!(result.success && result.build_url.is_none() && result.verified_by == VerifiedBy::default());
    }

    #[test]
    fn mistakes_are_named_by_field() {
        let version = "providerApplicationVersion";
        for (body, mistake) in [
            (json!({}), "success is missing; providerApplicationVersion is missing"),
            (json!({ "success": true }), "providerApplicationVersion is missing"),
            (json!({ version: "1" }), "success is missing"),
            (json!({ "success": "yes", version: "1" }), "success must be boolean"),
            (json!({ "success": null, version: "1" }), "success must be filled"),
            (
                json!({ "success": true, version: "" }),
                "providerApplicationVersion must be filled",
            ),
            (
                json!({ "success": true, version: 5 }),
                "providerApplicationVersion must be a string",
            ),
            (
                json!({ "success": true, version: "1", "buildUrl": "not a url" }),
                "buildUrl must be a URL, but 'not a url' is none",
            ),
            (
                json!({ "success": true, version: "1", "verifiedBy": "me" }),
                "verifiedBy must be a hash",
            ),
            (
                json!({ "success": true, version: "1", "verificationDate": "x" }),
                "verificationDate must be a date",
            ),
        ] {
            assert_eq!(mistakes(&body), mistake, "{body}");
        }
    }

    #[test]
    fn a_url_may_be_relative_but_holds_no_other_characters() {
        for fine in ["http://ci/1", "build/12", "https://[::1]:80/a?b=c&d=%2F"] {
            assert!(is_uri_reference(fine), "{fine}");
        }
        for wrong in [
            "a b",
            "http://ü",
            "http://x/%",
            "http://x/%2",
            "http://x/%zz",
            "a#b#c",
            "<x>",
        ] {
            assert!(!is_uri_reference(wrong), "{wrong}");
        }
    }
}
