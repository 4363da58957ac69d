//! The languages of the service, and which of them a client would rather read.

use super::codes::Coded;
use actix_web::dev::Payload;
use actix_web::http::header::{AcceptLanguage, Header, Quality};
use actix_web::{FromRequest, HttpRequest};
use std::future::{Ready, ready};
use utoipa::openapi::Required;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};

crate::codes! {
    /// A language that texts are read in and that labels and definitions are served in (ISO 639-1).
    pub enum Language: "language", "Languages", source "ISO 639-1" {
        /// English.
        En = "en", "English";
        /// German.
        De = "de", "German";
        /// Welsh.
        Cy = "cy", "Welsh";
    }
}

impl Language {
    /// The language of a BCP 47 tag such as `de-AT`: what comes before the first hyphen.
    pub fn of_tag(tag: &str) -> Option<Self> {
        let primary = tag.split('-').next().unwrap_or_default();
        Self::from_code(&primary.to_ascii_lowercase())
    }
}

/// The language that a client would rather read (RFC 9110, section 12.5.4), English when it names
/// none of ours: a label in another language is of more use than a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preferred(pub Language);

impl utoipa::IntoParams for Preferred {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let schema = ObjectBuilder::new().schema_type(Type::String).examples([serde_json::Value::from("cy, en;q=0.8")]);
        vec![
            ParameterBuilder::new()
                .name("Accept-Language")
                .parameter_in(ParameterIn::Header)
                .required(Required::False)
                .description(Some("The languages you would rather read, with qualities (RFC 9110): English (`en`), German (`de`) or Welsh (`cy`); English when none of yours is among them."))
                .schema(Some(schema))
                .build(),
        ]
    }
}

impl Preferred {
    fn of(header: &AcceptLanguage) -> Self {
        let quality = |language: Language| {
            let named = header
                .iter()
                .enumerate()
                .filter(|(_, one)| one.item.item().is_some_and(|range| range.primary_language().eq_ignore_ascii_case(language.code())));
            // `*` is for languages that no other range names.
            let place = named.max_by(|a, b| a.1.quality.cmp(&b.1.quality).then(b.0.cmp(&a.0)));
            place.or_else(|| header.iter().enumerate().find(|(_, one)| one.item.is_any()))
        };
        // The place in the header decides between equals, then the order of our list.
        let wanted = Language::ALL.iter().filter_map(|language| quality(*language).map(|(place, one)| (one.quality, place, *language)));
        let best = wanted.filter(|(quality, ..)| *quality > Quality::ZERO).min_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        Preferred(best.map_or(Language::En, |(.., language)| language))
    }
}

impl FromRequest for Preferred {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;
    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        // A header that cannot be read says nothing about what the client would rather read.
        ready(Ok(AcceptLanguage::parse(req).map_or(Preferred(Language::En), |header| Preferred::of(&header))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn the_language_with_the_highest_quality_wins_and_english_stands_in() {
        for (given, want) in [
            ("cy", Language::Cy),
            ("de-AT, en;q=0.8", Language::De),
            ("DE-at", Language::De),
            ("en;q=0.2, cy-GB;q=0.9, de;q=0.5", Language::Cy),
            ("fr, cy;q=0.1", Language::Cy),
            ("fr, ja", Language::En),
            ("de, cy", Language::De),
            ("cy, de", Language::Cy),
            ("de;q=0, *", Language::En),
            ("en;q=0, de;q=0, *;q=0.5", Language::Cy),
            ("de;q=0.5, de-AT", Language::De),
            ("*", Language::En),
            ("de;q=high", Language::En),
            ("", Language::En),
        ] {
            let request = TestRequest::default().insert_header(("accept-language", given)).to_http_request();
            let Ok(got) = Preferred::extract(&request).into_inner() else { panic!("{given}") };
            assert_eq!(got.0, want, "{given}");
        }
        let without = Preferred::extract(&TestRequest::default().to_http_request()).into_inner();
        assert_eq!(without.ok(), Some(Preferred(Language::En)));
    }

    #[test]
    fn a_region_does_not_change_the_language() {
        for (tag, want) in
            [("en", Some(Language::En)), ("de-AT", Some(Language::De)), ("cy-GB", Some(Language::Cy)), ("CY", Some(Language::Cy))]
        {
            assert_eq!(Language::of_tag(tag), want, "{tag}");
        }
        for tag in ["", "-", "fr", "deu", "de_AT", "english"] {
            assert_eq!(Language::of_tag(tag), None, "{tag}");
        }
    }
}
