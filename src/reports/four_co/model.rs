//! The report as it is answered.

use crate::codes;
use crate::initiatives::{ServiceArea, Stage, Timing, Verdict};
use crate::platform::db::Id;
use serde::Serialize;
use utoipa::ToSchema;

codes! {
    /// Which initiatives a report counts.
    pub enum ReportBasis: "report_basis", "Bases of reports", source "This service" {
        /// All that the organisation leads.
        Portfolio = "portfolio", "Whole portfolio";
        /// Those that it leads and has published: what other organisations may see.
        Published = "published", "Published initiatives";
    }
}

/// The portfolio of one organisation, by timing, stage and Co.
///
/// An initiative that is part of another one counted here is not counted again: it is among
/// `parts` alone. One with several Co's stands in several cells, so cells add up to more than
/// `initiatives`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FourCoReport {
    /// Whose portfolio it is.
    pub organisation_id: Id,
    /// Which of its initiatives are counted.
    pub basis: ReportBasis,
    /// False when there are more published initiatives than are counted at a time: then these are the figures of the first 10,000.
    #[schema(example = true)]
    pub complete: bool,
    /// How many initiatives there are, without those that are part of another of them.
    #[schema(example = 5)]
    pub initiatives: i64,
    /// How many more are part of another of them.
    #[schema(example = 1)]
    pub parts: i64,
    /// By timing; every timing is there.
    pub timings: Vec<TimingCount>,
    /// By Co, in the chapter's order; every Co is there.
    pub cos: Vec<CoCount>,
    /// Those that are not classified yet.
    pub unclassified: Timings,
    /// By timing, stage and Co; cells with none are left out.
    pub cells: Vec<Cell>,
    /// Timings of a Co in which there is no initiative: the holes of the map.
    pub gaps: Vec<Gap>,
    /// Citizen voice and citizen action.
    pub voice_and_action: VoiceAndAction,
    /// By field of public service; fields with none are left out.
    pub service_areas: Vec<ServiceAreaCount>,
    /// By whether it is co-production; every verdict is there.
    pub verdicts: Vec<VerdictCount>,
}

/// How many initiatives of a timing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct TimingCount {
    /// The timing.
    pub timing: Timing,
    /// How many there are.
    #[schema(example = 4)]
    pub initiatives: i64,
}

/// How many initiatives of each timing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Timings {
    /// How many there are in all.
    #[schema(example = 3)]
    pub initiatives: i64,
    /// Tried lately and over now.
    #[schema(example = 1)]
    pub recent: i64,
    /// Going on now.
    #[schema(example = 2)]
    pub current: i64,
    /// Ideas of what might be done.
    #[schema(example = 0)]
    pub potential: i64,
}

/// How many initiatives a Co has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CoCount {
    /// The Co.
    #[schema(example = "co_design")]
    pub co: &'static str,
    /// Its initiatives.
    #[serde(flatten)]
    pub timings: Timings,
}

/// How many initiatives there are of one timing, stage and Co.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Cell {
    /// The timing.
    pub timing: Timing,
    /// The stage.
    pub stage: Stage,
    /// The Co; null for those that are not classified.
    #[schema(example = "co_design")]
    pub co: Option<&'static str>,
    /// How many there are.
    #[schema(example = 2)]
    pub initiatives: i64,
}

/// A hole of the map.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Gap {
    /// The timing.
    pub timing: Timing,
    /// The Co.
    #[schema(example = "co_assessment")]
    pub co: &'static str,
    /// The hole in words.
    #[schema(example = "No potential co-assessment initiative has been mapped.")]
    pub says: String,
}

/// Co-commissioning, co-design and co-assessment are about citizen voice, co-delivery is about
/// citizen action; the people who take part in the one and in the other are mostly different.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct VoiceAndAction {
    /// Initiatives that are about voice alone.
    #[schema(example = 3)]
    pub voice_only: i64,
    /// Initiatives that are about action alone.
    #[schema(example = 1)]
    pub action_only: i64,
    /// Initiatives that are about both.
    #[schema(example = 1)]
    pub both: i64,
    /// Initiatives that are not classified.
    #[schema(example = 0)]
    pub unclassified: i64,
    /// The balance in words.
    #[schema(example = "4 of 5 classified initiatives give citizens a voice, 2 build on what citizens do.")]
    pub says: String,
}

/// How many initiatives of a field of public service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ServiceAreaCount {
    /// The field; null for those that name none.
    pub service_area: Option<ServiceArea>,
    /// How many there are.
    #[schema(example = 3)]
    pub initiatives: i64,
}

/// How many initiatives have a verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct VerdictCount {
    /// The verdict.
    pub verdict: Verdict,
    /// How many there are.
    #[schema(example = 4)]
    pub initiatives: i64,
}
