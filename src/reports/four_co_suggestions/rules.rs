//! What counted decisions say about suggestions. Pure.

use super::model::*;
use crate::four_co::Co;
use crate::four_co::decisions::DecisionCount;
use crate::platform::db::{Decimal, Id, Instant};
use crate::vocabulary::codes::Coded;

/// With fewer decisions shares and errors are mostly chance.
pub const ENOUGH: i64 = 20;

/// The report, from how many decisions are of which sort.
pub fn report(organisation_id: Option<Id>, recorded_since: Option<Instant>, counts: &[DecisionCount]) -> FourCoSuggestionsReport {
    let cos: Vec<CoOverruling> = Co::ALL.iter().map(|co| CoOverruling { co: *co, overruling: overruling(counts, Some(*co)) }).collect();
    let all = overruling(counts, None);
    // Each decision judges every Co.
    let decisions = cos.iter().map(|one| one.overruling.judged).max().unwrap_or_default();
    FourCoSuggestionsReport {
        organisation_id,
        recorded_since,
        decisions,
        few: decisions < ENOUGH,
        says: says(decisions, &cos, &all),
        cos,
        all,
        calibration: calibration(counts),
    }
}

fn overruling(counts: &[DecisionCount], co: Option<Co>) -> Overruling {
    let mut found = Overruling::default();
    for one in counts.iter().filter(|one| co.is_none_or(|co| one.co == co)) {
        let n = one.decisions;
        found.judged += n;
        match (one.suggested, one.decided) {
            (true, true) => found.kept += n,
            (true, false) => found.removed += n,
            (false, true) => found.added += n,
            (false, false) => {}
        }
    }
    found.suggested = found.kept + found.removed;
    found.overruled = found.removed + found.added;
    found.share_overruled = share(found.overruled, found.judged);
    found
}

fn calibration(counts: &[DecisionCount]) -> Calibration {
    let (mut bands, mut scored, mut distance) = (Vec::new(), 0, 0);
    for band in 0..10 {
        let inside = || counts.iter().filter(|one| one.band == Some(band));
        let n: i64 = inside().map(|one| one.decisions).sum();
        let scores: i64 = inside().map(|one| one.scores).sum();
        let decided_for: i64 = inside().filter(|one| one.decided).map(|one| one.decisions).sum();
        scored += n;
        // n times the distance of mean score and share: n cancels out.
        distance += (scores - 1_000 * decided_for).abs();
        bands.push(ScoreBand {
            from: tenths(band),
            to: tenths(band + 1),
            scored: n,
            decided_for,
            mean_score: share(scores, 1_000 * n),
            share_decided_for: share(decided_for, n),
        });
    }
    Calibration { scored, bands, expected_calibration_error: share(distance, 1_000 * scored) }
}

/// A share with three places; none of nothing.
fn share(part: i64, whole: i64) -> Option<Decimal> {
    let (part, whole) = (rust_decimal::Decimal::from(part), rust_decimal::Decimal::from(whole));
    part.checked_div(whole).map(|share| Decimal(share.round_dp(3).normalize()))
}

fn tenths(n: i64) -> Decimal {
    Decimal(rust_decimal::Decimal::new(n, 1).normalize())
}

