//! What the counts of a portfolio say.

use super::model::*;
use crate::initiatives::counts::{Cos, Place, Tally};
use crate::initiatives::{Stage, Timing, Verdict};
use crate::platform::db::Id;
use crate::vocabulary::codes::Coded;
use std::collections::BTreeMap;

/// Co-delivery is about citizen action, the other three about citizen voice (Co-production as
/// Citizen Voice and Citizen Action).
const ACTION: &str = "co_delivery";

impl Timings {
    fn add(&mut self, timing: Timing, n: i64) {
        self.initiatives += n;
        match timing {
            Timing::Recent => self.recent += n,
            Timing::Current => self.current += n,
            Timing::Potential => self.potential += n,
        }
    }

    fn of(&self, timing: Timing) -> i64 {
        match timing {
            Timing::Recent => self.recent,
            Timing::Current => self.current,
            Timing::Potential => self.potential,
        }
    }
}

/// The report of a portfolio, from how many initiatives are counted where.
pub fn four_co(organisation_id: Id, basis: ReportBasis, complete: bool, tally: &Tally) -> FourCoReport {
    let mut all = Timings::default();
    let mut unclassified = Timings::default();
    let mut cos = Cos::CODES.map(|co| CoCount { co, timings: Timings::default() });
    let mut cells: BTreeMap<(Timing, Stage, usize), i64> = BTreeMap::new();
    let (mut parts, mut voice_only, mut action_only, mut both) = (0, 0, 0, 0);
    let (mut service_areas, mut verdicts) = (BTreeMap::new(), BTreeMap::new());
    for (place, n) in tally {
        match *place {
            Place::Portfolio(timing, stage, of) => {
                all.add(timing, *n);
                for (at, count) in cos.iter_mut().enumerate().filter(|(_, count)| of.has(count.co)) {
                    count.timings.add(timing, *n);
                    *cells.entry((timing, stage, at)).or_default() += n;
                }
                let voice = Cos::CODES.iter().any(|co| *co != ACTION && of.has(co));
                match (voice, of.has(ACTION)) {
                    (true, true) => both += n,
                    (true, false) => voice_only += n,
                    (false, true) => action_only += n,
                    (false, false) => {
                        unclassified.add(timing, *n);
                        *cells.entry((timing, stage, Cos::CODES.len())).or_default() += n;
                    }
                }
            }
            Place::Service(service_area, verdict) => {
                *service_areas.entry(service_area).or_default() += n;
                *verdicts.entry(verdict).or_default() += n;
            }
            Place::Parts => parts += n,
        }
    }
    FourCoReport {
        organisation_id,
        basis,
        complete,
        initiatives: all.initiatives,
        parts,
        timings: Timing::ALL.iter().map(|timing| TimingCount { timing: *timing, initiatives: all.of(*timing) }).collect(),
        gaps: gaps(&cos),
        cells: cells
            .into_iter()
            .map(|((timing, stage, at), initiatives)| Cell { timing, stage, co: Cos::CODES.get(at).copied(), initiatives })
            .collect(),
        cos: cos.into(),
        unclassified,
        voice_and_action: VoiceAndAction {
            voice_only,
            action_only,
            both,
            unclassified: unclassified.initiatives,
            says: balance(voice_only, action_only, both),
        },
        service_areas: service_areas
            .into_iter()
            .map(|(service_area, initiatives)| ServiceAreaCount { service_area, initiatives })
            .collect(),
        verdicts: Verdict::ALL
            .iter()
            .map(|verdict| VerdictCount { verdict: *verdict, initiatives: verdicts.get(verdict).copied().unwrap_or_default() })
            .collect(),
    }
}

/// The mapping is most powerful when it separates the four modes of co-production, and covers what
/// was tried recently, what is going on and what might be (Step 1: Map It!): a hole is named.
fn gaps(cos: &[CoCount]) -> Vec<Gap> {
    let pairs = Timing::ALL.iter().flat_map(|timing| cos.iter().map(move |count| (*timing, count)));
    pairs
        .filter(|(timing, count)| count.timings.of(*timing) == 0)
        .map(|(timing, count)| Gap {
            timing,
            co: count.co,
            says: format!("No {timing} {} initiative has been mapped.", count.co.replace('_', "-")),
        })
        .collect()
}

