//! Numbers as text: as Ruby prints them, and as binary numbers.

use std::borrow::Cow;

/// A JSON number as Ruby prints it after parsing: whole numbers of any size digit by digit, others as `Float#to_s`.
pub(super) fn ruby(text: &str) -> Cow<'_, str> {
    match text {
        "-0" => "0".into(),
        // JSON numbers are a subset of what Rust parses, and the parser refuses those out of range.
        _ if is_float(text) => text.parse().map_or(text.into(), |value| ruby_float(value).into()),
        _ => text.into(),
    }
}

/// Whether a number is written with a fraction or an exponent, which makes it another kind of number than a whole one.
fn is_float(text: &str) -> bool {
    text.bytes().any(|byte| matches!(byte, b'.' | b'e' | b'E'))
}

/// The shortest digits that give the number back, in the layout of Ruby's `Float#to_s`: plain from 0.0001 up to below
/// 10^16, otherwise with an exponent of at least two digits.
fn ruby_float(value: f64) -> String {
    if value == 0.0 {
        return if value.is_sign_negative() {
            "-0.0".to_owned()
        } else {
            "0.0".to_owned()
        };
    }
    let plain = (1e-4..1e16).contains(&value.abs());
    if plain {
        // Rust's `{:?}` gives the shortest digits with at least one after the point, and no exponent in this range.
        return format!("{value:?}");
    }
    let shortest = format!("{value:e}");
    let (digits, exponent) = shortest.split_once('e').unwrap_or((&shortest, "0"));
    let point = if digits.contains('.') { "" } else { ".0" };
    let (sign, exponent) = exponent
        .strip_prefix('-')
        .map_or(('+', exponent), |exponent| ('-', exponent));
    format!("{digits}{point}e{sign}{exponent:0>2}")
}

/// The nearest binary number, for code that calculates or compares rather than reproduces.
///
/// Fractions go through the standard library, which always finds the nearest; serde_json may be off by one bit.
pub(super) fn to_value(text: &str) -> serde_json::Value {
    if is_float(text) {
        return text.parse::<f64>().map_or(serde_json::Value::Null, Into::into);
    }
    serde_json::from_str(text).unwrap_or(serde_json::Value::Null)
}

#[cfg(test)]
mod tests {
    use super::ruby;

    #[test]
    fn whole_numbers_stay_digit_by_digit() {
        for whole in [
            "0",
            "7",
            "-7",
            "12345678901234567890",
            "-123456789012345678901234567890",
        ] {
            assert_eq!(ruby(whole), whole);
        }
        assert_eq!(ruby("-0"), "0");
    }

    #[test]
    fn fractions_and_powers_are_printed_as_ruby_prints_a_float() {
        for (written, printed) in [
            ("1.0", "1.0"),
            ("1.50", "1.5"),
            ("1e2", "100.0"),
            ("1E+2", "100.0"),
            ("1000.0", "1000.0"),
            ("0.1", "0.1"),
            ("-0.0", "-0.0"),
            ("0e7", "0.0"),
            ("0.0001", "0.0001"),
            ("0.00012345", "0.00012345"),
            ("0.00001", "1.0e-05"),
            ("0.00001234", "1.234e-05"),
            ("1e15", "1000000000000000.0"),
            ("9999999999999998.0", "9999999999999998.0"),
            ("1e16", "1.0e+16"),
            ("1e20", "1.0e+20"),
            ("-1.5e20", "-1.5e+20"),
            ("1e100", "1.0e+100"),
            ("2.5e-300", "2.5e-300"),
            ("123456789.123456789", "123456789.12345679"),
            ("1.7976931348623157e308", "1.7976931348623157e+308"),
            ("5e-324", "5.0e-324"),
            ("1e-400", "0.0"),
        ] {
            assert_eq!(ruby(written), printed, "{written}");
        }
    }
}
