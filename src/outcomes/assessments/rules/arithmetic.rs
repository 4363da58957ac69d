//! Results of figures: computed from baseline, target and actual, with every step shown.

use crate::outcomes::assessments::model::{Arithmetic, Computed};
use crate::outcomes::indicators::NewIndicator;
use crate::outcomes::indicators::figures::{self, Figure, shown, shown_difference};
use crate::outcomes::model::{AssessmentResult, Direction, TargetMet};
use crate::outcomes::periods::{Goal, NewPeriod, actual, goal};
use crate::vocabulary::codes::Coded;
use rust_decimal::{Decimal as Exact, RoundingStrategy};

/// Decimal places of a share.
const SHARE_PLACES: u32 = 4;

/// What was computed.
#[derive(Debug)]
pub struct Reckoned {
    /// The result.
    pub result: AssessmentResult,
    /// How the actual figure stands to its target.
    pub target_met: TargetMet,
    /// The steps.
    pub arithmetic: Arithmetic,
    /// The result and the target in words.
    pub reasons: Vec<String>,
    /// What would have to be on record.
    pub missing: Vec<String>,
}

/// The figures of one period.
struct Figures<'a> {
    of: &'a NewIndicator,
    direction: Direction,
    baseline: Option<Exact>,
    actual: Option<Exact>,
    goal: Goal,
}

/// Computes the result of a period whose indicator is not a narrative.
pub fn reckon(of: &NewIndicator, period: &NewPeriod) -> Reckoned {
    let number = |figure: Option<Figure<'_>>| match figure {
        Some(Figure::Number(number)) => Some(number),
        _ => None,
    };
    Figures {
        of,
        // Only narratives may leave it out, and they are not computed.
        direction: of.direction.unwrap_or(Direction::Increase),
        baseline: number(figures::baseline(of)),
        actual: number(actual(of, period)),
        goal: goal(of, period),
    }
    .reckon()
}

