//! Rules that are asked of both sides alike, because the principles are reciprocal.

use super::{Answer, PrincipleFinding, answer, does_not_arise, silent};
use crate::governance::codes::GovernanceSide;
use crate::governance::record::{Contribution, DUE_AFTER_DAYS, Giver, Phase, Record};
use crate::platform::db::Day;
use rust_decimal::Decimal;

/// The side in words.
pub fn name(side: GovernanceSide) -> &'static str {
    match side {
        GovernanceSide::PublicService => "the public service",
        GovernanceSide::Citizens => "citizens",
    }
}

/// The other side.
pub fn other(side: GovernanceSide) -> GovernanceSide {
    match side {
        GovernanceSide::PublicService => GovernanceSide::Citizens,
        GovernanceSide::Citizens => GovernanceSide::PublicService,
    }
}

/// Is it on record what this side brings?
pub fn contributions_stated(record: &Record, side: GovernanceSide) -> Answer {
    let all: Vec<_> = record.of(side).collect();
    if all.is_empty() {
        let theirs = record.of(other(side)).count();
        return match theirs {
            0 => silent("No contribution of either side is on record."),
            n if record.phase == Phase::Ahead => {
                silent(format!("Contributions so far: of {}: {n}; of {}: none.", name(other(side)), name(side)))
            }
            n => answer(
                PrincipleFinding::NotMet,
                format!("Contributions on record: of {}: {n}; of {}: none.", name(other(side)), name(side)),
                record.of(other(side)).map(|c| record.contribution(c)),
            ),
        };
    }
    // What cannot be counted, such as knowledge, can be described.
    let stated = all.iter().filter(|c| c.agreed.is_some() || c.delivered.is_some() || c.described).count();
    let finding = if stated == all.len() { PrincipleFinding::Met } else { PrincipleFinding::PartlyMet };
    let reason = format!("Contributions of {}: {}; of these, with an amount or a description: {stated}.", name(side), all.len());
    answer(finding, reason, all.iter().map(|c| record.contribution(c)))
}

/// Is it agreed what this side will contribute, so that it can be held to it?
pub fn contributions_agreed(record: &Record, side: GovernanceSide) -> Answer {
    let all: Vec<_> = record.of(side).collect();
    let with_amount = |c: &&Contribution| c.agreed.is_some_and(|a| a.0 > Decimal::ZERO);
    let amounts = all.iter().copied().filter(with_amount).count();
    let dated = all.iter().copied().filter(with_amount).filter(|c| c.agreed_on.is_some()).count();
    let theirs: Vec<_> = record.of(other(side)).filter(with_amount).collect();
    let undertaken = all.iter().any(|c| with_amount(c) || c.agreed_on.is_some());
    if !undertaken && !theirs.is_empty() && record.phase != Phase::Ahead {
        return answer(
            PrincipleFinding::NotMet,
            format!(
                "Agreed amounts of {}: {}; of {}: none. Only one side can be held to its word.",
                name(other(side)),
                theirs.len(),
                name(side)
            ),
            theirs.into_iter().map(|c| record.contribution(c)),
        );
    }
    if all.is_empty() {
        return silent(format!("No contribution of {} is on record.", name(side)));
    }
    let finding = if dated == all.len() { PrincipleFinding::Met } else { PrincipleFinding::PartlyMet };
    answer(
        finding,
        format!(
            "Contributions of {}: {}; of these, with an agreed amount: {amounts}, and with the day of the agreement too: {dated}.",
            name(side),
            all.len()
        ),
        all.iter().map(|c| record.contribution(c)),
    )
}

/// Nine tenths of what was agreed count as delivered: nobody is held to the last hour.
const DELIVERED_SHARE: (i64, u32) = (9, 1);

/// The agreed amounts of a side that should have been delivered by now; an answer where there are none.
fn due(record: &Record, side: GovernanceSide) -> Result<Vec<(&Contribution, Decimal)>, Answer> {
    let agreed: Vec<_> = record.of(side).filter_map(|c| c.agreed.filter(|a| a.0 > Decimal::ZERO).map(|a| (c, a.0))).collect();
    if agreed.is_empty() {
        return Err(silent(format!("No agreed amount of {} is on record.", name(side))));
    }
    let due: Vec<_> = agreed.into_iter().filter(|(c, _)| record.is_due(c)).collect();
    if due.is_empty() {
        return Err(does_not_arise(format!(
            "Nothing that {} agreed is due: the initiative is not over and no agreement is older than {DUE_AFTER_DAYS} days.",
            name(side)
        )));
    }
    Ok(due)
}

