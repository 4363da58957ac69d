//! What the linear model sees of a text: words, pairs of words, who does what, and the rules that
//! found something. Each feature knows the words it comes from, so that a weight can be shown as a
//! passage.

use super::evidence::{Evidence, Standing};
use super::text::{Class, Reading, Token};
use super::thesaurus::Thesaurus;
use std::collections::BTreeMap;

/// A feature's value and the passages it comes from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Feature {
    /// How often it occurs; for rules, how clearly they speak.
    pub count: f32,
    /// First and last word of each passage.
    pub places: Vec<(usize, usize)>,
}

/// How many meaningful words after a doer still count as what they do.
const REACH: usize = 4;

/// Features by name. The first letter says the group: `w` word, `n` word of a clause that denies,
/// `b` pair, `c` what citizens do, `s` what staff do, `p` what is done by somebody unnamed; `r` a
/// rule with its standing, `t` all rules of one target.
pub fn features(thesaurus: &Thesaurus, reading: &Reading<'_>, evidence: &[Evidence]) -> BTreeMap<String, Feature> {
    let mut all = BTreeMap::new();
    let tokens = &reading.tokens;
    let denies = denying_clauses(thesaurus, tokens);
    let mut before: Option<usize> = None;
    for (n, token) in tokens.iter().enumerate() {
        if token.stop || matches!(token.class, Some(Class::Number)) {
            continue;
        }
        let stem = name(token);
        add(&mut all, format!("{}:{stem}", if denies[n] { 'n' } else { 'w' }), 1.0, (n, n));
        if let Some(earlier) = before.filter(|&earlier| tokens[earlier].clause == token.clause) {
            add(&mut all, format!("b:{} {stem}", name(&tokens[earlier])), 1.0, (earlier, n));
        }
        before = Some(n);
    }
    for (n, token) in tokens.iter().enumerate() {
        let group = match token.class {
            Some(Class::Citizens) => 'c',
            Some(Class::Staff) => 's',
            Some(Class::Pronoun) => 'p',
            _ => continue,
        };
        let done = (n + 1..tokens.len())
            .take_while(|&m| tokens[m].sentence == token.sentence)
            .filter(|&m| !tokens[m].stop && !matches!(tokens[m].class, Some(Class::Number)))
            .take(REACH);
        for m in done {
            let group = if denies[m] { group.to_ascii_uppercase() } else { group };
            add(&mut all, format!("{group}:{}", name(&tokens[m])), 1.0, (n, m));
        }
    }
    for one in evidence {
        let rule = &thesaurus.rules[one.rule];
        let standing = match one.standing {
            Standing::Plain => '+',
            Standing::Denied(_) => '-',
            Standing::Contrasted(_) => '/',
            Standing::Remembered(_) => '<',
            Standing::ByStaff(_) => 's',
        };
        add(&mut all, format!("r{standing}:{}", rule.id), 1.0, (one.first, one.last));
        let target = rule.kind.map_or_else(|| rule.co.map_or("none".to_owned(), |co| co.to_string()), |kind| kind.to_string());
        add(&mut all, format!("t{standing}:{target}"), f32::from(rule.strength), (one.first, one.last));
    }
    all
}

fn add(all: &mut BTreeMap<String, Feature>, name: String, count: f32, place: (usize, usize)) {
    let feature = all.entry(name).or_default();
    feature.count += count;
    feature.places.push(place);
}

fn name(token: &Token) -> &str {
    match token.class {
        Some(Class::Money) => "£",
        _ => &token.stem,
    }
}

fn denying_clauses(thesaurus: &Thesaurus, tokens: &[Token]) -> Vec<bool> {
    let mut denies = vec![false; tokens.len()];
    let mut first = 0;
    while first < tokens.len() {
        let last = (first..tokens.len()).take_while(|&n| tokens[n].clause == tokens[first].clause).last().unwrap_or(first);
        // Only what follows the denying word is denied.
        if let Some(n) = thesaurus.lexicon.negation(tokens, first, last) {
            denies[n..=last].fill(true);
        }
        first = last + 1;
    }
    denies
}
