//! The seam between the text and the suggestion: whatever scores an analysed text can stand here.

use super::evidence::{self, Evidence, TermUse};
use super::text::Reading;
use super::thesaurus::Thesaurus;
use crate::four_co::terms::{Co, Kind};
use crate::vocabulary::codes::Coded;

/// A text with everything the rules found in it.
pub struct Analysed<'a> {
    /// The thesaurus it was read with.
    pub thesaurus: &'a Thesaurus,
    /// Its words.
    pub reading: Reading<'a>,
    /// What the rules found.
    pub evidence: Vec<Evidence>,
    /// Terms of the co-ubiquity in it.
    pub terms: Vec<TermUse>,
}

impl<'a> Analysed<'a> {
    /// Reads and analyses a text.
    pub fn new(thesaurus: &'a Thesaurus, title: &'a str, description: &'a str) -> Self {
        let reading = Reading::new(&thesaurus.lexicon, title, description);
        let (evidence, terms) = evidence::gather(thesaurus, &reading);
        Analysed { thesaurus, reading, evidence, terms }
    }
}

/// What a passage adds to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// That it is co-production at all.
    CoProduction,
    /// A Co.
    Co(Co),
    /// A kind.
    Kind(Kind),
}

impl Target {
    /// How many there are.
    pub const COUNT: usize = Kind::ALL.len() + Co::ALL.len() + 1;

    /// All of them: the kinds, the Co's, and co-production as a whole. Weights are kept in this order.
    pub fn all() -> impl Iterator<Item = Target> {
        Kind::ALL.iter().map(|kind| Target::Kind(*kind)).chain(Co::ALL.iter().map(|co| Target::Co(*co))).chain([Target::CoProduction])
    }

    /// Its place in that order.
    pub fn index(self) -> usize {
        match self {
            Target::Kind(kind) => kind as usize,
            Target::Co(co) => Kind::ALL.len() + co as usize,
            Target::CoProduction => Target::COUNT - 1,
        }
    }
}

impl std::fmt::Display for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Target::CoProduction => f.write_str("co_production"),
            Target::Co(co) => co.fmt(f),
            Target::Kind(kind) => kind.fmt(f),
        }
    }
}

/// Where a contribution comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A rule's evidence, by number in [`Analysed::evidence`].
    Rule(usize),
    /// Words as such, from the first to the last.
    Words(usize, usize),
    /// A clause as a whole, by its number.
    Clause(usize),
}

/// What a passage adds to the log-odds of a target. Of words and rules this is exact: with the
/// target's bias they make up the linear model's part of the score. A clause adds what the
/// transformer would take back without it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Contribution {
    /// Where it comes from.
    pub origin: Origin,
    /// What it adds to.
    pub target: Target,
    /// How much, negative when it speaks against.
    pub log_odds: f64,
}

/// The log-odds of each target, by [`Target::index`].
pub type LogOdds = [f64; Target::COUNT];

/// The scores of a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Scores {
    /// Of each target.
    pub log_odds: LogOdds,
    /// What the scores are made of; of clauses only when asked for.
    pub contributions: Vec<Contribution>,
    /// How many words of the text mean something to the scorer.
    pub known_words: usize,
}

impl Scores {
    /// The score of a target, from 0 to 1.
    pub fn of(&self, target: Target) -> f64 {
        1.0 / (1.0 + (-self.log_odds[target.index()]).exp())
    }
}

/// From which score on something is suggested; tuned together with the scores.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thresholds {
    /// Below this the text does not look like co-production.
    pub co_production: f64,
    /// A Co beside the strongest one.
    pub further_co: f64,
    /// A kind beside the strongest one of its Co.
    pub further_kind: f64,
}

/// Scores an analysed text.
pub trait Scorer: Send + Sync {
    /// Its version, as kept with a classification.
    fn version(&self) -> &str;
    /// From which score on it suggests.
    fn thresholds(&self) -> Thresholds;
    /// The scores of a text, and where that costs extra what each clause adds, when it is asked for.
    /// The same text has the same scores, always, on one kind of processor; on another a transformer's
    /// may differ in the second decimal.
    fn score(&self, text: &Analysed<'_>, of_clauses: bool) -> Scores;
}
