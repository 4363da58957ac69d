//! Any text at all gets an answer whose places are right. `PROPTEST_CASES=1000000 cargo test --release
//! --lib any_text` looks for an hour instead of a moment.

use super::SuggestionDetail;
use super::model::Suggestion;
use crate::four_co::terms::TextField;
use crate::vocabulary::language::Language;
use proptest::prelude::*;

/// What a hostile author would put together: words that rules look for, and what upsets readers of text.
fn piece() -> impl Strategy<Value = String> {
    let words = "residents|volunteers|the council|elect a board|did not|co-governance|co-design|vote on|£4,000|instead of|last year's|who|\
                 Bürger|Mitbestimmung|gwirfoddolwyr|n't|not|co-";
    let odd = [
        "\u{200b}",
        "\u{202e}",
        "\u{2066}",
        "\u{feff}",
        "\u{ad}",
        "\u{301}",
        "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}",
        "👍🏽",
        "🇬🇧",
        "\r\n",
        "\u{85}",
        "\u{2028}",
        "\u{7f}",
        "\u{1b}[31m",
        "\u{fffd}",
        "\u{10ffff}",
        "İ",
        "ß",
        "ﬀ",
        "Ǆ",
        "ı",
        "ς",
        "٣",
        "Ⅷ",
        "①",
        "½",
        "..",
        "*",
        "{people}",
        "|",
        "=by",
        "'",
        "’",
        "-",
        "–",
        "…",
        "。",
        "،",
    ];
    prop_oneof![
        4 => prop::sample::select(words.split('|').map(str::to_owned).collect::<Vec<_>>()),
        2 => prop::sample::select(odd.map(str::to_owned).to_vec()),
        1 => any::<char>().prop_map(String::from),
        1 => "\\PC{0,12}",
    ]
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec((piece(), prop::sample::select(vec!["", " ", ". ", ", ", "\n"])), 0..60)
        .prop_map(|pieces| pieces.into_iter().flat_map(|(piece, gap)| [piece, gap.to_owned()]).collect())
}

/// Characters of the longest description that the service takes.
const LONGEST: usize = 20_000;

fn quoted(whole: &str, start: usize, end: usize) -> String {
    whole.chars().skip(start).take(end.saturating_sub(start)).collect()
}

fn places_are_right(title: &str, description: &str, made: &Suggestion) {
    let whole = |field| if field == TextField::Title { title } else { description };
    for span in &made.spans {
        assert!(span.start < span.end, "{span:?}");
        assert_eq!(quoted(whole(span.field), span.start, span.end), span.text);
    }
    for term in &made.ambiguous_terms {
        assert_eq!(quoted(whole(term.field), term.start, term.end), term.text);
        assert!(term.readings.len() > 1 && !term.question.is_empty());
    }
}

proptest! {
    #[test]
    fn any_text_gets_an_answer_whose_places_are_right(title in text(), description in text(), language in prop::sample::select(super::READABLE.to_vec())) {
        let made = super::of(language, &title, &description);
        places_are_right(&title, &description, &made);
        prop_assert_eq!(made.candidates.len(), 11);
        prop_assert_eq!(made.is_coproduction == Some(true), !made.labels.is_empty());
        for label in &made.labels {
            prop_assert!(label.kind.is_none_or(|kind| kind.co() == label.co));
            prop_assert_eq!(label.kind.is_some(), !label.co.kinds().is_empty());
        }
        let again = super::in_detail(language, &title, &description, SuggestionDetail::Labels);
        prop_assert_eq!((&again.labels, &again.candidates, &again.reasons), (&made.labels, &made.candidates, &made.reasons), "the same text has the same answer, in any detail");
    }
}

#[test]
fn the_longest_text_of_anything_is_read() {
    for piece in ["a", "a. ", "a, ", "\u{301}", "\u{202e}", "not ", "residents vote on ", "co-governance ", ". ", "\n", "👍🏽", "١"] {
        let whole = piece.repeat(LONGEST / piece.chars().count());
        let made = super::of(Language::En, "", &whole);
        places_are_right("", &whole, &made);
    }
}
