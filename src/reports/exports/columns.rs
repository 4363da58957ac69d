//! What can be exported, and the columns of each: the members of the record as lists show it, in
//! the same order.

use crate::initiatives;
use crate::platform::db::raw::Kind::{self, *};

/// A kind of record that can be exported.
#[derive(Debug)]
pub struct Export {
    /// Its name in the path.
    pub resource: &'static str,
    /// Its columns; each is a member of the same name.
    pub columns: &'static [(&'static str, Kind)],
    /// Whether its records are parts of initiatives, of the table with the resource's name.
    pub is_part: bool,
}

/// All that can be exported. A room that comes later adds its own.
pub const EXPORTS: &[Export] = &[
    Export { resource: "initiatives", columns: initiatives::COLUMNS, is_part: false },
    Export {
        resource: "contributions",
        columns: &[
            ("id", Id),
            ("initiative_id", Id),
            ("version", Integer),
            ("created_at", Moment),
            ("updated_at", Moment),
            ("withdrawn_at", Moment),
            ("recorded_by_id", Id),
            ("side", Code),
            ("contributor", Text),
            ("organisation_id", Id),
            ("kind", Code),
            ("description", Text),
            ("unit", Text),
            ("agreed_amount", Exact),
            ("agreed_on", Day),
            ("delivered_amount", Exact),
            ("delivered_on", Day),
            ("people", Integer),
        ],
        is_part: true,
    },
];

/// The export of this name.
pub fn find(resource: &str) -> Option<&'static Export> {
    EXPORTS.iter().find(|export| export.resource == resource)
}
