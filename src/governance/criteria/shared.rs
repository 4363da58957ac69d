//! Rules that are asked of both sides alike, because the principles are reciprocal.

use super::{Answer, Finding, answer, does_not_arise, silent};
use crate::governance::codes::Side;
use crate::governance::record::{Contribution, GRACE_DAYS, Giver, Phase, Record};
use rust_decimal::Decimal;

/// The side in words.
pub fn name(side: Side) -> &'static str {
    match side {
        Side::PublicService => "the public service",
        Side::Citizens => "citizens",
    }
}

/// The other side.
pub fn other(side: Side) -> Side {
    match side {
        Side::PublicService => Side::Citizens,
        Side::Citizens => Side::PublicService,
    }
}

fn quantified(c: &Contribution) -> bool {
    c.agreed.is_some() || c.delivered.is_some()
}

/// Is it on record what this side brings?
pub fn contributions_stated(record: &Record, side: Side) -> Answer {
    let all: Vec<_> = record.of(side).collect();
    if all.is_empty() {
        return match record.of(other(side)).count() {
            0 => silent("No contribution of either side is on record."),
            n => answer(
                Finding::NotMet,
                format!("{n} contributions of {} are on record and none of {}.", name(other(side)), name(side)),
                record.of(other(side)).map(|c| record.contribution(c)),
            ),
        };
    }
    let with_amounts = all.iter().filter(|c| quantified(c)).count();
    let finding = if with_amounts == all.len() { Finding::Met } else { Finding::PartlyMet };
    answer(
        finding,
        format!("{} of {} contributions of {} say how much.", with_amounts, all.len(), name(side)),
        all.iter().map(|c| record.contribution(c)),
    )
}

/// Is it agreed what this side will contribute, so that it can be held to it?
pub fn contributions_agreed(record: &Record, side: Side) -> Answer {
    let all: Vec<_> = record.of(side).collect();
    let agreed = |c: &&&Contribution| c.agreed.is_some_and(|a| a.0 > Decimal::ZERO) && (c.agreed_on.is_some() || c.due_on.is_some());
    let held = all.iter().filter(agreed).count();
    let evidence = || all.iter().map(|c| record.contribution(c));
    if held == 0 {
        let others: Vec<_> = record.of(other(side)).collect();
        let others_held: Vec<_> = others.iter().filter(agreed).collect();
        if !others_held.is_empty() {
            return answer(
                Finding::NotMet,
                format!(
                    "{} agreed amounts of {} are on record and none of {}: only one side can be held to its word.",
                    others_held.len(),
                    name(other(side)),
                    name(side)
                ),
                others_held.into_iter().map(|c| record.contribution(c)),
            );
        }
        return match all.len() {
            0 => silent(format!("No contribution of {} is on record.", name(side))),
            n => answer(
                Finding::PartlyMet,
                format!("{n} contributions of {} are named, none with an agreed amount and a day.", name(side)),
                evidence(),
            ),
        };
    }
    let finding = if held == all.len() { Finding::Met } else { Finding::PartlyMet };
    answer(finding, format!("{held} of {} contributions of {} have an agreed amount and a day.", all.len(), name(side)), evidence())
}

/// Nine tenths of what was agreed count as delivered: nobody is held to the last hour.
const DELIVERED_SHARE: (i64, u32) = (9, 1);

/// Has this side delivered what it agreed?
pub fn contributions_delivered(record: &Record, side: Side) -> Answer {
    let agreed: Vec<_> = record.of(side).filter_map(|c| c.agreed.filter(|a| a.0 > Decimal::ZERO).map(|a| (c, a.0))).collect();
    if agreed.is_empty() {
        return silent(format!("No agreed amount of {} is on record.", name(side)));
    }
    let due: Vec<_> = agreed.iter().filter(|(c, _)| record.is_due(c)).collect();
    if due.is_empty() {
        return does_not_arise(format!("Nothing that {} agreed has been due for more than {GRACE_DAYS} days.", name(side)));
    }
    let share = Decimal::new(DELIVERED_SHARE.0, DELIVERED_SHARE.1);
    let (mut full, mut none, mut silent_ones) = (0, 0, 0);
    for (c, agreed) in &due {
        match c.delivered {
            None => silent_ones += 1,
            Some(d) if d.0 >= *agreed * share => full += 1,
            Some(d) if d.0 <= Decimal::ZERO => none += 1,
            Some(_) => {}
        }
    }
    let evidence = || due.iter().map(|(c, _)| record.contribution(c));
    let n = due.len();
    let counted = format!(
        "Of {n} contributions of {} that are due, {full} are delivered, {none} not at all and {silent_ones} say nothing.",
        name(side)
    );
    if silent_ones == n {
        return answer(Finding::NotAssessed, counted, evidence());
    }
    let finding = match (full, none) {
        (f, _) if f == n => Finding::Met,
        (0, x) if x + silent_ones == n => Finding::NotMet,
        _ => Finding::PartlyMet,
    };
    answer(finding, counted, evidence())
}

/// Does this side give as well as take?
pub fn gives_too(record: &Record, side: Side) -> Answer {
    let gives = |giver: Giver| -> Vec<_> {
        record
            .of(giver)
            .filter(|c| match record.phase {
                // What was only promised is no gift once all is over.
                Phase::Over => c.delivered.is_some_and(|d| d.0 > Decimal::ZERO) || !quantified(c),
                _ => true,
            })
            .collect()
    };
    let own = gives(side.into());
    let theirs = gives(other(side).into());
    let evidence = own.iter().chain(&theirs).map(|c| record.contribution(c));
    let counted = format!("Contributions of {}: {}; of {}: {}.", name(side), own.len(), name(other(side)), theirs.len());
    match (own.len(), theirs.len()) {
        (0, 0) => silent("No contribution of either side is on record."),
        (0, _) => answer(Finding::NotMet, format!("{counted} With one side contributing nothing it is not co-production."), evidence),
        (_, 0) => answer(Finding::Met, format!("{counted} That nothing comes back is the other side's shortfall."), evidence),
        _ => answer(Finding::Met, counted, evidence),
    }
}

/// Has this side given something lately, or is it agreed to give something from now on?
pub fn keeps_giving(record: &Record, side: Side) -> Answer {
    const LATELY_DAYS: i64 = 365;
    if record.phase != Phase::Running {
        return does_not_arise("The initiative is not running.");
    }
    let all: Vec<_> = record.of(side).collect();
    let dated: Vec<_> = all.iter().filter(|c| c.due_on.or(c.delivered_on).is_some()).collect();
    if dated.is_empty() {
        return silent(format!("No contribution of {} says when it is given.", name(side)));
    }
    let evidence = || dated.iter().map(|c| record.contribution(c));
    let ahead = dated.iter().filter(|c| c.due_on.is_some_and(|due| due >= record.today)).count();
    let lately = dated.iter().filter(|c| c.delivered_on.is_some_and(|on| record.today.days_since(on) <= LATELY_DAYS)).count();
    match (ahead, lately) {
        (0, 0) => answer(
            Finding::NotMet,
            format!(
                "Nothing of {} is agreed beyond today and nothing was delivered in the last {LATELY_DAYS} days, while the initiative runs on.",
                name(side)
            ),
            evidence(),
        ),
        (0, n) => answer(
            Finding::PartlyMet,
            format!("{n} contributions of {} were delivered in the last {LATELY_DAYS} days, but none is agreed beyond today.", name(side)),
            evidence(),
        ),
        (n, _) => answer(Finding::Met, format!("{n} contributions of {} are agreed beyond today.", name(side)), evidence()),
    }
}
