//! What the linear model sees of a text: its words, terms and pairs of words, apart in clauses that
//! deny, and the rules that found something, apart by how their passage stands. Each feature knows the passages it comes
//! from, so that a weight can be shown.

use super::evidence::{Evidence, Standing, TermUse};
use super::text::{Class, Reading, Token};
use super::thesaurus::Thesaurus;
use std::collections::BTreeMap;

/// A feature's value and the passages it comes from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Feature {
    /// How often it occurs.
    pub count: f32,
    /// Each passage.
    pub places: Vec<Place>,
}

/// A passage of a feature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// First word.
    pub first: usize,
    /// Last word, included.
    pub last: usize,
    /// The number of the rule's evidence, when a rule found it.
    pub evidence: Option<usize>,
}

/// Features by name. The first letter says the group: `w` a word and `n` a word that its clause
/// denies, `a` an actor and a word after it, `b` two words side by side, `t` a term of the
/// co-ubiquity and `d` one that is denied, and `r` a rule, followed by how its passage stands.
///
/// The words of a term are no words of their own: "co-designed" is neither "co" nor "designed".
pub fn features(thesaurus: &Thesaurus, reading: &Reading<'_>, evidence: &[Evidence], terms: &[TermUse]) -> BTreeMap<String, Feature> {
    let mut all: BTreeMap<String, Feature> = BTreeMap::new();
    let mut add = |name: String, place: Place| {
        let feature = all.entry(name).or_default();
        feature.count += 1.0;
        feature.places.push(place);
    };
    let tokens = &reading.tokens;
    let denies = denied(thesaurus, tokens);
    let doers = doers(tokens, thesaurus.lexicon.verb_comes_first());
    let mut in_term = vec![false; tokens.len()];
    for one in terms {
        in_term[one.first..=one.last].fill(true);
        let name = format!("{}:{}", if denies[one.first] { 'd' } else { 't' }, thesaurus.terms[one.term].term);
        add(name, Place { first: one.first, last: one.last, evidence: None });
    }
    for (n, token) in tokens.iter().enumerate() {
        if token.stop || in_term[n] || token.class == Some(Class::Number) {
            continue;
        }
        let stem = if token.class == Some(Class::Money) { "£" } else { &token.stem };
        let place = Place { first: n, last: n, evidence: None };
        let actor = doers[n].filter(|_| !denies[n]);
        if let Some((_, group)) = ACTORS.into_iter().find(|(class, _)| actor == Some(*class)) {
            add(format!("a:{group}:{stem}"), place);
        }
        add(format!("{}:{stem}", if denies[n] { 'n' } else { 'w' }), place);
    }
    for (n, pair) in tokens.windows(2).enumerate() {
        if side_by_side(&pair[0], &pair[1]) && !(in_term[n] && in_term[n + 1]) {
            add(format!("b:{} {}", of_pair(&pair[0]), of_pair(&pair[1])), Place { first: n, last: n + 1, evidence: None });
        }
    }
    for (n, one) in evidence.iter().enumerate() {
        let standing = match one.standing {
            Standing::Plain => '+',
            Standing::Denied(_) => '-',
            Standing::Contrasted(_) => '/',
            Standing::Remembered(_) => '<',
            Standing::ByStaff(_) => 's',
        };
        let name = format!("r{standing}:{}", thesaurus.rules[one.rule].id);
        add(name, Place { first: one.first, last: one.last, evidence: Some(n) });
    }
    all
}

/// The groups of words by who acts.
const ACTORS: [(Class, char); 3] = [(Class::Citizens, 'c'), (Class::Staff, 's'), (Class::Business, 'f')];

/// Who acts at each word: whoever was named last before it in its sentence, a pronoun too; where
/// verbs come first, for the words before the first of them it is that one.
fn doers(tokens: &[Token], verb_comes_first: bool) -> Vec<Option<Class>> {
    let acts = |token: &Token| matches!(token.class, Some(Class::Citizens | Class::Staff | Class::Business | Class::Pronoun));
    let mut doers: Vec<Option<Class>> = Vec::with_capacity(tokens.len());
    for sentence in tokens.chunk_by(|one, next| one.sentence == next.sentence) {
        let mut doer = sentence.iter().find(|token| acts(token)).filter(|_| verb_comes_first).and_then(|token| token.class);
        for token in sentence {
            doers.push(doer);
            if acts(token) {
                doer = token.class;
            }
        }
    }
    doers
}

/// Whether two words follow each other with nothing but a space, a hyphen or the like between them.
fn side_by_side(one: &Token, next: &Token) -> bool {
    one.sentence == next.sentence && one.field == next.field && next.bytes.start - one.bytes.end <= 1 && next.start - one.end <= 1
}

/// A word as part of a pair: numbers and amounts are alike.
fn of_pair(token: &Token) -> &str {
    match token.class {
        Some(Class::Money) => "£",
        Some(Class::Number) => "#",
        _ => &token.word,
    }
}

/// Which words follow a denying word in its clause.
fn denied(thesaurus: &Thesaurus, tokens: &[Token]) -> Vec<bool> {
    let mut denied = vec![false; tokens.len()];
    let mut first = 0;
    while first < tokens.len() {
        let clause = tokens[first].clause;
        let last = (first..tokens.len()).take_while(|&n| tokens[n].clause == clause).last().unwrap_or(first);
        if let Some(n) = thesaurus.lexicon.negation(tokens, first, last) {
            let from = if thesaurus.lexicon.denies_whole_clause() { first } else { n };
            denied[from..=last].fill(true);
        }
        first = last + 1;
    }
    denied
}