/// Has this side delivered what it agreed?
pub fn contributions_delivered(record: &Record, side: GovernanceSide) -> Answer {
    let due = match due(record, side) {
        Ok(due) => due,
        Err(answer) => return answer,
    };
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
    let n = due.len();
    let counted = format!(
        "Contributions of {} that are due: {n}; of these, delivered: {full}, not at all: {none}, nothing said: {silent_ones}.",
        name(side)
    );
    let finding = match (full, none) {
        _ if silent_ones == n => PrincipleFinding::NotAssessed,
        (full, _) if full == n => PrincipleFinding::Met,
        (0, none) if none + silent_ones == n => PrincipleFinding::NotMet,
        _ => PrincipleFinding::PartlyMet,
    };
    answer(finding, counted, due.iter().map(|(c, _)| record.contribution(c)))
}

/// Is it on record what this side has delivered of what it agreed?
pub fn deliveries_reported(record: &Record, side: GovernanceSide) -> Answer {
    let due = match due(record, side) {
        Ok(due) => due,
        Err(answer) => return answer,
    };
    let reported = due.iter().filter(|(c, _)| c.delivered.is_some() && c.delivered_on.is_some()).count();
    let amounts = due.iter().filter(|(c, _)| c.delivered.is_some()).count();
    let finding = match (reported, amounts) {
        (reported, _) if reported == due.len() => PrincipleFinding::Met,
        (_, 0) => PrincipleFinding::NotMet,
        _ => PrincipleFinding::PartlyMet,
    };
    let counted = format!(
        "Contributions of {} that are due: {}; of these, with a delivered amount: {amounts}, and by when: {reported}.",
        name(side),
        due.len()
    );
    answer(finding, counted, due.iter().map(|(c, _)| record.contribution(c)))
}

/// Does this side give as well as take?
pub fn gives_too(record: &Record, side: GovernanceSide) -> Answer {
    // What is known never to have come is no gift.
    let gifts = |giver: Giver| -> Vec<_> { record.of(giver).filter(|c| c.delivered.is_none_or(|d| d.0 > Decimal::ZERO)).collect() };
    let (own, theirs) = (gifts(side.into()), gifts(other(side).into()));
    let evidence = own.iter().chain(&theirs).map(|c| record.contribution(c));
    let counted = format!("Contributions of {}: {}; of {}: {}.", name(side), own.len(), name(other(side)), theirs.len());
    match (own.len(), theirs.len()) {
        (0, 0) => silent("No contribution of either side is on record."),
        (0, _) if record.phase == Phase::Ahead => silent(format!("{counted} The initiative has not begun.")),
        (0, _) => {
            answer(PrincipleFinding::NotMet, format!("{counted} With one side contributing nothing it is not co-production."), evidence)
        }
        (_, 0) => answer(PrincipleFinding::Met, format!("{counted} That nothing comes back is the other side's shortfall."), evidence),
        _ => answer(PrincipleFinding::Met, counted, evidence),
    }
}

/// Days that count as lately.
const LATELY_DAYS: i64 = 365;

/// Has this side given something lately, and is more agreed than it has given?
pub fn keeps_giving(record: &Record, side: GovernanceSide) -> Answer {
    if record.phase != Phase::Running {
        return does_not_arise("The initiative is not running.");
    }
    let lately = |day: Day| record.today.days_since(day) <= LATELY_DAYS;
    let dated: Vec<_> = record.of(side).filter(|c| c.agreed_on.or(c.delivered_on).is_some()).collect();
    if dated.is_empty() {
        return silent(format!("No contribution of {} says when it was agreed or given.", name(side)));
    }
    let given = dated.iter().filter(|c| c.delivered_on.is_some_and(lately)).count();
    // Agreed lately and not yet delivered in full: there is more to come.
    let to_come =
        dated.iter().filter(|c| c.agreed_on.is_some_and(lately) && c.agreed.is_some_and(|a| c.delivered.is_none_or(|d| d.0 < a.0))).count();
    let finding = match (given, to_come) {
        (0, 0) => PrincipleFinding::NotMet,
        (_, 0) | (0, _) => PrincipleFinding::PartlyMet,
        _ => PrincipleFinding::Met,
    };
    let counted = format!(
        "Contributions of {} in the last {LATELY_DAYS} days: delivered: {given}; agreed, with more to come: {to_come}.",
        name(side)
    );
    answer(finding, counted, dated.into_iter().map(|c| record.contribution(c)))
}
