//! The passages that a suggestion shows: what rules found, terms, and words that matter. Pure.

use super::evidence::Standing;
use super::model::*;
use super::scorer::{Analysed, Origin, Scores, Target};
use super::suggest::rounded;
use super::text::{Class, Token};
use crate::four_co::terms::{Co, Kind, Polarity, TextField};
use std::collections::BTreeMap;

/// A clause is shown when it adds or takes this much, in log-odds, and only so many for and against
/// each label; the one that carries a label most is always shown.
const NOTABLE: f64 = 0.25;
const CLAUSES_FOR: usize = 3;
const CLAUSES_AGAINST: usize = 2;
/// Whoever is named within so many words of a clause is taken for the one who acts in it.
const BEGINNING: usize = 5;
/// What such a span names as its rule.
const CLAUSE: &str = "clause";
/// At most so many passages are shown, those that matter most.
pub const MOST_SPANS: usize = 100;

/// What rules and terms found.
pub fn found(text: &Analysed<'_>, scores: &Scores) -> Vec<Span> {
    let mut spans = rule_spans(text, scores);
    spans.extend(term_spans(text, scores));
    spans
}

/// The passages that speak for and against, in the order of the text: what rules and terms found,
/// and the clauses that carry or weaken these labels and co-production as a whole.
pub fn spans(text: &Analysed<'_>, scores: &Scores, shown: &[(Co, Option<Kind>)], found: Vec<Span>) -> Vec<Span> {
    let mut spans = found;
    for (co, kind) in shown {
        spans.extend(clause_spans(text, scores, kind.map_or(Target::Co(*co), Target::Kind), Some(*co), *kind));
    }
    spans.extend(clause_spans(text, scores, Target::CoProduction, None, None));
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

/// Terms with one reading. A badge is not yet a deed: what it weighs is what it proved to be worth in
/// the texts that the scorer learnt from, and may be nothing.
fn term_spans(text: &Analysed<'_>, scores: &Scores) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut worth: BTreeMap<(usize, usize, Target), f64> = BTreeMap::new();
    for one in scores.contributions.iter().filter(|_| !text.terms.is_empty()) {
        if let Origin::Words(first, last) = one.origin {
            *worth.entry((first, last, one.target)).or_default() += one.log_odds;
        }
    }
    for found in &text.terms {
        let term = &text.thesaurus.terms[found.term];
        let (false, [reading]) = (term.ambiguous, term.readings.as_slice()) else {
            continue;
        };
        let about = reading.kind.map_or_else(|| reading.co.map_or(Target::CoProduction, Target::Co), Target::Kind);
        let added = worth.get(&(found.first, found.last, about)).copied().unwrap_or_default();
        let (field, start, end, passage) = Passage { text, first: found.first, last: found.last }.place();
        spans.push(Span {
            field,
            start,
            end,
            text: passage,
            co: reading.co,
            kind: reading.kind,
            polarity: polarity(added),
            weight: rounded(added.abs()),
            rule: format!("term.{}", term.term),
            standing: PassageStanding::Plain,
        });
    }
    spans
}

const fn polarity(added: f64) -> Polarity {
    if added < 0.0 { Polarity::Against } else { Polarity::For }
}

/// The clauses that add most to a target or take most from it: what its log-odds would lose or win
/// if they said nothing.
fn clause_spans(text: &Analysed<'_>, scores: &Scores, target: Target, co: Option<Co>, kind: Option<Kind>) -> Vec<Span> {
    let tokens = &text.reading.tokens;
    let all = clauses(text, scores, target);
    let most = all.first().filter(|one| one.1 > 0.0).map(|one| one.0);
    let carries = all.iter().filter(|one| one.1 >= NOTABLE || Some(one.0) == most).take(CLAUSES_FOR);
    let weakens = all.iter().rev().filter(|one| one.1 <= -NOTABLE).take(CLAUSES_AGAINST);
    let span = |&(clause, added): &(usize, f64)| {
        let (first, last) = words_of(tokens, clause);
        let (field, start, end, passage) = Passage { text, first, last }.place();
        Span {
            field,
            start,
            end,
            text: passage,
            co,
            kind,
            polarity: polarity(added),
            weight: rounded(added.abs()),
            rule: CLAUSE.into(),
            standing: if names_only_staff(&tokens[first..=last]) { PassageStanding::ByStaff } else { PassageStanding::Plain },
        }
    };
    carries.chain(weakens).map(span).collect()
}

/// What each clause adds to a target, most first.
fn clauses(text: &Analysed<'_>, scores: &Scores, target: Target) -> Vec<(usize, f64)> {
    let tokens = &text.reading.tokens;
    let mut clauses: BTreeMap<usize, f64> = BTreeMap::new();
    for one in scores.contributions.iter().filter(|one| one.target == target) {
        let clause = match one.origin {
            Origin::Rule(n) => tokens[text.evidence[n].first].clause,
            Origin::Words(first, _) => tokens[first].clause,
            Origin::Clause(n) => n,
        };
        *clauses.entry(clause).or_default() += one.log_odds;
    }
    let mut all: Vec<(usize, f64)> = clauses.into_iter().collect();
    all.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    all
}

/// The first and the last word of a clause, which stand together.
fn words_of(tokens: &[Token], clause: usize) -> (usize, usize) {
    (tokens.partition_point(|token| token.clause < clause), tokens.partition_point(|token| token.clause <= clause) - 1)
}

/// Whether a clause begins with staff or a firm, who then seem to act, and names no citizens.
fn names_only_staff(clause: &[Token]) -> bool {
    let acts = |token: &Token| matches!(token.class, Some(Class::Staff | Class::Business | Class::Citizens | Class::Pronoun));
    let of_citizens = |token: &Token| matches!(token.class, Some(Class::Citizens | Class::Pronoun));
    clause.iter().position(acts).is_some_and(|first| first < BEGINNING) && !clause.iter().any(of_citizens)
}
