//! Two readers together: the linear model, which counts words and rules, and the transformer, which
//! reads the text as a whole. What they say of a target is weighed and added up in log-odds. How much
//! each counts was learnt from texts that neither had seen, by `scripts/train_four_co.py`.

use super::linear::{self, Linear};
use super::scorer::{Analysed, Contribution, Origin, Scorer, Scores, Target, Thresholds};
use super::table::Table;
use super::transformer::transformer;
use std::sync::LazyLock;

/// Both for English.
pub fn hybrid() -> &'static Hybrid<'static> {
    static EN: LazyLock<Hybrid<'static>> = LazyLock::new(|| {
        let blend = Blend::parse(include_str!("blend.en.tsv")).unwrap_or_else(|error| panic!("blend.en.tsv: {error}"));
        Hybrid { linear: linear::linear(), blend }
    });
    &EN
}

/// A linear model and the transformer, which is read when it is first needed.
pub struct Hybrid<'a> {
    /// The one that counts.
    pub linear: &'a Linear,
    /// How much each counts.
    pub blend: Blend,
}

/// How much each counts.
pub struct Blend {
    version: String,
    thresholds: Thresholds,
    /// By [`Target::index`]: what the linear model's log-odds count, the transformer's, and what is added.
    by_target: [[f64; 3]; Target::COUNT],
}

impl Blend {
    /// Reads a blend: lines of `#name<TAB>value` for the version and the thresholds, then one for each
    /// target in the order of [`Target::all`] with its name and three numbers.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut by_target: Vec<[f64; 3]> = Vec::new();
        let table = Table::read(text, |name, numbers| {
            let expected = Target::all().nth(by_target.len())?.to_string();
            by_target.push(numbers.try_into().ok().filter(|_| expected == name)?);
            Some(())
        })?;
        Ok(Blend {
            version: table.setting("version")?.to_owned(),
            thresholds: table.thresholds()?,
            by_target: by_target.try_into().map_err(|_| "not one line for each target".to_owned())?,
        })
    }
}

impl Scorer for Hybrid<'_> {
    fn version(&self) -> &str {
        &self.blend.version
    }

    fn thresholds(&self) -> Thresholds {
        self.blend.thresholds
    }

    fn score(&self, text: &Analysed<'_>, of_clauses: bool) -> Scores {
        let mut counted = self.linear.score(text, of_clauses);
        let read = transformer().impression(&text.reading, of_clauses);
        let weights = |target: Target| self.blend.by_target[target.index()];
        for one in &mut counted.contributions {
            one.log_odds *= weights(one.target)[0];
        }
        for (clause, lost) in &read.clauses {
            counted.contributions.extend(Target::all().map(|target| Contribution {
                origin: Origin::Clause(*clause),
                target,
                log_odds: lost[target.index()] * weights(target)[1],
            }));
        }
        for target in Target::all() {
            let [linear, transformer, shift] = weights(target);
            let log_odds = &mut counted.log_odds[target.index()];
            *log_odds = linear * *log_odds + transformer * read.log_odds[target.index()] + shift;
        }
        counted
    }
}

#[cfg(test)]
mod tests {
    use super::super::linear::linear;
    use super::super::thesaurus::thesaurus;
    use super::*;
    use crate::four_co::terms::Co;
    use crate::vocabulary::codes::Coded;
    use serde_json::Value;

    const TEXT: &str = "Villagers raised £12,000 and run the hall with the parish. Officers inspect it once a year, but nobody rates it.";

    #[test]
    fn what_both_say_is_weighed_and_added_up() {
        let text = Analysed::new(thesaurus(), "Hall", TEXT);
        let (counted, read) = (linear().score(&text, false), transformer().impression(&text.reading, false));
        let both = hybrid().score(&text, false);
        for target in Target::all() {
            let [linear, transformer, shift] = hybrid().blend.by_target[target.index()];
            let sum = linear * counted.log_odds[target.index()] + transformer * read.log_odds[target.index()] + shift;
            assert!((both.log_odds[target.index()] - sum).abs() < 1e-9, "{target}");
            assert!(linear > 0.0 && transformer > 0.0, "{target}: neither speaks against what it says");
        }
    }

    #[test]
    fn what_clauses_add_is_told_when_asked_for_and_changes_no_score() {
        let text = Analysed::new(thesaurus(), "Hall", TEXT);
        let (brief, full) = (hybrid().score(&text, false), hybrid().score(&text, true));
        assert_eq!((brief.log_odds, brief.known_words), (full.log_odds, full.known_words));
        let of_clauses = |scores: &Scores| scores.contributions.iter().filter(|one| matches!(one.origin, Origin::Clause(_))).count();
        assert_eq!(of_clauses(&brief), 0);
        assert!(of_clauses(&full) >= 2 * Target::COUNT);
    }

    /// Texts that were never trained on, two and two alike but for the clause that turns the label.
    #[test]
    fn one_changed_clause_moves_the_scores_to_where_the_label_went() {
        let cases: Vec<Value> =
            include_str!("../../../tests/data/four_co_contrast.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let scores = |case: &Value| {
            let text = |name: &str| case[name].as_str().unwrap();
            hybrid().score(&Analysed::new(thesaurus(), text("title"), text("description")), false)
        };
        let holds = |case: &Value, co: Co| case["labels"].as_array().unwrap().iter().any(|label| label["co"] == co.to_string().as_str());
        let (mut wrong, mut all) = (Vec::new(), 0);
        for pair in cases.chunks(2) {
            let (one, other) = (scores(&pair[0]), scores(&pair[1]));
            let mut follows = |target: Target, first: bool, second: bool| {
                let moved = one.of(target).total_cmp(&other.of(target));
                all += usize::from(first != second);
                if first != second && moved != first.cmp(&second) {
                    wrong.push(format!("{}: {target:?} {:.3} {:.3}", pair[0]["id"], one.of(target), other.of(target)));
                }
            };
            for co in Co::ALL {
                follows(Target::Co(*co), holds(&pair[0], *co), holds(&pair[1], *co));
            }
            let yes = |case: &Value| case["is_coproduction"] == true;
            follows(Target::CoProduction, yes(&pair[0]), yes(&pair[1]));
        }
        assert!(cases.len() == 40 && wrong.len() * 20 <= all, "more than one in twenty of {all}: {wrong:#?}");
    }

    #[test]
    fn a_broken_blend_is_refused_with_its_line() {
        let sound = include_str!("blend.en.tsv");
        assert!(Blend::parse(sound).is_ok());
        for (case, text, sign) in [
            ("no version", sound.replacen("#version", "#other", 1), "no #version"),
            ("a target missing", sound.lines().take(15).map(|line| format!("{line}\n")).collect(), "not one line for each target"),
            ("a target too many", format!("{sound}co_production\t1\t1\t0\n"), "line 17"),
            ("another order", sound.replace("co_planning\t", "co_design\t"), "line 5"),
            ("a number missing", sound.replace("co_planning\t", "co_planning\tone\t"), "line 5"),
        ] {
            let error = Blend::parse(&text).err().unwrap_or_default();
            assert!(error.contains(sign), "{case}: {error}");
        }
    }
}