fn says(decisions: i64, cos: &[CoOverruling], all: &Overruling) -> String {
    let Some(share) = all.share_overruled else {
        return "No decision that started from a suggestion is on record.".into();
    };
    let mut text = match decisions {
        1 => "In 1 decision".to_owned(),
        n => format!("In {n} decisions"),
    };
    text.push_str(&format!(" people judged {} of {} times otherwise than the suggestion ({share})", all.overruled, all.judged));
    // Of equals the first in the chapter's order.
    let most = cos.iter().rev().max_by_key(|one| one.overruling.overruled).filter(|one| one.overruling.overruled > 0);
    match most {
        Some(most) => text.push_str(&format!(", most often about {}.", most.co)),
        None => text.push('.'),
    }
    if decisions < ENOUGH {
        text.push_str(&format!(" With fewer than {ENOUGH} decisions, shares and errors mean little."));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(co: Co, scores: &[i64], suggested: bool, decided: bool) -> Vec<DecisionCount> {
        let band = |score: &i64| Some((score / 100).min(9));
        scores.iter().map(|score| DecisionCount { co, band: band(score), suggested, decided, decisions: 1, scores: *score }).collect()
    }

    fn of(counts: &[Vec<DecisionCount>]) -> FourCoSuggestionsReport {
        report(None, None, &counts.concat())
    }

    fn number(text: &str) -> Option<Decimal> {
        text.parse().ok()
    }

    #[test]
    fn what_was_suggested_is_kept_or_removed_and_what_was_not_is_added_or_left_out() {
        let unscored = |co, suggested, decided, decisions| vec![DecisionCount { co, band: None, suggested, decided, decisions, scores: 0 }];
        let found = of(&[
            unscored(Co::CoDesign, true, true, 12),
            unscored(Co::CoDesign, true, false, 3),
            unscored(Co::CoDesign, false, true, 2),
            unscored(Co::CoDesign, false, false, 25),
            unscored(Co::CoDelivery, true, true, 42),
            unscored(Co::CoCommissioning, false, false, 42),
            unscored(Co::CoAssessment, false, false, 42),
        ]);
        let design = found.cos[1].overruling;
        assert_eq!((found.cos[1].co, design.judged, design.suggested), (Co::CoDesign, 42, 15));
        assert_eq!((design.kept, design.removed, design.added, design.overruled), (12, 3, 2, 5));
        assert_eq!(design.share_overruled, number("0.119"));
        assert_eq!((found.all.judged, found.all.overruled, found.all.share_overruled), (168, 5, number("0.03")));
        assert_eq!((found.decisions, found.few, found.calibration.scored), (42, false, 0));
        assert_eq!(
            found.says,
            "In 42 decisions people judged 5 of 168 times otherwise than the suggestion (0.03), most often about co_design."
        );
        assert_eq!(found.calibration.expected_calibration_error, None);
    }

    #[test]
    fn scores_that_mean_what_they_say_have_no_error_and_others_have_theirs() {
        // Of ten at 0.7, seven are decided for; of two at 1.0, none is.
        let sound = [count(Co::CoDesign, &[700; 7], true, true), count(Co::CoDesign, &[700; 3], true, false)];
        let found = of(&sound).calibration;
        assert_eq!((found.scored, found.expected_calibration_error), (10, number("0")));
        let band = &found.bands[7];
        assert_eq!((band.from, band.to, band.scored, band.decided_for), (number("0.7").unwrap(), number("0.8").unwrap(), 10, 7));
        assert_eq!((band.mean_score, band.share_decided_for), (number("0.7"), number("0.7")));
        let [first, second] = sound;
        let off = of(&[first, second, count(Co::CoDelivery, &[1_000; 2], true, false)]).calibration;
        assert_eq!(off.expected_calibration_error, number("0.167"), "two of twelve are off by 1");
        assert_eq!((off.bands[9].scored, off.bands[9].to), (2, number("1").unwrap()), "a score of 1 is in the last band");
        assert!(off.bands[0].mean_score.is_none() && off.bands.len() == 10);
    }

    #[test]
    fn small_numbers_are_said_to_be_small() {
        let with = |n: usize| of(&[count(Co::CoDesign, &vec![500; n], true, true)]);
        for (n, few) in [(0, true), (1, true), (19, true), (20, false)] {
            let found = with(n);
            assert_eq!((found.decisions, found.few), (n as i64, few));
            assert_eq!(found.says.contains("mean little"), few && n > 0, "{}", found.says);
        }
        assert_eq!(with(0).says, "No decision that started from a suggestion is on record.");
        assert!(
            with(1).says.starts_with("In 1 decision people judged 0 of 1 times otherwise than the suggestion (0)."),
            "{}",
            with(1).says
        );
    }
}