impl Figures<'_> {
    fn reckon(&self) -> Reckoned {
        let change = self.baseline.zip(self.actual).and_then(|(from, to)| to.checked_sub(from));
        let gain = self.gain(change);
        let result = self.result(gain);
        let target_met = self.target_met(gain);
        let way = self.way();
        let share = gain.zip(way).and_then(|(gain, way)| gain.checked_div(way)).map(rounded);
        let (target_low, target_high) = match self.goal {
            Goal::None => (None, None),
            Goal::AtLeast(low, high) => (Some(low), high),
            Goal::AtMost(high, low) => (low, Some(high)),
            Goal::Within(low, high) => (Some(low), Some(high)),
        };
        let moved = self.moved(change, gain);
        let aimed = self.aimed(target_met, gain, way, share);
        let mut reasons = vec![format!("{moved} {}.", result.term().label)];
        reasons.extend(aimed.clone());
        reasons.extend(self.beyond());
        Reckoned {
            result,
            target_met,
            arithmetic: Arithmetic {
                text: aimed.map_or_else(|| moved.clone(), |aimed| format!("{moved} {aimed}")),
                baseline: self.baseline.map(Computed),
                actual: self.actual.map(Computed),
                change: change.map(Computed),
                change_in_wanted_direction: gain.map(Computed),
                target_low: target_low.map(Computed),
                target_high: target_high.map(Computed),
                share_of_way: share.map(Computed),
            },
            reasons,
            missing: self.missing(gain),
        }
    }

    /// The change as far as it was wanted.
    fn gain(&self, change: Option<Exact>) -> Option<Exact> {
        match self.direction {
            Direction::Increase => change,
            Direction::Decrease => change.map(|change| -change),
            Direction::Maintain => self.distance(self.baseline)?.checked_sub(self.distance(self.actual)?),
        }
    }

    /// How far a figure lies outside the range to keep; nought inside it.
    fn distance(&self, figure: Option<Exact>) -> Option<Exact> {
        let (Goal::Within(low, high), Some(figure)) = (self.goal, figure) else { return None };
        if figure < low {
            low.checked_sub(figure)
        } else if figure > high {
            figure.checked_sub(high)
        } else {
            Some(Exact::ZERO)
        }
    }

    fn result(&self, gain: Option<Exact>) -> AssessmentResult {
        let Some(gain) = gain else { return AssessmentResult::InsufficientEvidence };
        if self.direction == Direction::Maintain && self.distance(self.actual) == Some(Exact::ZERO) && gain.is_zero() {
            return AssessmentResult::Maintained;
        }
        match gain.cmp(&Exact::ZERO) {
            std::cmp::Ordering::Greater => AssessmentResult::Improved,
            std::cmp::Ordering::Equal => AssessmentResult::Unchanged,
            std::cmp::Ordering::Less => AssessmentResult::Worsened,
        }
    }

    fn target_met(&self, gain: Option<Exact>) -> TargetMet {
        let Some(actual) = self.actual else {
            return if self.goal == Goal::None { TargetMet::NoTarget } else { TargetMet::NotApplicable };
        };
        let met = match self.goal {
            Goal::None => return TargetMet::NoTarget,
            Goal::AtLeast(low, _) => actual >= low,
            Goal::AtMost(high, _) => actual <= high,
            Goal::Within(low, high) => (low..=high).contains(&actual),
        };
        match (met, gain) {
            (true, _) => TargetMet::Met,
            (false, Some(gain)) if gain > Exact::ZERO => TargetMet::PartlyMet,
            (false, _) => TargetMet::Missed,
        }
    }

    /// How far the target lies from the baseline in the wanted direction; `None` when it is no way
    /// off.
    fn way(&self) -> Option<Exact> {
        let way = match self.goal {
            Goal::None => None,
            Goal::AtLeast(low, _) => low.checked_sub(self.baseline?),
            Goal::AtMost(high, _) => self.baseline?.checked_sub(high),
            Goal::Within(..) => self.distance(self.baseline),
        };
        way.filter(|way| *way > Exact::ZERO)
    }

    fn missing(&self, gain: Option<Exact>) -> Vec<String> {
        let mut missing = Vec::new();
        if self.baseline.is_none() {
            missing.push("A baseline of the indicator: where things stood before.".to_owned());
        }
        if self.actual.is_none() {
            missing.push("An actual figure of the period: what was measured.".to_owned());
        }
        if missing.is_empty() && gain.is_none() {
            missing.push("Figures that can be computed with: these are too large.".to_owned());
        }
        missing
    }

    fn moved(&self, change: Option<Exact>, gain: Option<Exact>) -> String {
        let show = |figure: Option<Exact>| figure.map_or_else(|| "not on record".to_owned(), |figure| shown(self.of, figure));
        match (self.direction, self.goal) {
            (Direction::Maintain, Goal::Within(low, high)) => format!(
                "To be kept from {} to {}: baseline {}, actual {}.",
                shown(self.of, low),
                shown(self.of, high),
                self.placed(self.baseline),
                self.placed(self.actual)
            ),
            _ => match (change, gain) {
                (Some(change), Some(gain)) => format!(
                    "{} → {}: {}, which is {} in the wanted direction ({}).",
                    show(self.baseline),
                    show(self.actual),
                    shown_difference(self.of, change),
                    shown_difference(self.of, gain),
                    self.direction
                ),
                _ => format!("Baseline {}, actual {}: no change can be computed.", show(self.baseline), show(self.actual)),
            },
        }
    }

    /// Where a figure lies against the range to keep.
    fn placed(&self, figure: Option<Exact>) -> String {
        let (Some(figure), Goal::Within(low, _)) = (figure, self.goal) else { return "not on record".to_owned() };
        let side = if figure < low { "below" } else { "above" };
        match self.distance(Some(figure)) {
            Some(off) if !off.is_zero() => {
                format!("{} lies {} {side} it", shown(self.of, figure), shown_difference(self.of, off).trim_start_matches('+'))
            }
            _ => format!("{} lies within it", shown(self.of, figure)),
        }
    }

    fn aimed(&self, met: TargetMet, gain: Option<Exact>, way: Option<Exact>, share: Option<Exact>) -> Option<String> {
        let target = match self.goal {
            Goal::None => return None,
            Goal::AtLeast(low, None) => format!("at least {}", shown(self.of, low)),
            Goal::AtMost(high, None) => format!("at most {}", shown(self.of, high)),
            Goal::AtLeast(low, Some(high)) | Goal::AtMost(high, Some(low)) | Goal::Within(low, high) => {
                format!("{} to {}", shown(self.of, low), shown(self.of, high))
            }
        };
        let how = match met {
            TargetMet::NotApplicable => "there is no actual figure to compare".to_owned(),
            met => met.term().label.to_lowercase(),
        };
        Some(match (gain, way, share) {
            (Some(gain), Some(way), Some(share)) => {
                format!("Target {target}: {} of {} = {share} of the way, {how}.", gain.normalize(), way.normalize())
            }
            _ => format!("Target {target}: {how}."),
        })
    }

    /// A word on a figure that passed the far end of a target range.
    fn beyond(&self) -> Option<String> {
        let (end, far) = match (self.goal, self.actual?) {
            (Goal::AtLeast(_, Some(high)), actual) if actual > high => ("upper", high),
            (Goal::AtMost(_, Some(low)), actual) if actual < low => ("lower", low),
            _ => return None,
        };
        Some(format!(
            "It lies beyond the {end} end of the target range, {}, in the wanted direction: more than was aimed at.",
            shown(self.of, far)
        ))
    }
}

fn rounded(share: Exact) -> Exact {
    share.round_dp_with_strategy(SHARE_PLACES, RoundingStrategy::MidpointAwayFromZero).normalize()
}
