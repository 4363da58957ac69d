//! The thesaurus: terms of the “co-ubiquity” with their readings, and the passages that speak for
//! or against each Co. It is data, a file for each language (`thesaurus/en.json`); here it is read
//! and its patterns are prepared.
//!
//! How patterns are written is told in `pattern`.

use super::lexicon::{Lexicon, LexiconFile};
use super::pattern::{Element, matches_at, pattern};
use super::text::Token;
use crate::four_co::terms::{Co, Kind, Polarity};
use crate::vocabulary::language::Language;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::LazyLock;
use utoipa::ToSchema;

/// The English thesaurus.
pub fn thesaurus() -> &'static Thesaurus {
    of(Language::En)
}

/// The thesaurus of a language. That each can be read is tested.
pub fn of(language: Language) -> &'static Thesaurus {
    fn read(name: &str, text: &str) -> Thesaurus {
        Thesaurus::parse(text).unwrap_or_else(|error| panic!("thesaurus/{name}.json: {error}"))
    }
    static EN: LazyLock<Thesaurus> = LazyLock::new(|| read("en", include_str!("../thesaurus/en.json")));
    static DE: LazyLock<Thesaurus> = LazyLock::new(|| read("de", include_str!("../thesaurus/de.json")));
    static CY: LazyLock<Thesaurus> = LazyLock::new(|| read("cy", include_str!("../thesaurus/cy.json")));
    match language {
        Language::De => &DE,
        Language::Cy => &CY,
        Language::En => &EN,
    }
}

/// A thesaurus, ready for use.
pub struct Thesaurus {
    /// Its version, such as `en-1`.
    pub version: String,
    /// Its language.
    pub language: Language,
    /// Words: spelling, stems, classes.
    pub lexicon: Lexicon,
    /// Terms that need a reading.
    pub terms: Vec<UbiquityTerm>,
    /// What passages speak for or against.
    pub rules: Vec<Rule>,
    index: HashMap<String, Vec<(Owner, usize)>>,
    unindexed: Vec<(Owner, usize)>,
}

/// Whose pattern it is: of a rule or of a term, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// A rule.
    Rule(usize),
    /// A term.
    Term(usize),
}

/// A term of the “co-ubiquity”.
#[derive(Debug)]
pub struct UbiquityTerm {
    /// Its code, such as `co_governance`.
    pub term: String,
    /// Whether it has more than one reading, so that a question has to settle it.
    pub ambiguous: bool,
    /// What it can mean.
    pub readings: Vec<TermReading>,
    /// The question that settles it.
    pub question: Option<String>,
    /// Its patterns as they are written.
    pub written: Vec<String>,
    patterns: Vec<Vec<Element>>,
}

/// One meaning of a term.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TermReading {
    /// The Co it stands for; absent when it stands for co-production as a whole.
    #[serde(default)]
    pub co: Option<Co>,
    /// The kind, where one is meant.
    #[serde(default)]
    pub kind: Option<Kind>,
    /// The meaning in words.
    #[schema(example = "Citizens play a role in the management of public service organisations or public services.")]
    pub meaning: String,
}

/// A rule: patterns that speak for or against something.
#[derive(Debug)]
pub struct Rule {
    /// Its name, such as `co_financing.crowdfunding`.
    pub id: String,
    /// The Co it is about; none when it is about co-production as a whole.
    pub co: Option<Co>,
    /// The kind it is about.
    pub kind: Option<Kind>,
    /// Which way it speaks.
    pub polarity: Polarity,
    /// How clearly, from 1 (a hint) to 3 (decisive).
    pub strength: u8,
    /// Its patterns as they are written.
    pub written: Vec<String>,
    patterns: Vec<Vec<Element>>,
}

