//! The thesaurus: terms of the “co-ubiquity” with their readings, and the passages that speak for
//! or against each Co. It is data (`thesaurus/en.json`); here it is read and its patterns are
//! prepared.
//!
//! A pattern is words in order. A word matches by its stem; `a|b` is either; `word*` is a
//! beginning; `=word` is the word as it stands; `..` skips up to four words of the same sentence;
//! `{citizens}`, `{staff}`, `{business}`, `{people}` (citizens or a pronoun), `{money}` and
//! `{number}` are any word of that class.

use super::lexicon::{Lexicon, LexiconFile};
use super::text::{Class, Token};
use crate::four_co::terms::{Co, Kind, Polarity};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::LazyLock;
use utoipa::ToSchema;

/// How many words `..` may skip.
const GAP: usize = 4;

/// The English thesaurus. That it can be read is tested.
pub fn thesaurus() -> &'static Thesaurus {
    static EN: LazyLock<Thesaurus> = LazyLock::new(|| {
        Thesaurus::parse(include_str!("../thesaurus/en.json")).unwrap_or_else(|error| panic!("thesaurus/en.json: {error}"))
    });
    &EN
}

/// A thesaurus, ready for use.
pub struct Thesaurus {
    /// Its version, such as `en-1`.
    pub version: String,
    /// Its language, an ISO 639-1 code.
    pub language: String,
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

#[derive(Debug, Clone, PartialEq, Eq)]
enum Element {
    /// Any of these stems, words, beginnings or classes.
    Word {
        stems: Vec<String>,
        words: Vec<String>,
        beginnings: Vec<String>,
        classes: Vec<Class>,
    },
    Gap,
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
    language: String,
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
        let lexicon = Lexicon::new(file.lexicon);
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
        texts.iter().map(|text| self.pattern(text).map_err(|error| format!("{owner}: “{text}”: {error}"))).collect()
    }

    fn pattern(&self, text: &str) -> Result<Vec<Element>, String> {
        let mut elements = Vec::new();
        for part in text.split_whitespace() {
            if part == ".." {
                elements.push(Element::Gap);
                continue;
            }
            let (mut stems, mut words, mut beginnings, mut classes) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
            for one in part.split('|') {
                match one {
                    "{citizens}" => classes.push(Class::Citizens),
                    "{staff}" => classes.push(Class::Staff),
                    "{business}" => classes.push(Class::Business),
                    "{people}" => classes.extend([Class::Citizens, Class::Pronoun]),
                    "{money}" => classes.push(Class::Money),
                    "{number}" => classes.extend([Class::Number, Class::Money]),
                    _ if one.contains(['{', '}']) => return Err(format!("no class {one}")),
                    _ => match (one.strip_suffix('*'), one.strip_prefix('=')) {
                        (Some(beginning), _) => beginnings.push(beginning.to_owned()),
                        (_, Some(word)) => words.push(word.to_owned()),
                        _ => stems.push(self.lexicon.stem(&self.lexicon.spelling(one))),
                    },
                }
            }
            elements.push(Element::Word { stems, words, beginnings, classes });
        }
        match (elements.first(), elements.last()) {
            (None, _) | (Some(Element::Gap), _) | (_, Some(Element::Gap)) => Err("must begin and end with a word".into()),
            _ => Ok(elements),
        }
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
                Element::Word { stems, words, beginnings, classes } if words.is_empty() && beginnings.is_empty() && classes.is_empty() => {
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

/// The last word of the shortest match of a pattern from `at` on, within one sentence.
fn matches_at(pattern: &[Element], tokens: &[Token], first: usize, at: usize) -> Option<usize> {
    let (element, rest) = pattern.split_first()?;
    if *element == Element::Gap {
        return (at..=at + GAP).find_map(|next| matches_at(rest, tokens, first, next));
    }
    let token = tokens.get(at).filter(|token| token.sentence == tokens[first].sentence)?;
    let fits = match element {
        Element::Word { stems, words, beginnings, classes } => {
            stems.contains(&token.stem)
                || words.contains(&token.word)
                || token.class.is_some_and(|class| classes.contains(&class))
                || beginnings.iter().any(|beginning| token.word.starts_with(beginning.as_str()))
        }
        Element::Gap => false,
    };
    match (fits, rest.is_empty()) {
        (false, _) => None,
        (true, true) => Some(at),
        (true, false) => matches_at(rest, tokens, first, at + 1),
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
    fn every_co_and_kind_has_rules_and_so_has_what_is_not_co_production() {
        let about: HashSet<(Option<Co>, Option<Kind>)> = thesaurus().rules.iter().map(|rule| (rule.co, rule.kind)).collect();
        for target in super::super::scorer::Target::all() {
            let want = match target {
                super::super::scorer::Target::Kind(kind) => (Some(kind.co()), Some(kind)),
                super::super::scorer::Target::Co(Co::CoDesign) => (Some(Co::CoDesign), None),
                super::super::scorer::Target::Co(_) => continue,
                super::super::scorer::Target::CoProduction => (None, None),
            };
            assert!(about.contains(&want), "{want:?}");
        }
        assert!(thesaurus().rules.iter().all(|rule| (rule.polarity == Polarity::Against) == rule.co.is_none()));
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
