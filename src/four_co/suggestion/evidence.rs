//! The rules engine: what the passages of a text speak for and against, clause by clause.
//!
//! A passage that matches a pattern is not yet evidence for it: it may be denied, set apart for
//! contrast, only remembered, or be what staff do alone.

use super::text::{Class, Reading, Token};
use super::thesaurus::{Match, Owner, Thesaurus};

/// How a matching passage stands in its clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It says what it says.
    Plain,
    /// The clause denies it, with the word of this number.
    Denied(usize),
    /// It is set apart for contrast, from the word of this number on.
    Contrasted(usize),
    /// It is only remembered, as the word of this number says.
    Remembered(usize),
    /// Those who do it are staff, named by the word of this number.
    ByStaff(usize),
}

/// A passage that a rule found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Number of the rule in the thesaurus.
    pub rule: usize,
    /// First word.
    pub first: usize,
    /// Last word, included.
    pub last: usize,
    /// How it stands.
    pub standing: Standing,
}

/// A term of the co-ubiquity that the text uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TermUse {
    /// Number of the term in the thesaurus.
    pub term: usize,
    /// First word.
    pub first: usize,
    /// Last word, included.
    pub last: usize,
}

/// All evidence of a text, and the terms it uses.
pub fn gather(thesaurus: &Thesaurus, reading: &Reading<'_>) -> (Vec<Evidence>, Vec<TermUse>) {
    let (mut evidence, mut terms) = (Vec::new(), Vec::new());
    let clauses = Clauses::of(thesaurus, &reading.tokens);
    for found in thesaurus.matches(&reading.tokens) {
        match found.owner {
            Owner::Rule(rule) => {
                let standing = clauses.standing(thesaurus, &reading.tokens, found);
                evidence.push(Evidence { rule, first: found.first, last: found.last, standing });
            }
            Owner::Term(term) => terms.push(TermUse { term, first: found.first, last: found.last }),
        }
    }
    (evidence, terms)
}

/// What has to be known of each word's clause to say how a passage in it stands; found once, since a
/// clause may be as long as the text.
struct Clauses {
    /// The first word of each word's clause, and one past its last.
    bounds: Vec<(usize, usize)>,
    /// Whether citizens are named in it.
    citizens: Vec<bool>,
    /// The last of staff, a business or a pronoun before the word in it; the first after it, where
    /// there is none before and verbs come first.
    doer: Vec<Option<usize>>,
    /// Words that deny, set apart for contrast, or say that something is only remembered.
    negations: Vec<usize>,
    contrasts: Vec<usize>,
    pasts: Vec<usize>,
}

impl Clauses {
    fn of(thesaurus: &Thesaurus, tokens: &[Token]) -> Self {
        let lexicon = &thesaurus.lexicon;
        let those = |is: &dyn Fn(usize) -> bool| (0..tokens.len()).filter(|&n| is(n)).collect();
        let mut all = Clauses {
            bounds: Vec::with_capacity(tokens.len()),
            citizens: Vec::with_capacity(tokens.len()),
            doer: Vec::with_capacity(tokens.len()),
            negations: those(&|n| lexicon.negation(tokens, n, n).is_some()),
            contrasts: those(&|n| lexicon.contrast(tokens, n, n).is_some()),
            pasts: those(&|n| lexicon.past(tokens, n, n).is_some()),
        };
        for clause in tokens.chunk_by(|one, next| one.clause == next.clause) {
            let first = all.bounds.len();
            let end = first + clause.len();
            all.bounds.resize(end, (first, end));
            all.citizens.resize(end, clause.iter().any(|token| token.class == Some(Class::Citizens)));
            let acts = |token: &Token| matches!(token.class, Some(Class::Staff | Class::Pronoun | Class::Business));
            let mut doer = clause.iter().position(acts).filter(|_| lexicon.verb_comes_first()).map(|n| first + n);
            for (n, token) in clause.iter().enumerate() {
                all.doer.push(doer);
                if acts(token) {
                    doer = Some(first + n);
                }
            }
        }
        all
    }

    fn standing(&self, thesaurus: &Thesaurus, tokens: &[Token], found: Match) -> Standing {
        let rule = match found.owner {
            Owner::Rule(rule) => &thesaurus.rules[rule],
            Owner::Term(_) => return Standing::Plain,
        };
        // What speaks against co-production is often itself a denial.
        if rule.co.is_none() {
            return Standing::Plain;
        }
        let (begin, end) = (self.bounds[found.first].0, self.bounds[found.last].1);
        let until = if thesaurus.lexicon.denies_whole_clause() { end } else { found.last + 1 };
        if let Some(n) = first_in(&self.negations, begin, until) {
            return Standing::Denied(n);
        }
        if let Some(n) = first_in(&self.contrasts, begin, found.last + 1) {
            return Standing::Contrasted(n);
        }
        if let Some(n) = first_in(&self.pasts, begin, end) {
            return Standing::Remembered(n);
        }
        // The doer is whoever was named last before the passage, unless citizens are named in its clause.
        let citizens = self.citizens[found.first] || self.citizens[found.last];
        match self.doer[found.first] {
            Some(n) if !citizens && matches!(tokens[n].class, Some(Class::Staff | Class::Business)) => Standing::ByStaff(n),
            _ => Standing::Plain,
        }
    }
}