/// A place where a pattern matched: the first and the last word's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Match {
    /// Whose pattern.
    pub owner: Owner,
    /// First word.
    pub first: usize,
    /// Last word, included.
    pub last: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: String,
    language: Language,
    #[serde(rename = "about")]
    _about: String,
    lexicon: LexiconFile,
    terms: Vec<TermEntry>,
    rules: Vec<RuleEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TermEntry {
    term: String,
    patterns: Vec<String>,
    readings: Vec<TermReading>,
    #[serde(default)]
    question: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleEntry {
    id: String,
    #[serde(default)]
    co: Option<Co>,
    #[serde(default)]
    kind: Option<Kind>,
    polarity: Polarity,
    strength: u8,
    patterns: Vec<String>,
}

impl Thesaurus {
    /// Reads a thesaurus file.
    pub fn parse(text: &str) -> Result<Self, String> {
        let file: File = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let lexicon = Lexicon::new(file.language, file.lexicon);
        let mut built = Thesaurus {
            version: file.version,
            language: file.language,
            lexicon,
            terms: Vec::new(),
            rules: Vec::new(),
            index: HashMap::new(),
            unindexed: Vec::new(),
        };
        for entry in file.terms {
            let patterns = built.patterns(&entry.patterns, &entry.term)?;
            if entry.readings.len() > 1 && entry.question.is_none() {
                return Err(format!("{} has several readings and no question", entry.term));
            }
            built.terms.push(UbiquityTerm {
                ambiguous: entry.readings.len() > 1 || entry.readings.iter().any(|reading| reading.co.is_none()),
                term: entry.term,
                readings: entry.readings,
                question: entry.question,
                written: entry.patterns,
                patterns,
            });
        }
        for entry in file.rules {
            let patterns = built.patterns(&entry.patterns, &entry.id)?;
            if entry.kind.is_some_and(|kind| Some(kind.co()) != entry.co) {
                return Err(format!("{}: the kind is not of this Co", entry.id));
            }
            if !(1..=3).contains(&entry.strength) || built.rules.iter().any(|rule| rule.id == entry.id) {
                return Err(format!("{}: strength outside 1 to 3, or an id that is there already", entry.id));
            }
            built.rules.push(Rule {
                id: entry.id,
                co: entry.co,
                kind: entry.kind,
                polarity: entry.polarity,
                strength: entry.strength,
                written: entry.patterns,
                patterns,
            });
        }
        built.build_index();
        Ok(built)
    }

    fn patterns(&self, texts: &[String], owner: &str) -> Result<Vec<Vec<Element>>, String> {
        texts.iter().map(|text| pattern(&self.lexicon, text).map_err(|error| format!("{owner}: “{text}”: {error}"))).collect()
    }

    fn build_index(&mut self) {
        let owned = |owner: fn(usize) -> Owner, at: usize, patterns: &[Vec<Element>]| -> Vec<(Owner, usize, Element)> {
            patterns.iter().enumerate().filter_map(|(n, p)| p.first().map(|first| (owner(at), n, first.clone()))).collect()
        };
        let mut all = Vec::new();
        for (n, rule) in self.rules.iter().enumerate() {
            all.extend(owned(Owner::Rule, n, &rule.patterns));
        }
        for (n, term) in self.terms.iter().enumerate() {
            all.extend(owned(Owner::Term, n, &term.patterns));
        }
        for (owner, pattern, first) in all {
            match first {
                Element::Word { stems, words, parts, classes } if words.is_empty() && parts.is_empty() && classes.is_empty() => {
                    for stem in stems {
                        self.index.entry(stem).or_default().push((owner, pattern));
                    }
                }
                _ => self.unindexed.push((owner, pattern)),
            }
        }
    }

    fn of(&self, (owner, n): (Owner, usize)) -> &[Element] {
        match owner {
            Owner::Rule(rule) => &self.rules[rule].patterns[n],
            Owner::Term(term) => &self.terms[term].patterns[n],
        }
    }

    /// Every place where a pattern matches; of one owner's overlapping matches the longest.
    pub fn matches(&self, tokens: &[Token]) -> Vec<Match> {
        let mut found = Vec::new();
        for first in 0..tokens.len() {
            let indexed = self.index.get(&tokens[first].stem).map(Vec::as_slice).unwrap_or_default();
            for &candidate in indexed.iter().chain(&self.unindexed) {
                if let Some(last) = matches_at(self.of(candidate), tokens, first, first) {
                    found.push(Match { owner: candidate.0, first, last });
                }
            }
        }
        found.sort_by_key(|m| (m.owner, m.first, std::cmp::Reverse(m.last)));
        let mut kept: Vec<Match> = Vec::new();
        for one in found {
            match kept.last_mut() {
                Some(before) if before.owner == one.owner && one.first <= before.last => {
                    if one.last - one.first > before.last - before.first {
                        *before = one;
                    }
                }
                _ => kept.push(one),
            }
        }
        kept.sort_by_key(|m| (m.first, m.last, m.owner));
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::super::text::Reading;
    use super::*;
    use std::collections::HashSet;

    fn rules_in(text: &str) -> Vec<String> {
        let reading = Reading::new(&thesaurus().lexicon, "", text);
        let matches = thesaurus().matches(&reading.tokens);
        matches.iter().filter_map(|m| if let Owner::Rule(n) = m.owner { Some(thesaurus().rules[n].id.clone()) } else { None }).collect()
    }

    #[test]
    fn in_each_language_every_co_and_kind_has_rules_and_so_has_what_is_not_co_production() {
        use super::super::scorer::Target;
        for language in super::super::READABLE {
            let thesaurus = of(*language);
            assert_eq!(thesaurus.language, *language);
            let about: HashSet<(Option<Co>, Option<Kind>)> = thesaurus.rules.iter().map(|rule| (rule.co, rule.kind)).collect();
            for target in Target::all() {
                let want = match target {
                    Target::Kind(kind) => (Some(kind.co()), Some(kind)),
                    Target::Co(Co::CoDesign) => (Some(Co::CoDesign), None),
                    Target::Co(_) => continue,
                    Target::CoProduction => (None, None),
                };
                assert!(about.contains(&want), "{language}: {want:?}");
            }
            assert!(thesaurus.rules.iter().all(|rule| (rule.polarity == Polarity::Against) == rule.co.is_none()));
        }
    }

    /// What is settled in the chapter does not depend on the language.
    #[test]
    fn in_each_language_ambiguous_terms_have_the_chapters_readings() {
        for language in super::super::READABLE {
            for code in ["co_decide", "co_governance", "co_construction", "co_creation", "co_production"] {
                let readings = |language| -> Vec<(Option<Co>, Option<Kind>)> {
                    let term = of(language).terms.iter().find(|term| term.term == code).unwrap();
                    assert!(term.ambiguous && term.question.is_some(), "{language}: {code}");
                    term.readings.iter().map(|reading| (reading.co, reading.kind)).collect()
                };
                assert_eq!(readings(*language), readings(Language::En), "{language}: {code}");
            }
        }
    }

    #[test]
    fn parts_of_compounds_match_and_forms_of_both_genders_are_one_word() {
        for (text, rule, want) in [
            ("Der Jugendklimarat wurde ausgelost.", "co_planning.assembly", true),
            ("Der Kiezbürgerrat tagte.", "co_planning.assembly", true),
            ("Die Lesepaten lesen vor.", "co_implementation.peer", true),
            ("Die Bürgerinnen verteilen 5.000 Euro.", "co_prioritisation.share_out", true),
            ("Die Mieter:innen prüfen das Treppenhaus.", "co_monitoring.watch", true),
            ("Der Bescheid wurde zugestellt.", "co_planning.assembly", false),
        ] {
            let german = of(Language::De);
            let reading = Reading::new(&german.lexicon, "", text);
            let found = german.matches(&reading.tokens);
            let is_there = found.iter().any(|m| matches!(m.owner, Owner::Rule(n) if german.rules[n].id == rule));
            assert_eq!(is_there, want, "{text}");
        }
    }

    #[test]
    fn welsh_patterns_and_terms_match_mutated_forms() {
        let welsh = of(Language::Cy);
        let found = |text: &str| -> Vec<String> {
            let reading = Reading::new(&welsh.lexicon, "", text);
            let name = |owner| match owner {
                Owner::Rule(n) => welsh.rules[n].id.clone(),
                Owner::Term(n) => welsh.terms[n].term.clone(),
            };
            welsh.matches(&reading.tokens).into_iter().map(|m| name(m.owner)).collect()
        };
        for (text, want) in [
            ("Cafodd ei chydgynhyrchu.", "co_production"),
            ("Bu gydgynhyrchu, a chyd-gynhyrchu.", "co_production"),
            ("Gwasanaeth a gydddyluniwyd.", "co_design"),
            ("Trwy gyd-ddylunio.", "co_design"),
            ("Mae'n fodel cydlywodraethol.", "co_governance"),
            ("Bu trigolion yn penderfynu sut i wario £4,000.", "co_prioritisation.budget"),
            ("Prynwyd chyfranddaliadau a gyfranddaliadau.", "co_financing.put_in"),
            ("Eu pwyllgor, ei phwyllgor, fy mhwyllgor, y bwyllgor.", "co_management.board"),
            ("Y tenantiaid a'u prototeipiau.", "co_design.prototype"),
        ] {
            assert!(found(text).iter().any(|name| name == want), "{text}: {:?}", found(text));
        }
    }

    #[test]
    fn patterns_match_stems_alternatives_classes_and_gaps_within_a_sentence() {
        for (text, rule, want) in [
            ("Participatory budgeting came late.", "co_prioritisation.vote_money", true),
            ("Tenants redesigned the lobby.", "co_design.named", true),
            ("Tenants met. The lobby was redesigned.", "co_design.named", false),
            ("It is run by the residents.", "co_management.run_by", true),
            ("Crowdfunding and crowd-funding are one.", "co_financing.crowdfunding", true),
        ] {
            assert_eq!(rules_in(text).iter().any(|id| id == rule), want, "{text}");
        }
    }

    #[test]
    fn a_broken_thesaurus_is_refused_with_the_place() {
        let whole = include_str!("../thesaurus/en.json");
        for (from, to, sign) in [
            ("\"citizen crowd\"", "", ""),
            ("\"crowdfund*\"", "\"{nobody} gives\"", "no class {nobody}"),
            ("\"crowdfund*\"", "\".. gives\"", "must begin and end with a word"),
            ("\"co_planning.adopted\"", "\"co_planning.assembly\"", "an id that is there already"),
        ] {
            match Thesaurus::parse(&whole.replace(from, to)) {
                Ok(_) => assert!(sign.is_empty(), "{to} was accepted"),
                Err(error) => assert!(!sign.is_empty() && error.contains(sign), "{error}"),
            }
        }
    }
}
