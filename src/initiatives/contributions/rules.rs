//! What a contribution must be, and what is odd about one.

use super::model::{ContributionKind, NewContribution, Side};
use crate::platform::db::{Day, Decimal};
use crate::platform::http::{Fault, Faults};

/// Faults between members.
pub fn check(new: &NewContribution, faults: &mut Faults) {
    let amounts = [("/agreed_amount", new.agreed_amount), ("/delivered_amount", new.delivered_amount)];
    for (pointer, amount) in amounts {
        faults.unless(amount.is_none_or(|a| a >= Decimal::whole(0)), pointer, "out_of_range", "must not be negative");
    }
    let counted = amounts.iter().any(|(_, amount)| amount.is_some());
    match (&new.unit, new.kind) {
        (None, _) if counted => {
            faults.add("/unit", "required", "is required with an amount: an ISO 4217 code for money, hours or days for time")
        }
        (Some(unit), ContributionKind::Money) => {
            let iso = unit.len() == 3 && unit.bytes().all(|b| b.is_ascii_uppercase());
            faults.unless(iso, "/unit", "format", "must be an ISO 4217 currency code such as GBP when the kind is money");
        }
        (Some(unit), ContributionKind::Time) => {
            faults.unless(
                matches!(unit.as_str(), "hours" | "days"),
                "/unit",
                "unknown_code",
                "must be hours or days when the kind is time",
            );
        }
        _ => {}
    }
    faults.unless(
        new.delivered_on.is_none() || new.delivered_amount.is_some(),
        "/delivered_amount",
        "required",
        "is required with delivered_on: how much was given by then",
    );
}

/// A contribution cannot have been delivered tomorrow.
pub fn check_dates(new: &NewContribution, today: Day, faults: &mut Faults) {
    faults.unless(
        new.delivered_on.is_none_or(|on| on <= today),
        "/delivered_on",
        "in_the_future",
        format!("must not be after today ({today})"),
    );
}

/// What is plausible but odd.
pub fn warnings(of: &NewContribution) -> Vec<Fault> {
    let mut odd = Vec::new();
    if let (Some(agreed), Some(delivered)) = (of.agreed_amount, of.delivered_amount)
        && delivered < agreed
    {
        odd.push(Fault::at(
            "/delivered_amount",
            "less_than_agreed",
            format!("{delivered} of {agreed} agreed: each side should be able to hold the other to account for what it agreed"),
        ));
    }
    if let (Some(agreed), Some(delivered)) = (of.agreed_on, of.delivered_on)
        && delivered < agreed
    {
        odd.push(Fault::at("/agreed_on", "order", "was agreed after it was delivered"));
    }
    if of.side == Side::Citizens && of.kind == ContributionKind::Time && of.people.is_none() {
        odd.push(Fault::at("/people", "missing", "say how many people gave the time, so that the hours each of them gives can be judged"));
    }
    odd
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new(value: serde_json::Value) -> NewContribution {
        let mut whole = serde_json::json!({"side": "citizens", "contributor": "Tenants", "kind": "time"});
        json_patch::merge(&mut whole, &value);
        serde_json::from_value(whole).unwrap()
    }

    #[test]
    fn amounts_need_units_that_fit_their_kind() {
        for (value, pointer) in [
            (serde_json::json!({"agreed_amount": 5}), Some("/unit")),
            (serde_json::json!({"agreed_amount": 5, "unit": "hours"}), None),
            (serde_json::json!({"agreed_amount": 5, "unit": "GBP"}), Some("/unit")),
            (serde_json::json!({"kind": "money", "agreed_amount": 5, "unit": "pounds"}), Some("/unit")),
            (serde_json::json!({"kind": "money", "agreed_amount": 5, "unit": "GBP"}), None),
            (serde_json::json!({"agreed_amount": -1, "unit": "hours"}), Some("/agreed_amount")),
            (serde_json::json!({"delivered_on": "2026-01-01"}), Some("/delivered_amount")),
        ] {
            let mut faults = Faults::default();
            check(&new(value.clone()), &mut faults);
            assert_eq!(faults.into_vec().first().and_then(|f| f.pointer.as_deref().map(str::to_owned)).as_deref(), pointer, "{value}");
        }
    }

    #[test]
    fn each_side_can_be_held_to_what_it_agreed() {
        let odd = warnings(&new(serde_json::json!({"agreed_amount": 10, "delivered_amount": 4, "unit": "hours", "people": 2})));
        assert_eq!(odd[0].code, "less_than_agreed");
    }
}
