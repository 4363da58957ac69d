//! The thesaurus as it is served.

use crate::four_co::suggestion::thesaurus::{TermReading, Thesaurus, thesaurus};
use crate::four_co::terms::{Co, Kind, Polarity};
use crate::vocabulary::codes::{CodeList, Coded, Term};
use crate::vocabulary::language::Language;
use serde::Serialize;
use std::sync::LazyLock;
use utoipa::{PartialSchema, ToSchema};

/// The name of the vocabulary, as in its path.
pub const NAME: &str = "thesaurus";
const TITLE: &str = "The thesaurus of co-production";

/// What suggestions look for in a text, in one language: terms of the “co-ubiquity” with all that they
/// can mean, and patterns of words that speak for or against each Co.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ThesaurusVocabulary {
    /// The name of the vocabulary, as in its path.
    #[schema(example = "thesaurus")]
    pub name: &'static str,
    /// Its title for people.
    #[schema(example = "The thesaurus of co-production")]
    pub title: &'static str,
    /// Its language.
    pub language: Language,
    /// The languages there is a thesaurus for.
    #[schema(example = json!(["en"]))]
    pub languages: Vec<&'static str>,
    /// Its version, as every suggestion made with it names it in `model`.
    #[schema(example = "en-2")]
    pub version: String,
    /// Terms of the “co-ubiquity” with their readings.
    pub terms: Vec<ThesaurusTerm>,
    /// Rules: what passages speak for or against. How much each weighs in a suggestion has been learnt from examples; a rule that weighs nothing is still shown as a passage.
    pub rules: Vec<ThesaurusRule>,
}

/// A term of the “co-ubiquity”.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ThesaurusTerm {
    /// Its code.
    #[schema(example = "co_governance")]
    pub term: String,
    /// Whether it has to be settled what is meant: then a suggestion gives all readings and the question.
    pub ambiguous: bool,
    /// All it can mean.
    pub readings: Vec<TermReading>,
    /// The question that settles it.
    #[schema(
        example = "Do citizens set the strategy, take part in managing the organisation or service, or watch that public governance principles are kept?"
    )]
    pub question: Option<String>,
    /// How it is written in texts, in the form of the patterns of rules.
    #[schema(example = json!(["co-govern*", "cogovern*"]))]
    pub patterns: Vec<String>,
}

/// A rule: patterns of words that speak for or against something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ThesaurusRule {
    /// Its name, as in the `rule` of a passage.
    #[schema(example = "co_financing.crowdfunding")]
    pub id: String,
    /// The Co it is about; null when it is about co-production as a whole.
    pub co: Option<Co>,
    /// The kind it is about.
    pub kind: Option<Kind>,
    /// Which way it speaks.
    pub polarity: Polarity,
    /// How clearly, from 1 (a hint) to 3 (decisive).
    #[schema(example = 3, minimum = 1, maximum = 3)]
    pub strength: u8,
    /// Words in order, within one sentence. A word matches by its stem; `a|b` is either; `word*` is a beginning, `*word` an end and `*word*` any part of a word; `=word` is the word as it stands; `..` skips up to four words; `{citizens}`, `{staff}`, `{business}`, `{people}` (citizens or a pronoun), `{money}` and `{number}` are any word of that class.
    #[schema(example = json!(["crowdfund*", "{citizens} .. donate|give {money}"]))]
    pub patterns: Vec<String>,
}

impl ThesaurusVocabulary {
    /// A thesaurus, for reading.
    pub fn of(thesaurus: &Thesaurus, languages: Vec<&'static str>) -> Self {
        let terms = thesaurus.terms.iter().map(|term| ThesaurusTerm {
            term: term.term.clone(),
            ambiguous: term.ambiguous,
            readings: term.readings.clone(),
            question: term.question.clone(),
            patterns: term.written.clone(),
        });
        let rules = thesaurus.rules.iter().map(|rule| ThesaurusRule {
            id: rule.id.clone(),
            co: rule.co,
            kind: rule.kind,
            polarity: rule.polarity,
            strength: rule.strength,
            patterns: rule.written.clone(),
        });
        ThesaurusVocabulary {
            name: NAME,
            title: TITLE,
            language: thesaurus.language,
            languages,
            version: thesaurus.version.clone(),
            terms: terms.collect(),
            rules: rules.collect(),
        }
    }
}

/// Its entry among the vocabularies: its terms, each with all that it can mean.
pub fn thesaurus_list() -> CodeList {
    static TERMS: LazyLock<Vec<Term>> = LazyLock::new(|| thesaurus().terms.iter().map(entry).collect());
    CodeList { name: NAME, title: TITLE, terms: &TERMS, type_name: "ThesaurusVocabulary", schema: ThesaurusVocabulary::schema }
}

fn entry(term: &'static crate::four_co::suggestion::thesaurus::UbiquityTerm) -> Term {
    // Made once, and as lasting as the code lists among which it stands.
    let lasting = |text: String| -> &'static str { text.leak() };
    let mut label = term.term.replace('_', "-");
    if let Some(first) = label.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    let meanings: Vec<&str> = term.readings.iter().map(|reading| reading.meaning.as_str()).collect();
    Term { code: &term.term, label: lasting(label), definition: lasting(meanings.join(" Or: ")), source: Co::LIST.terms[0].source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_can_read_what_suggestions_look_for() {
        let served = ThesaurusVocabulary::of(thesaurus(), vec!["en"]);
        assert_eq!((served.terms.len(), served.rules.len()), (thesaurus().terms.len(), thesaurus().rules.len()));
        let rule = served.rules.iter().find(|rule| rule.id == "co_financing.crowdfunding").unwrap();
        assert_eq!((rule.co, rule.kind, rule.polarity), (Some(Co::CoCommissioning), Some(Kind::CoFinancing), Polarity::For));
        assert!(rule.patterns.contains(&"crowdfund*".to_owned()), "as a person wrote it: {:?}", rule.patterns);
        assert!(served.rules.iter().all(|rule| !rule.patterns.is_empty()) && served.terms.iter().all(|term| !term.patterns.is_empty()));
    }

    #[test]
    fn each_term_is_listed_with_all_that_it_can_mean() {
        let list = thesaurus_list();
        assert_eq!(list.terms.len(), thesaurus().terms.len());
        let term = list.terms.iter().find(|term| term.code == "co_governance").unwrap();
        assert_eq!((term.label, term.definition.matches(" Or: ").count()), ("Co-governance", 2));
        assert!(list.terms.iter().all(|term| !term.definition.is_empty() && term.source.contains("The Four Co's")));
    }
}