fn balance(voice_only: i64, action_only: i64, both: i64) -> String {
    let classified = voice_only + action_only + both;
    match (voice_only + both, action_only + both) {
        _ if classified == 0 => "No initiative is classified yet.".into(),
        (voice, 0) => format!(
            "All {voice} classified initiatives are about citizen voice, none builds on what citizens do: those who would rather act than talk find nothing here."
        ),
        (0, action) => format!(
            "All {action} classified initiatives build on what citizens do, none gives them a voice in what is commissioned, designed or assessed."
        ),
        (voice, action) => {
            format!("{voice} of {classified} classified initiatives give citizens a voice, {action} build on what citizens do.")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::initiatives::{CurrentCo, ServiceArea};

    fn cos(codes: &[&str]) -> Cos {
        let current: Vec<CurrentCo> = codes.iter().map(|co| CurrentCo { co: (*co).into(), kind: None, weight: "primary".into() }).collect();
        Cos::of(&current)
    }

    fn report(tally: &[(Place, i64)]) -> FourCoReport {
        four_co(Id::fixed(1), ReportBasis::Portfolio, true, &tally.iter().copied().collect())
    }

    #[test]
    fn mapping_separates_the_four_modes_of_co_production() {
        let found = report(&[
            (Place::Portfolio(Timing::Current, Stage::Lab, cos(&["co_design", "co_delivery"])), 2),
            (Place::Portfolio(Timing::Potential, Stage::Idea, cos(&["co_commissioning"])), 1),
            (Place::Portfolio(Timing::Recent, Stage::Stopped, cos(&[])), 3),
            (Place::Service(None, Verdict::CoProduction), 2),
            (Place::Service(None, Verdict::Undetermined), 3),
            (Place::Service(Some(ServiceArea::Health), Verdict::Undetermined), 1),
            (Place::Parts, 7),
        ]);
        assert_eq!((found.initiatives, found.parts), (6, 7), "parts are never counted twice");
        assert_eq!(found.unclassified, Timings { initiatives: 3, recent: 3, current: 0, potential: 0 });
        let by_co: Vec<(&str, i64)> = found.cos.iter().map(|one| (one.co, one.timings.initiatives)).collect();
        assert_eq!(by_co, [("co_commissioning", 1), ("co_design", 2), ("co_delivery", 2), ("co_assessment", 0)]);
        let cells: Vec<(Timing, Option<&str>, i64)> = found.cells.iter().map(|cell| (cell.timing, cell.co, cell.initiatives)).collect();
        assert_eq!(
            cells,
            [
                (Timing::Recent, None, 3),
                (Timing::Current, Some("co_design"), 2),
                (Timing::Current, Some("co_delivery"), 2),
                (Timing::Potential, Some("co_commissioning"), 1)
            ]
        );
        assert_eq!(found.verdicts.iter().map(|one| one.initiatives).collect::<Vec<_>>(), [2, 0, 4]);
        assert_eq!(found.service_areas.iter().map(|one| one.initiatives).collect::<Vec<_>>(), [5, 1]);
    }

    #[test]
    fn a_hole_of_the_map_is_named() {
        let found = report(&[(Place::Portfolio(Timing::Potential, Stage::Idea, cos(&["co_design"])), 1)]);
        assert_eq!(found.gaps.len(), 11);
        assert!(found.gaps.iter().any(|gap| gap.says == "No potential co-assessment initiative has been mapped."));
        assert!(!found.gaps.iter().any(|gap| (gap.timing, gap.co) == (Timing::Potential, "co_design")));
        assert_eq!(report(&[]).gaps.len(), 12, "nothing mapped is twelve holes, not an empty answer");
    }

    #[test]
    fn three_of_the_four_cos_are_about_voice_and_co_delivery_is_about_action() {
        let at = |codes: &[&str]| Place::Portfolio(Timing::Current, Stage::Pilot, cos(codes));
        for (case, tally, want, sign) in [
            ("none", vec![], (0, 0, 0), "No initiative is classified"),
            ("voice", vec![(at(&["co_commissioning"]), 1), (at(&["co_design"]), 2), (at(&["co_assessment"]), 3)], (6, 0, 0), "rather act"),
            ("action", vec![(at(&["co_delivery"]), 4)], (0, 4, 0), "none gives them a voice"),
            ("mixed", vec![(at(&["co_delivery", "co_design"]), 1), (at(&["co_design"]), 1)], (1, 0, 1), "2 of 2"),
        ] {
            let found = report(&tally).voice_and_action;
            assert_eq!((found.voice_only, found.action_only, found.both), want, "{case}");
            assert!(found.says.contains(sign), "{case}: {}", found.says);
        }
    }
}
