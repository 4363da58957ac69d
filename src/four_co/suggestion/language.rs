//! In which language a text seems to be, by the function words of each: a text has many of them,
//! whatever it is about, and they are hardly ever borrowed.

use crate::vocabulary::codes::Coded;
use crate::vocabulary::language::Language;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;
use unicode_segmentation::UnicodeSegmentation;

/// So few function words may come from a name or a quotation.
const FEWEST: usize = 4;
/// A language is evidently meant when it has this many times the function words of the other.
const TIMES: usize = 3;

struct FunctionWords(Vec<(String, HashSet<String>)>);

/// Function words by language code; also of languages that cannot be read here, so that a text in
/// one of them can be told. That the file can be read is tested.
static FUNCTION_WORDS: LazyLock<FunctionWords> = LazyLock::new(|| {
    let lists: HashMap<String, String> = serde_json::from_str(include_str!("../thesaurus/function_words.json"))
        .unwrap_or_else(|error| panic!("thesaurus/function_words.json: {error}"));
    let mut lists: Vec<_> = lists.into_iter().map(|(code, words)| (code, words.split_whitespace().map(str::to_owned).collect())).collect();
    lists.sort_by(|a: &(String, HashSet<String>), b| a.0.cmp(&b.0));
    FunctionWords(lists)
});

/// How many function words of each language a text has. Words that several languages share count
/// for each.
fn counts(title: &str, description: &str) -> Vec<(&'static str, usize)> {
    let mut found: HashMap<&str, usize> = HashMap::new();
    for word in title.unicode_words().chain(description.unicode_words()) {
        let word = word.to_lowercase().replace('’', "'");
        for (code, words) in &FUNCTION_WORDS.0 {
            if words.contains(&word) {
                *found.entry(code).or_default() += 1;
            }
        }
    }
    FUNCTION_WORDS.0.iter().map(|(code, _)| (code.as_str(), found.get(code.as_str()).copied().unwrap_or(0))).collect()
}

/// The language that a text is evidently in, when that is not the one that is said: the code of the
/// other, which need not be one that can be read here.
pub fn evidently_other(said: Language, title: &str, description: &str) -> Option<&'static str> {
    let counts = counts(title, description);
    let own = counts.iter().find(|(code, _)| *code == said.code()).map_or(0, |(_, n)| *n);
    // Of equals the first by code; a language that can be read before one that cannot.
    let rank = |code: &str| Language::from_code(code).is_some();
    let (code, other) = counts
        .into_iter()
        .filter(|(code, _)| *code != said.code())
        .max_by(|a, b| a.1.cmp(&b.1).then(rank(a.0).cmp(&rank(b.0))).then(b.0.cmp(a.0)))?;
    (other >= FEWEST && other >= own * TIMES).then_some(code)
}

/// Which of the languages that can be read a text is in; English when it cannot be told.
pub fn of(title: &str, description: &str) -> Language {
    let counts = counts(title, description);
    let count = |language: Language| counts.iter().find(|(code, _)| *code == language.code()).map_or(0, |(_, n)| *n);
    // Of equals English first.
    let mut best = Language::En;
    for language in super::READABLE {
        if count(*language) > count(best) {
            best = *language;
        }
    }
    best
}

/// Its name in English.
pub fn name(code: &str) -> &str {
    match code {
        "fr" => "French",
        "es" => "Spanish",
        "it" => "Italian",
        "nl" => "Dutch",
        "pl" => "Polish",
        "pt" => "Portuguese",
        _ => Language::from_code(code).map_or(code, |language| language.term().label),
    }
}

#[cfg(test)]
mod tests {
    use super::super::READABLE;
    use super::*;

    const EN: &str = "The residents of the estate elect a board that runs the hall, and volunteers check each repair before it is paid.";
    const DE: &str = "Die Bewohner der Siedlung wählen einen Vorstand, der den Saal betreibt, und Ehrenamtliche prüfen jede Reparatur.";
    const CY: &str = "Mae trigolion y stad yn ethol bwrdd sy'n rhedeg y neuadd, ac mae gwirfoddolwyr yn gwirio pob gwaith trwsio.";

    #[test]
    fn each_language_is_told_from_the_others() {
        for (text, language) in [(EN, Language::En), (DE, Language::De), (CY, Language::Cy)] {
            assert_eq!(of("", text), if READABLE.contains(&language) { language } else { Language::En }, "{text}");
            for said in Language::ALL {
                let want = (*said != language).then_some(language.code());
                assert_eq!(evidently_other(*said, "", text), want, "said {said}: {text}");
            }
        }
    }

    #[test]
    fn a_few_foreign_words_or_a_short_text_are_no_evidence() {
        for (said, text) in [
            (Language::En, "Bürgerverein für die Südstadt"),
            (Language::En, "Neuadd y Dref, Caernarfon: cinio cymunedol"),
            (Language::En, "Residents run the Bürgerhaus in Köln; the Verein für das Haus und den Garten has a lease from the city."),
            (Language::En, "Litter picking, bench painting, tree planting, bulb planting, hedge laying, path clearing, pond dipping."),
            (Language::De, "Living Lab „The Future of Care“: Bewohner testen den Prototyp."),
            (Language::De, "Repair Café"),
            (Language::Cy, "Caffi Trwsio, Aberystwyth"),
            (Language::Cy, "Mae'r tenantiaid yn rhoi adborth i \"The Big Conversation and the Future of the City\" bob mis."),
            (Language::En, ""),
        ] {
            assert_eq!(evidently_other(said, "", text), None, "said {said}: {text}");
        }
    }

    #[test]
    fn a_text_in_a_language_that_cannot_be_read_is_not_taken_for_one_that_can() {
        let french = "Les habitants du quartier gèrent la salle avec la ville et les bénévoles, qui sont élus par tous dans une assemblée.";
        assert_eq!(evidently_other(Language::En, "", french), Some("fr"));
        assert_eq!(name("fr"), "French");
        let dutch = "De bewoners van het dorp beheren het zwembad en werden door de gemeente niet betaald voor het werk dat zij doen.";
        assert_eq!(evidently_other(Language::De, "", dutch), Some("nl"));
    }

    #[test]
    fn what_cannot_be_told_is_taken_for_english() {
        assert_eq!(of("", "Speed Watch"), Language::En);
        assert_eq!(of("", ""), Language::En);
    }
}
