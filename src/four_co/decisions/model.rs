//! Decisions on suggestions as they are kept and counted.

use crate::four_co::terms::Co;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};

/// What a suggestion said about a Co, and what people decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CoDecision {
    /// The Co.
    pub co: Co,
    /// Its score in thousandths, where it was kept.
    pub score: Option<i64>,
    /// Whether it was suggested, alone or with a kind.
    pub suggested: bool,
    /// Whether people decided for it.
    pub decided: bool,
}

/// How many decisions about a Co were of one sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, QueryableByName)]
pub struct DecisionCount {
    /// The Co.
    #[diesel(sql_type = Text)]
    pub co: Co,
    /// The tenth in which its score was, from 0 to 9; none without a score.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub band: Option<i64>,
    /// Whether it was suggested.
    #[diesel(sql_type = Bool)]
    pub suggested: bool,
    /// Whether people decided for it.
    #[diesel(sql_type = Bool)]
    pub decided: bool,
    /// How many such decisions there are.
    #[diesel(sql_type = BigInt)]
    pub decisions: i64,
    /// Their scores in thousandths, added up.
    #[diesel(sql_type = BigInt)]
    pub scores: i64,
}
