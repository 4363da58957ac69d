//! The Four Co's as the chapter orders them, with its own examples.

use super::suggestion::thesaurus::{self, TermReading};
use super::terms::{Co, Kind, Mode};
use crate::vocabulary::codes::Coded;
use crate::vocabulary::labels;
use crate::vocabulary::language::Language;
use serde::Serialize;
use utoipa::ToSchema;

/// The Four Co's and the words around them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Taxonomy {
    /// The Four Co's.
    pub cos: Vec<CoEntry>,
    /// Terms of the “co-ubiquity” and what they can mean.
    pub terms: Vec<TermEntry>,
    /// The version of the thesaurus that the terms are from.
    #[schema(example = "en-1")]
    pub thesaurus: String,
}

/// One of the Four Co's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CoEntry {
    /// The Co.
    pub co: Co,
    /// Its name for people.
    #[schema(example = "Co-delivery")]
    pub label: &'static str,
    /// What it means, in our own words.
    #[schema(example = "Citizens do part of the work of a service or outcome, or run it.")]
    pub definition: &'static str,
    /// Whether citizens speak or act in it.
    pub mode: Mode,
    /// The chapter's examples of the Co as a whole; those of its kinds are there.
    #[schema(example = json!(["user forums", "service design labs"]))]
    pub examples: Vec<&'static str>,
    /// Its kinds.
    pub kinds: Vec<KindEntry>,
    /// The section of the chapter.
    #[schema(example = "Co-production as Citizen Voice and Citizen Action: The Four Co's")]
    pub source: &'static str,
}

/// A kind of a Co.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct KindEntry {
    /// The kind.
    pub kind: Kind,
    /// Its name for people.
    #[schema(example = "Co-management")]
    pub label: &'static str,
    /// What it means, in our own words.
    #[schema(example = "Of co-delivery: citizens run or govern a service, an asset or an organisation.")]
    pub definition: &'static str,
    /// The chapter's examples.
    #[schema(example = json!(["school governors"]))]
    pub examples: Vec<&'static str>,
    /// The section of the chapter.
    #[schema(example = "Co-production as Citizen Voice and Citizen Action: The Four Co's")]
    pub source: &'static str,
}

/// A term of the “co-ubiquity”.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct TermEntry {
    /// Its code.
    #[schema(example = "co_governance")]
    pub term: String,
    /// Whether it has to be settled what is meant.
    pub ambiguous: bool,
    /// All it can mean.
    pub readings: Vec<TermReading>,
    /// The question that settles it.
    #[schema(
        example = "Do citizens set the strategy, take part in managing the organisation or service, or watch that public governance principles are kept?"
    )]
    pub question: Option<String>,
}

/// The taxonomy in a language. The terms are those of that language's thesaurus.
pub fn taxonomy(language: Language) -> Taxonomy {
    let thesaurus = thesaurus::of(language);
    let terms = thesaurus.terms.iter().map(|term| TermEntry {
        term: term.term.clone(),
        ambiguous: term.ambiguous,
        readings: term.readings.clone(),
        question: term.question.clone(),
    });
    Taxonomy { cos: Co::ALL.iter().map(|co| entry(*co, language)).collect(), terms: terms.collect(), thesaurus: thesaurus.version.clone() }
}

fn entry(co: Co, language: Language) -> CoEntry {
    let term = labels::term(co, language);
    let kinds = co.kinds().iter().map(|kind| {
        let term = labels::term(*kind, language);
        let examples = labels::examples(*kind, kind.examples(), language);
        KindEntry { kind: *kind, label: term.label, definition: term.definition, examples, source: term.source }
    });
    CoEntry {
        co,
        label: term.label,
        definition: term.definition,
        mode: co.mode(),
        examples: labels::examples(co, co.examples(), language),
        kinds: kinds.collect(),
        source: term.source,
    }
}

