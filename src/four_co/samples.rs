//! Texts that tests of several parts use.

/// One that is co-management.
pub const LIBRARY: &str = "The village took over the branch library under a lease from the county. \
    An elected board of nine residents sets the hours, employs the manager and keeps the accounts.";
/// One that is not co-production.
pub const LEAFLET: &str = "A leaflet with the new bin calendar was posted to all households. There are posters on the lorries and a page \
    on the website. Nobody was asked about it.";
