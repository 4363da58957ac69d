//! The record that the documented examples and the tests start from.

use super::*;
use crate::platform::db::Instant;

/// A day from its text, which is a constant.
pub fn day(text: &str) -> Day {
    text.parse().unwrap_or_else(|_| unreachable!("{text} is a day"))
}

/// A moment from its text, which is a constant.
pub fn moment(text: &str) -> Instant {
    text.parse().unwrap_or_else(|_| unreachable!("{text} is a moment"))
}

/// An id in the manner of those made here.
pub fn id(number: u128) -> Id {
    Id::fixed(0x0189_0a5d_ac96_774b_bcce_b302_0000_0000 + number)
}

/// A contribution that was agreed and delivered in full.
pub fn contribution(giver: Giver, kind: &'static str, agreed: i64, delivered: Option<i64>) -> Contribution {
    Contribution {
        id: id(agreed as u128),
        giver,
        kind,
        what: "Time of the peer group".into(),
        described: true,
        group: "Peer group".into(),
        people: Some(8),
        agreed: Some(Decimal::whole(agreed)),
        delivered: delivered.map(Decimal::whole),
        hours_each: (kind == "time").then_some(1),
        agreed_on: Some(day("2026-01-10")),
        delivered_on: delivered.map(|_| day("2026-05-01")),
        changed_on: day("2026-05-01"),
    }
}

fn outcome(id: u128, beneficiaries: &str) -> Outcome {
    Outcome {
        id: self::id(id),
        title: format!("Better off: {beneficiaries}"),
        beneficiaries: Some(beneficiaries.into()),
        priority: true,
        mediated_by: Some("Social affairs committee".into()),
        citizens_took_part: Some(true),
        changed_on: day("2026-02-01"),
    }
}

impl Record {
    /// A running initiative of which nearly everything is on record and kept.
    pub fn sample() -> Record {
        Record {
            id: id(1),
            today: day("2026-06-01"),
            phase: Phase::Running,
            starts_on: Some(day("2026-01-01")),
            ends_on: None,
            changed_on: day("2026-05-01"),
            described: true,
            published: true,
            participation: Participation::Voluntary,
            benefit_stated: true,
            citizen_roles: vec!["service_user", "community_member"],
            public_service_roles: vec!["frontline_staff"],
            formality: Some("policy_or_strategy"),
            partners: vec![Partner { id: id(2), takes_part: true, changed_on: day("2026-01-10") }],
            contributions: vec![
                contribution(Giver::PublicService, "time", 300, Some(200)),
                contribution(Giver::Citizens, "time", 320, Some(160)),
                contribution(Giver::Citizens, "knowledge", 4, Some(2)),
            ],
            stages: vec![
                Stage { stage: "lab", since: day("2026-01-01"), reason: None },
                Stage { stage: "scaling", since: day("2026-05-01"), reason: Some("The first experiment was very successful.".into()) },
            ],
            classification: Some(Classification {
                id: id(3),
                decided_by: Some(FindingBy::Both),
                decided_on: day("2026-02-01"),
                voice: true,
                action: true,
                co_assessment: true,
            }),
            outcomes: vec![outcome(4, "Jobseekers under 25"), outcome(5, "Their families")],
            measurements: vec![
                Measurement { outcome: id(4), period: id(6), title: "Found work".into(), by: Some(FindingBy::Both), on: day("2026-04-30") },
                Measurement { outcome: id(5), period: id(7), title: "Less worry".into(), by: Some(FindingBy::Both), on: day("2026-04-30") },
            ],
            assessments: vec![
                Assessment { id: id(8), outcome: id(4), by: Some(FindingBy::Both), on: day("2026-05-02") },
                Assessment { id: id(9), outcome: id(5), by: Some(FindingBy::Both), on: day("2026-05-02") },
            ],
            priorities: Priorities { with_citizens: Some(true), how: Some("Ranked together in the second workshop.".into()) },
        }
    }
}