impl Co {
    /// The chapter's examples of the Co as a whole.
    pub fn examples(self) -> &'static [&'static str] {
        match self {
            Co::CoDesign => &["user forums", "service design labs"],
            Co::CoAssessment => &["tenant inspectors", "user online ratings"],
            Co::CoCommissioning | Co::CoDelivery => &[],
        }
    }
}

impl Kind {
    /// The chapter's examples. Of co-assessment it names them for both kinds together; they are
    /// given here to the kind that they are.
    pub fn examples(self) -> &'static [&'static str] {
        match self {
            Kind::CoPlanning => &["deliberative participation", "citizens' assemblies"],
            Kind::CoPrioritisation => {
                &["participatory budgeting (macro-scale)", "personal budgets (micro-scale)", "stakeholder groups on budget committees"]
            }
            Kind::CoFinancing => &["crowdfunding", "local fundraising"],
            Kind::CoManagement => &[
                "community management of public assets, such as libraries, community centres, youth clubs and sports facilities",
                "school governors",
            ],
            Kind::CoImplementation => &["peer support groups", "Neighbourhood Watch", "Speed Watch"],
            Kind::CoMonitoring => &["tenant inspectors"],
            Kind::CoEvaluation => &["user online ratings"],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(code: &str) -> TermEntry {
        taxonomy(Language::En).terms.into_iter().find(|term| term.term == code).unwrap()
    }

    #[test]
    fn examples_are_translated_one_by_one() {
        let count = |language| -> Vec<usize> {
            let cos = taxonomy(language).cos;
            cos.iter().flat_map(|co| std::iter::once(co.examples.len()).chain(co.kinds.iter().map(|kind| kind.examples.len()))).collect()
        };
        for language in Language::ALL {
            assert_eq!(count(*language), count(Language::En), "{language}");
        }
        assert_eq!(taxonomy(Language::De).cos[0].kinds[0].examples[1], "Bürgerräte");
    }

    #[test]
    fn co_decide_could_apply_to_any_of_the_four_cos() {
        let cos: Vec<_> = term("co_decide").readings.iter().filter_map(|reading| reading.co).collect();
        assert_eq!(cos, Co::ALL);
    }

    #[test]
    fn co_governance_has_three_quite_distinct_meanings() {
        let readings: Vec<_> = term("co_governance").readings.iter().map(|reading| (reading.co, reading.kind)).collect();
        assert_eq!(
            readings,
            [(Some(Co::CoCommissioning), None), (Some(Co::CoDelivery), Some(Kind::CoManagement)), (Some(Co::CoAssessment), None)]
        );
    }

    #[test]
    fn co_construction_is_an_intertwining_of_co_delivery_and_co_commissioning() {
        let cos: Vec<_> = term("co_construction").readings.iter().filter_map(|reading| reading.co).collect();
        assert_eq!(cos, [Co::CoDelivery, Co::CoCommissioning]);
    }

    #[test]
    fn co_creation_and_co_production_are_interchangeable() {
        let whole = term("co_creation").readings.remove(0);
        assert_eq!((whole.co, whole.kind), (None, None));
    }

    #[test]
    fn every_ambiguous_term_has_the_question_that_would_settle_it() {
        for term in taxonomy(Language::En).terms {
            assert_eq!(term.ambiguous, term.question.is_some(), "{}", term.term);
            assert!(term.readings.iter().all(|reading| reading.kind.is_none_or(|kind| Some(kind.co()) == reading.co)), "{}", term.term);
        }
    }

    #[test]
    fn terms_that_the_chapter_lists_are_all_there() {
        for code in [
            "co_planning",
            "co_design",
            "co_prioritisation",
            "co_financing",
            "co_management",
            "co_delivery",
            "co_assessment",
            "co_monitoring",
            "co_evaluation",
            "co_decide",
            "co_governance",
            "co_implementation",
            "co_construction",
            "co_creation",
            "co_experience",
        ] {
            term(code);
        }
    }
}
