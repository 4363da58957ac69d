//! Where an initiative is counted.

use crate::initiatives::model::*;
use crate::initiatives::rules::Verdict;
use crate::vocabulary::codes::Coded;
use std::collections::BTreeMap;
use std::fmt;

/// A set of the Four Co's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cos(u8);

impl Cos {
    /// The Four Co's by their codes, in the chapter's order.
    pub const CODES: [&'static str; 4] = ["co_commissioning", "co_design", "co_delivery", "co_assessment"];

    /// Those of a classification.
    pub fn of(current: &[CurrentCo]) -> Self {
        current.iter().filter_map(|one| Self::CODES.iter().position(|code| *code == one.co)).fold(Cos(0), |all, n| Cos(all.0 | 1 << n))
    }

    /// Whether the one with this code is among them.
    pub fn has(self, code: &str) -> bool {
        Self::CODES.iter().position(|one| *one == code).is_some_and(|n| self.0 & 1 << n != 0)
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// Where an initiative is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// By timing, stage and Co's.
    Portfolio(Timing, Stage, Cos),
    /// By field of public service and whether it is co-production.
    Service(Option<ServiceArea>, Verdict),
    /// Apart, as a part of another one.
    Parts,
}

impl Place {
    pub(super) const fn dimension(self) -> &'static str {
        match self {
            Place::Portfolio(..) => "portfolio",
            Place::Service(..) => "service",
            Place::Parts => "parts",
        }
    }

    pub(super) fn read(dimension: &str, cell: &str) -> Option<Self> {
        let words: Vec<&str> = cell.split('/').collect();
        match (dimension, words.as_slice()) {
            ("portfolio", [timing, stage, cos]) => {
                Some(Place::Portfolio(Timing::from_code(timing)?, Stage::from_code(stage)?, Cos(cos.parse().ok()?)))
            }
            ("service", ["", verdict]) => Some(Place::Service(None, Verdict::from_code(verdict)?)),
            ("service", [area, verdict]) => Some(Place::Service(Some(ServiceArea::from_code(area)?), Verdict::from_code(verdict)?)),
            ("parts", _) => Some(Place::Parts),
            _ => None,
        }
    }
}

/// The cell within the dimension, as it is kept.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Portfolio(timing, stage, cos) => write!(f, "{timing}/{stage}/{}", cos.0),
            Place::Service(Some(area), verdict) => write!(f, "{area}/{verdict}"),
            Place::Service(None, verdict) => write!(f, "/{verdict}"),
            Place::Parts => Ok(()),
        }
    }
}

/// How many initiatives there are in each place; places with none are left out.
pub type Tally = BTreeMap<Place, i64>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_comes_back_as_it_was_kept() {
        let cos = |codes: &[&str]| {
            let current: Vec<CurrentCo> =
                codes.iter().map(|co| CurrentCo { co: (*co).into(), kind: None, weight: "primary".into() }).collect();
            Cos::of(&current)
        };
        assert!(cos(&["co_assessment", "co_design"]).has("co_design") && !cos(&["co_design"]).has("co_delivery"));
        assert!(cos(&["co_unheard_of"]).is_empty());
        for place in [
            Place::Portfolio(Timing::Current, Stage::Lab, cos(&["co_commissioning", "co_assessment"])),
            Place::Portfolio(Timing::Potential, Stage::Idea, Cos::default()),
            Place::Service(Some(ServiceArea::Health), Verdict::NotCoProduction),
            Place::Service(None, Verdict::CoProduction),
            Place::Parts,
        ] {
            assert_eq!(Place::read(place.dimension(), &place.to_string()), Some(place));
        }
        assert_eq!(Place::read("portfolio", "current/lab"), None);
        assert_eq!(Place::read("colour", "blue"), None);
    }
}
