//! A linear model over words and rules. Linear, so that its scores can be taken apart exactly into
//! what each passage adds. The weights come from `scripts/train_four_co.py`.

use super::features::{Feature, features};
use super::scorer::{Analysed, Contribution, Origin, Scorer, Scores, Target, Thresholds};
use super::table::Table;
use crate::vocabulary::language::Language;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Weights are kept as whole numbers of this fraction.
const SCALE: f64 = 1_000.0;
/// How often a rule's findings still add up. The same in the training script.
const RULE_CAP: f32 = 3.0;

/// The model for English.
pub fn linear() -> &'static Linear {
    of(Language::En)
}

/// The model for a language. That each can be read is tested.
pub fn of(language: Language) -> &'static Linear {
    fn read(name: &str, text: &str) -> Linear {
        Linear::parse(text).unwrap_or_else(|error| panic!("weights.{name}.tsv: {error}"))
    }
    static EN: LazyLock<Linear> = LazyLock::new(|| read("en", include_str!("weights.en.tsv")));
    static DE: LazyLock<Linear> = LazyLock::new(|| read("de", include_str!("weights.de.tsv")));
    static CY: LazyLock<Linear> = LazyLock::new(|| read("cy", include_str!("weights.cy.tsv")));
    match language {
        Language::De => &DE,
        Language::Cy => &CY,
        Language::En => &EN,
    }
}

/// A linear model.
pub struct Linear {
    version: String,
    /// Of the thesaurus it was trained with.
    pub thesaurus: String,
    thresholds: Thresholds,
    /// What all findings of a rule weigh beside the words, whose vector has length 1.
    rule_weight: f64,
    /// The length of the vector of pairs.
    pair_weight: f64,
    bias: [f64; Target::COUNT],
    weights: HashMap<String, Weights>,
}

struct Weights {
    idf: f64,
    by_target: [f64; Target::COUNT],
}

/// What a feature is of, by its first letter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    Words,
    Pairs,
    Rules,
}

impl Group {
    fn of(name: &str) -> Self {
        match name.as_bytes().first() {
            Some(b'r') => Group::Rules,
            Some(b'a' | b'b') => Group::Pairs,
            _ => Group::Words,
        }
    }
}

impl Linear {
    /// Reads a weights file: lines of `name<TAB>value…`; those that begin with `#` name the version,
    /// the thesaurus, the thresholds and the bias.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut weights = HashMap::new();
        let table = Table::read(text, |name, numbers| {
            let (idf, by_target) = numbers.split_first()?;
            weights.insert(name.to_owned(), Weights { idf: idf / SCALE, by_target: array(by_target.iter().copied())? });
            Some(())
        })?;
        let bias = table.setting("bias")?.split('\t').map(str::parse).collect::<Result<Vec<f64>, _>>().map_err(|_| "#bias")?;
        Ok(Linear {
            version: table.setting("version")?.to_owned(),
            thesaurus: table.setting("thesaurus")?.to_owned(),
            thresholds: table.thresholds()?,
            rule_weight: table.number("rule_weight")?,
            pair_weight: table.number("pair_weight")?,
            bias: array(bias.into_iter()).ok_or("#bias has not one number for each target")?,
            weights,
        })
    }
}

fn array(numbers: impl Iterator<Item = f64>) -> Option<[f64; Target::COUNT]> {
    numbers.map(|number| number / SCALE).collect::<Vec<_>>().try_into().ok()
}

impl Scorer for Linear {
    fn version(&self) -> &str {
        &self.version
    }

    fn thresholds(&self) -> Thresholds {
        self.thresholds
    }

    fn score(&self, text: &Analysed<'_>, _of_clauses: bool) -> Scores {
        let found = features(text.thesaurus, &text.reading, &text.evidence, &text.terms);
        let known: Vec<(Group, &Feature, &Weights)> =
            found.iter().filter_map(|(name, feature)| self.weights.get(name).map(|weights| (Group::of(name), feature, weights))).collect();
        let raw = |feature: &Feature, weights: &Weights| (1.0 + f64::from(feature.count).ln()) * weights.idf;
        let length = |group: Group| {
            known.iter().filter(|one| one.0 == group).map(|(_, feature, weights)| raw(feature, weights).powi(2)).sum::<f64>().sqrt()
        };
        let (words, pairs) = (length(Group::Words), length(Group::Pairs) / self.pair_weight);
        let mut sums = self.bias;
        let mut contributions = Vec::new();
        for (group, feature, weights) in &known {
            let value = match group {
                Group::Rules => f64::from(feature.count.min(RULE_CAP) / RULE_CAP) * self.rule_weight,
                Group::Words => raw(feature, weights) / words,
                Group::Pairs => raw(feature, weights) / pairs,
            };
            for target in Target::all() {
                let whole = value * weights.by_target[target.index()];
                if whole == 0.0 {
                    continue;
                }
                sums[target.index()] += whole;
                let share = whole / feature.places.len() as f64;
                contributions.extend(feature.places.iter().map(|place| Contribution { origin: origin(place), target, log_odds: share }));
            }
        }
        let known_words = known.iter().filter(|one| one.0 == Group::Words).map(|(_, feature, _)| feature.places.len()).sum();
        Scores { log_odds: sums, contributions, known_words }
    }
}

fn origin(place: &super::features::Place) -> Origin {
    match place.evidence {
        Some(n) => Origin::Rule(n),
        None => Origin::Words(place.first, place.last),
    }
}

#[cfg(test)]
mod tests {
    use super::super::READABLE;
    use super::super::suggest::suggest;
    use super::super::thesaurus::{self, thesaurus};
    use super::*;
    use crate::four_co::suggestion::SuggestionDetail;
    use serde_json::Value;

    #[test]
    fn the_shipped_weights_belong_to_the_shipped_thesaurus_and_are_small() {
        for language in READABLE {
            assert_eq!(of(*language).thesaurus, thesaurus::of(*language).version, "train again: scripts/train_four_co.py");
        }
        for weights in [include_str!("weights.en.tsv"), include_str!("weights.de.tsv"), include_str!("weights.cy.tsv")] {
            assert!(weights.len() < 4_000_000);
        }
    }

    /// The weights have seen these cases: this says that weights, thesaurus and code fit together,
    /// not how good the suggestions are. A model of many texts does not learn each by heart, so it is
    /// nine in ten; parts that do not fit together give far less. For accuracy see docs/four-co.md.
    #[test]
    fn the_shipped_weights_remember_the_cases_they_were_trained_on() {
        let cases: Vec<Value> =
            include_str!("../../../tests/data/four_co_dev.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let right = cases.iter().filter(|case| {
            let text = |name: &str| case[name].as_str().unwrap();
            let made = suggest(&Analysed::new(thesaurus(), text("title"), text("description")), linear(), SuggestionDetail::Labels);
            made.primary.map(|co| co.to_string()).as_deref() == case["primary"].as_str()
        });
        let right = right.count();
        assert!(right * 100 >= cases.len() * 90, "{right} of {}", cases.len());
    }

    #[test]
    fn a_broken_weights_file_is_refused_with_its_line() {
        for (text, sign) in [("word 1 2", "line 1"), ("w:a\t1\t2", "line 1"), ("#version\tx", "no #bias"), ("w:a\tone", "line 1")] {
            let error = Linear::parse(text).err().unwrap_or_default();
            assert!(error.contains(sign), "{text}: {error}");
        }
    }
}
