//! Exact amounts: whole numbers of 10⁻¹² US dollars.

const DECIMALS: usize = 12;
const UNIT: i128 = 1_000_000_000_000;

/// Reads a number as DynamoDB writes it, exponents included. At most 12 digits on either side of the point.
pub fn read(text: &str) -> Result<i128, String> {
    let bad = || format!("{text:?} is no amount");
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().map_err(|_| bad())?),
        None => (text, 0),
    };
    let (negative, unsigned) = match mantissa.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, mantissa.strip_prefix('+').unwrap_or(mantissa)),
    };
    let (whole, part) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let digits = format!("{whole}{part}");
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(bad());
    }
    let significant = digits.trim_start_matches('0').trim_end_matches('0');
    if significant.is_empty() {
        return Ok(0);
    }
    let trailing = digits.len() - digits.trim_end_matches('0').len();
    // The value is `significant` · 10^`power`.
    let count = |n: usize| i32::try_from(n).map_err(|_| bad());
    let power = exponent - count(part.len())? + count(trailing)?;
    let places = 12;
    if power < -places || count(significant.len())? + power > places {
        return Err(format!("{text} is out of bounds"));
    }
    let scale = u32::try_from(power + places).expect("not below 0");
    let value: i128 = significant.parse().map_err(|_| bad())?;
    let value = value * 10_i128.pow(scale);
    Ok(if negative { -value } else { value })
}

/// The amount as a plain decimal.
pub fn write(amount: i128) -> String {
    let sign = if amount < 0 { "-" } else { "" };
    let (whole, part) = (amount.abs() / UNIT, amount.abs() % UNIT);
    let part = format!("{part:0DECIMALS$}");
    match part.trim_end_matches('0') {
        "" => format!("{sign}{whole}"),
        part => format!("{sign}{whole}.{part}"),
    }
}

/// Reads a plain decimal as an answer gives it: digits, perhaps a sign and a point, of any size.
pub fn read_plain(text: &str) -> Option<i128> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(part) {
        return None;
    }
    let part = part.trim_end_matches('0');
    let part: i128 = match DECIMALS.checked_sub(part.len())? {
        DECIMALS => 0,
        missing => part.parse::<i128>().ok()? * 10_i128.pow(u32::try_from(missing).ok()?),
    };
    let amount = whole.parse::<i128>().ok()?.checked_mul(UNIT)? + part;
    Some(if text.starts_with('-') { -amount } else { amount })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_exactly() {
        let good = [
            ("0", 0),
            ("-0.00", 0),
            ("1", UNIT),
            ("1.5E2", 150 * UNIT),
            ("7E-3", 7_000_000_000),
            ("-12.0470", -12_047_000_000_000),
            ("0.000000000001", 1),
            ("999999999999.999999999999", 999_999_999_999_999_999_999_999),
            ("1.0000000000000000", UNIT),
        ];
        for (text, amount) in good {
            assert_eq!(read(text), Ok(amount), "{text}");
        }
        for text in
            ["1E12", "1E-13", "1000000000000", "0.1234567890123", "", "-", ".", "1,5", "NaN", "1e"]
        {
            assert!(read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn amounts_are_written_plainly_and_read_back() {
        for (amount, text) in
            [(0, "0"), (1, "0.000000000001"), (-12_047_000_000_000, "-12.047"), (150 * UNIT, "150")]
        {
            assert_eq!(write(amount), text);
            assert_eq!(read_plain(text), Some(amount));
        }
        assert_eq!(read_plain("12.0470"), read_plain("12.047"));
        for text in ["", "1e3", "+1", "1.", ".5", "--1", "1.0000000000001"] {
            assert_eq!(read_plain(text), None, "{text}");
        }
    }
}