/// The first of these places from `begin` on and before `end`.
fn first_in(places: &[usize], begin: usize, end: usize) -> Option<usize> {
    places.get(places.partition_point(|&n| n < begin)).copied().filter(|&n| n < end)
}

#[cfg(test)]
mod tests {
    use super::super::thesaurus::thesaurus;
    use super::*;

    fn standings(text: &str, rule: &str) -> Vec<&'static str> {
        let reading = Reading::new(&thesaurus().lexicon, "", text);
        let (evidence, _) = gather(thesaurus(), &reading);
        evidence
            .iter()
            .filter(|one| thesaurus().rules[one.rule].id == rule)
            .map(|one| match one.standing {
                Standing::Plain => "plain",
                Standing::Denied(_) => "denied",
                Standing::Contrasted(_) => "contrasted",
                Standing::Remembered(_) => "remembered",
                Standing::ByStaff(_) => "by staff",
            })
            .collect()
    }

    #[test]
    fn what_is_denied_contrasted_remembered_or_done_by_staff_is_not_evidence_for() {
        for (text, rule, want) in [
            ("Residents sit on the board of the hall.", "co_management.board", "plain"),
            ("Residents do not sit on the board of the hall.", "co_management.board", "denied"),
            ("Not only do residents sit on the board.", "co_management.board", "plain"),
            ("Nobody on the estate was given a prototype.", "co_design.prototype", "denied"),
            ("Instead of a prototype they got a leaflet.", "co_design.prototype", "contrasted"),
            ("Previously there was a prototype.", "co_design.prototype", "remembered"),
            ("The architects made a prototype.", "co_design.prototype", "by staff"),
            ("The architects made a prototype with pupils.", "co_design.prototype", "plain"),
        ] {
            assert_eq!(standings(text, rule).first(), Some(&want), "{text}");
        }
    }

    #[test]
    fn in_german_a_denial_behind_the_verb_denies_its_clause() {
        use super::super::thesaurus;
        use crate::vocabulary::language::Language;
        let german = thesaurus::of(Language::De);
        for (text, denied) in [
            ("Die Bewohner wählen den Vorstand nicht.", true),
            ("Einen Vorstand gibt es nicht, aber die Bewohner treffen sich.", true),
            ("Die Bewohner wählen den Vorstand.", false),
            ("Nicht nur die Bewohner wählen den Vorstand.", false),
            ("Die Bewohner wählen den Vorstand, bezahlt wird er nicht.", false),
        ] {
            let reading = Reading::new(&german.lexicon, "", text);
            let (evidence, _) = gather(german, &reading);
            let board = evidence.iter().find(|one| german.rules[one.rule].id == "co_management.board").unwrap();
            assert_eq!(matches!(board.standing, Standing::Denied(_)), denied, "{text}");
        }
    }

    #[test]
    fn in_welsh_the_doer_may_come_after_the_verb_and_we_is_no_denial() {
        use super::super::thesaurus;
        use crate::vocabulary::language::Language;
        let welsh = thesaurus::of(Language::Cy);
        for (text, want) in [
            ("Etholodd y trigolion bwyllgor.", "plain"),
            ("Penododd y cyngor bwyllgor.", "by staff"),
            ("Mae'r cyngor wedi penodi pwyllgor.", "by staff"),
            ("Ni etholwyd pwyllgor gan y trigolion.", "denied"),
            ("Aeth y trigolion adref ac ni etholwyd pwyllgor.", "denied"),
            ("Nid oes pwyllgor, ond mae trigolion yn cwrdd.", "denied"),
            ("Etholon ni bwyllgor.", "plain"),
            ("Dim ond trigolion sydd ar y pwyllgor.", "plain"),
            ("Yn lle pwyllgor cafwyd taflen.", "contrasted"),
        ] {
            let reading = Reading::new(&welsh.lexicon, "", text);
            let (evidence, _) = gather(welsh, &reading);
            let board = evidence.iter().find(|one| welsh.rules[one.rule].id == "co_management.board");
            let standing = board.map(|one| match one.standing {
                Standing::Plain => "plain",
                Standing::Denied(_) => "denied",
                Standing::Contrasted(_) => "contrasted",
                Standing::Remembered(_) => "remembered",
                Standing::ByStaff(_) => "by staff",
            });
            assert_eq!(standing, Some(want), "{text}");
        }
    }
}
