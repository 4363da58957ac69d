//! Records for tests.

use super::*;

/// A day from its text.
pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// A contribution that was agreed and delivered in full.
pub fn contribution(giver: Giver, kind: &'static str, agreed: i64, delivered: Option<i64>) -> Contribution {
    Contribution {
        id: Id::fixed(agreed as u128),
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
        id: Id::fixed(id),
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
            id: Id::fixed(1),
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
            partners: vec![Partner { id: Id::fixed(2), takes_part: true, changed_on: day("2026-01-10") }],
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
                id: Id::fixed(3),
                decided_by: Some(FindingBy::Both),
                decided_on: day("2026-02-01"),
                voice: true,
                action: true,
                co_assessment: true,
            }),
            outcomes: vec![outcome(4, "Jobseekers under 25"), outcome(5, "Their families")],
            measurements: vec![
                Measurement {
                    outcome: Id::fixed(4),
                    period: Id::fixed(6),
                    title: "Found work".into(),
                    by: Some(FindingBy::Both),
                    on: day("2026-04-30"),
                },
                Measurement {
                    outcome: Id::fixed(5),
                    period: Id::fixed(7),
                    title: "Less worry".into(),
                    by: Some(FindingBy::Both),
                    on: day("2026-04-30"),
                },
            ],
            assessments: vec![
                Assessment { id: Id::fixed(8), outcome: Id::fixed(4), by: Some(FindingBy::Both), on: day("2026-05-02") },
                Assessment { id: Id::fixed(9), outcome: Id::fixed(5), by: Some(FindingBy::Both), on: day("2026-05-02") },
            ],
            priorities: Priorities { with_citizens: Some(true), how: Some("Ranked together in the second workshop.".into()) },
        }
    }
}
