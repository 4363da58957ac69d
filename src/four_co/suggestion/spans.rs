//! The passages that a suggestion shows: what rules found, terms, and words that matter. Pure.

use super::evidence::Standing;
use super::model::*;
use super::scorer::{Analysed, Origin, Scores, Target};
use super::suggest::rounded;
use crate::four_co::terms::{Co, Polarity, TextField};
use crate::platform::db::Decimal;
use std::collections::BTreeMap;
/// Words as such are shown only when they matter this much, in log-odds, and only so many per Co.
const NOTABLE: f64 = 0.08;
const WORDS_PER_CO: usize = 5;
/// At most so many passages are shown, those that matter most.
pub const MOST_SPANS: usize = 100;

/// The passages that speak for and against, in the order of the text. Words as such are shown for
/// these Co's and for co-production as a whole.
pub fn spans(text: &Analysed<'_>, scores: &Scores, shown: &[Co]) -> Vec<Span> {
    let mut spans = rule_spans(text, scores);
    spans.extend(term_spans(text));
    let mut targets: Vec<(Target, Option<Co>)> = shown.iter().map(|co| (Target::Co(*co), Some(*co))).collect();
    targets.push((Target::CoProduction, None));
    for (target, co) in targets {
        spans.extend(word_spans(text, scores, target, co));
    }
    spans.sort_by_key(|span| std::cmp::Reverse(span.weight));
    spans.truncate(MOST_SPANS);
    spans.sort_by(|a, b| {
        (a.field, a.start, a.end, a.co, a.kind, a.polarity, &a.rule).cmp(&(b.field, b.start, b.end, b.co, b.kind, b.polarity, &b.rule))
    });
    spans
}

/// Some words of a text.
pub struct Passage<'a> {
    /// The text.
    pub text: &'a Analysed<'a>,
    /// First word.
    pub first: usize,
    /// Last word, included.
    pub last: usize,
}

impl Passage<'_> {
    /// In which text it is, from which to which character, and how it reads.
    pub fn place(&self) -> (TextField, usize, usize, String) {
        let tokens = &self.text.reading.tokens;
        let (field, start, end) = (tokens[self.first].field, tokens[self.first].start, tokens[self.last].end);
        (field, start, end, self.text.reading.passage(self.first, self.last).to_owned())
    }
}

fn rule_spans(text: &Analysed<'_>, scores: &Scores) -> Vec<Span> {
    // What each finding adds to the target that its rule is about.
    let mut added = vec![0.0; text.evidence.len()];
    for one in &scores.contributions {
        if let Origin::Rule(n) = one.origin {
            let rule = &text.thesaurus.rules[text.evidence[n].rule];
            let about = rule.kind.map_or_else(|| rule.co.map_or(Target::CoProduction, Target::Co), Target::Kind);
            if one.target == about {
                added[n] += one.log_odds;
            }
        }
    }
    let mut spans = Vec::new();
    for (evidence, added) in text.evidence.iter().zip(added) {
        let rule = &text.thesaurus.rules[evidence.rule];
        let standing = match evidence.standing {
            Standing::Plain => PassageStanding::Plain,
            Standing::Denied(_) => PassageStanding::Denied,
            Standing::Contrasted(_) => PassageStanding::Contrasted,
            Standing::Remembered(_) => PassageStanding::Remembered,
            Standing::ByStaff(_) => PassageStanding::ByStaff,
        };
        // What is denied, contrasted, remembered or done by staff does not speak for its Co.
        let polarity = if standing == PassageStanding::Plain { rule.polarity } else { Polarity::Against };
        let weight = match polarity {
            Polarity::For => added.max(0.0),
            Polarity::Against => (-added).max(0.0),
        };
        // The words are there, but the scorer has learnt that they do not speak for it here.
        if standing == PassageStanding::Plain && weight == 0.0 {
            continue;
        }
        let (field, start, end, passage) = Passage { text, first: evidence.first, last: evidence.last }.place();
        spans.push(Span {
            field,
            start,
            end,
            text: passage,
            co: rule.co,
            kind: rule.kind,
            polarity,
            weight: rounded(weight),
            rule: rule.id.clone(),
            standing,
        });
    }
    spans
}

/// Terms with one reading are shown, but weigh nothing: a badge is not yet a deed.
fn term_spans(text: &Analysed<'_>) -> Vec<Span> {
    let mut spans = Vec::new();
    for found in &text.terms {
        let term = &text.thesaurus.terms[found.term];
        if let (false, [reading]) = (term.ambiguous, term.readings.as_slice()) {
            let (field, start, end, passage) = Passage { text, first: found.first, last: found.last }.place();
            spans.push(Span {
                field,
                start,
                end,
                text: passage,
                co: reading.co,
                kind: reading.kind,
                polarity: Polarity::For,
                weight: Decimal::whole(0),
                rule: format!("term.{}", term.term),
                standing: PassageStanding::Plain,
            });
        }
    }
    spans
}

fn word_spans(text: &Analysed<'_>, scores: &Scores, target: Target, co: Option<Co>) -> Vec<Span> {
    let mut words: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    for one in scores.contributions.iter().filter(|one| one.target == target) {
        if let Origin::Words(first, last) = one.origin {
            *words.entry((first, last)).or_default() += one.log_odds;
        }
    }
    let mut notable: Vec<_> = words.into_iter().filter(|(_, added)| added.abs() >= NOTABLE).collect();
    notable.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(&b.0)));
    notable.truncate(WORDS_PER_CO);
    notable
        .into_iter()
        .map(|((first, last), added)| {
            let (field, start, end, passage) = Passage { text, first, last }.place();
            Span {
                field,
                start,
                end,
                text: passage,
                co,
                kind: None,
                polarity: if added > 0.0 { Polarity::For } else { Polarity::Against },
                weight: rounded(added.abs()),
                rule: "words".into(),
                standing: PassageStanding::Plain,
            }
        })
        .collect()
}
