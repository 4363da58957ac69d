//! Whether a registry identifier has the form its register gives it.

use super::model::{IdentifierScheme, RegistryIdentifier};
use crate::platform::http::Faults;

/// Adds a fault for every identifier that cannot be one, or that is given twice.
pub fn identifiers(list: &[RegistryIdentifier], faults: &mut Faults) {
    for (n, one) in list.iter().enumerate() {
        if let Err(want) = form(one.scheme, &one.number) {
            faults.add(format!("/identifiers/{n}/number"), "format", format!("is not a number of {}: it has {want}", one.scheme));
        }
        if list[..n].contains(one) {
            faults.add(format!("/identifiers/{n}"), "duplicate", "is given twice; give it once");
        }
    }
}

/// The form of a register's numbers, or what it would have to be.
pub fn form(scheme: IdentifierScheme, number: &str) -> Result<(), &'static str> {
    let digits = |text: &str, least: usize, most: usize| (least..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    let capitals =
        |text: &str, least: usize, most: usize| (least..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_uppercase());
    let (good, want) = match scheme {
        IdentifierScheme::GbChc => {
            let (main, linked) = number.split_once('-').map_or((number, None), |(main, linked)| (main, Some(linked)));
            (digits(main, 6, 7) && linked.is_none_or(|l| digits(l, 1, 3)), "six or seven digits, such as 1122334")
        }
        IdentifierScheme::GbSc => (number.strip_prefix("SC").is_some_and(|d| digits(d, 6, 6)), "SC and six digits, such as SC012345"),
        IdentifierScheme::GbNic => (digits(number.strip_prefix("NIC").unwrap_or(number), 6, 6), "six digits, such as 100123"),
        IdentifierScheme::GbCoh => (
            digits(number, 8, 8) || number.get(..2).is_some_and(|p| capitals(p, 2, 2)) && number.get(2..).is_some_and(|d| digits(d, 6, 6)),
            "eight digits or two capital letters and six digits, such as 01234567",
        ),
        IdentifierScheme::GbLae => (capitals(number, 2, 4), "two to four capital letters, such as BIR"),
        IdentifierScheme::GbLas => (capitals(number, 3, 3), "three capital letters, such as GLG"),
        IdentifierScheme::GbPla => (capitals(number, 3, 3), "three capital letters, such as CRF"),
        IdentifierScheme::GbUkprn => (digits(number, 8, 8) && number.starts_with('1'), "eight digits starting with 1, such as 10012345"),
        IdentifierScheme::GbNhs => (
            (3..=10).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()),
            "three to ten capital letters and digits, such as RX1",
        ),
        IdentifierScheme::DeCr => (number.chars().any(|c| c.is_ascii_digit()), "a court and a number, such as Offenbach HRB 12345"),
        IdentifierScheme::XiLei => (lei(number), "twenty letters and digits with the check sum of ISO 17442"),
    };
    if good { Ok(()) } else { Err(want) }
}

/// ISO 17442: letters count from 10, and the whole must leave 1 when divided by 97.
fn lei(number: &str) -> bool {
    number.len() == 20
        && number.bytes().try_fold(0u32, |rest, b| match b {
            b'0'..=b'9' => Some((rest * 10 + u32::from(b - b'0')) % 97),
            b'A'..=b'Z' => Some((rest * 100 + u32::from(b - b'A') + 10) % 97),
            _ => None,
        }) == Some(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use IdentifierScheme::*;

    #[test]
    fn each_register_has_its_own_form() {
        for (scheme, good, bad) in [
            (GbChc, "1122334", "12345"),
            (GbChc, "1122334-1", "1122334-"),
            (GbSc, "SC012345", "012345"),
            (GbNic, "100123", "10012"),
            (GbCoh, "SC123456", "S1234567"),
            (GbCoh, "01234567", "1234567"),
            (GbLae, "BIR", "bir"),
            (GbLas, "GLG", "GL"),
            (GbPla, "CRF", "CRFX"),
            (GbUkprn, "10012345", "20012345"),
            (GbNhs, "RX1", "R-1"),
            (XiLei, "213800WSGIIZCXF1P572", "213800WSGIIZCXF1P573"),
        ] {
            assert_eq!(form(scheme, good), Ok(()), "{scheme} {good}");
            assert!(form(scheme, bad).is_err(), "{scheme} {bad}");
        }
    }

    #[test]
    fn letters_outside_ascii_are_refused_without_a_panic() {
        for text in ["ÄÖ123456", "é", ""] {
            assert!(form(GbCoh, text).is_err());
        }
    }
}
