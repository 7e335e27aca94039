//! Headers, as they are typed.

use reqwest::header::{HeaderName, HeaderValue};

use crate::error::{CliError, Result};

/// The name and the value of a header that stands behind `flag`, as `Name: Value` or `Name=Value`.
pub(crate) fn split_header<'a>(flag: &str, header: &'a str) -> Result<(&'a str, &'a str)> {
    // Whichever comes first: values hold colons and equals signs, names hold neither.
    let parts = header.split_once([':', '=']);
    let parts = parts.map(|(name, value)| (name.trim(), value.trim()));
    parts.filter(|(name, value)| is_header(name, value)).ok_or_else(|| {
        CliError::new(format!("{flag} '{header}' is no header")).hint("Write it as 'Name: Value' or Name=Value.")
    })
}

fn is_header(name: &str, value: &str) -> bool {
    HeaderName::try_from(name).is_ok() && HeaderValue::try_from(value).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_written_in_either_way() {
        let split = |header| split_header("--header", header).unwrap();
        assert_eq!(split("X-A: b=c"), ("X-A", "b=c"));
        assert_eq!(split("X-A=b:c"), ("X-A", "b:c"));
        assert_eq!(split("X-Team: shop: a"), ("X-Team", "shop: a"));
    }

    #[test]
    fn what_is_no_header_is_refused_with_its_flag() {
        for bad in ["X-A", ": b", "X A: b", "X-A: b\nc"] {
            let error = split_header("--header", bad).unwrap_err().to_string();
            assert!(error.contains(&format!("--header '{bad}' is no header")), "{error}");
        }
    }
}
