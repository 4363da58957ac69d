//! Reading the counts, and looking after them.

use super::{Facts, Place, Tally, is_postgres, wholes};
use crate::initiatives::store::initiatives;
use crate::platform::db::{Db, Id, Raw};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use std::collections::HashSet;

/// The kept counts of all that an organisation leads.
pub fn kept(db: &mut Db, organisation: Id) -> QueryResult<Tally> {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = Text)]
        dimension: String,
        #[diesel(sql_type = Text)]
        cell: String,
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    let sums = Raw::new(
        "SELECT dimension, cell, CAST(sum(n) AS bigint) AS n FROM initiative_counts WHERE organisation_id = ? GROUP BY dimension, cell",
    )
    .id(organisation)
    .load::<Count>(db)?;
    let mut tally = Tally::new();
    for Count { dimension, cell, n } in sums.into_iter().filter(|count| count.n != 0) {
        match Place::read(&dimension, &cell) {
            Some(place) => drop(tally.insert(place, n)),
            // A newer version of the service, running beside this one, may count more.
            None => tracing::warn!(dimension, cell, n, "a count of an unknown sort is left out"),
        }
    }
    Ok(tally)
}

/// Counts what an organisation has published, of its first `most` initiatives, and says whether
/// these are all.
pub fn published(db: &mut Db, organisation: Id, most: i64) -> QueryResult<(Tally, bool)> {
    use initiatives::dsl;
    let mut rows: Vec<Facts> = dsl::initiatives
        .filter(dsl::lead_organisation_id.eq(organisation))
        // The bare column, as the index has it: a comparison would not find the index on SQLite.
        .filter(dsl::published)
        .filter(dsl::withdrawn_at.is_null())
        .order(dsl::id.asc())
        .limit(most + 1)
        .select(Facts::as_select())
        .load(db)?;
    let all = rows.len() as i64 <= most;
    rows.truncate(most as usize);
    let shown: HashSet<Id> = rows.iter().map(|row| row.id).collect();
    let mut tally = Tally::new();
    for row in &rows {
        for place in row.places(wholes(&row.relations).any(|id| shown.contains(&id))) {
            *tally.entry(place).or_default() += 1;
        }
    }
    Ok((tally, all))
}

/// Brings the slots together, so that a report has fewer rows to add up; returns how many there
/// were to bring. Rows that a write is using stay for the next time.
pub fn fold(db: &mut Db) -> QueryResult<usize> {
    if !is_postgres(db) {
        return Ok(0);
    }
    Raw::new(
        "WITH idle AS ( \
             SELECT organisation_id, dimension, cell, slot FROM initiative_counts WHERE slot <> 0 FOR UPDATE SKIP LOCKED \
         ), gone AS ( \
             DELETE FROM initiative_counts c USING idle i WHERE c.organisation_id = i.organisation_id AND c.dimension = i.dimension \
                 AND c.cell = i.cell AND c.slot = i.slot RETURNING c.organisation_id, c.dimension, c.cell, c.n \
         ) \
         INSERT INTO initiative_counts (organisation_id, dimension, cell, slot, n) \
         SELECT organisation_id, dimension, cell, 0, sum(n) FROM gone GROUP BY organisation_id, dimension, cell \
         ORDER BY organisation_id, dimension, cell \
         ON CONFLICT (organisation_id, dimension, cell, slot) DO UPDATE SET n = initiative_counts.n + excluded.n",
    )
    .execute(db)
}

/// Counts everything from scratch: for initiatives that were written past the service. Nothing is
/// written meanwhile.
pub fn recount(db: &mut Db) -> QueryResult<()> {
    use diesel::connection::SimpleConnection;
    // The migration counts what was there before it: one text for both.
    let (lock, migration) = if is_postgres(db) {
        (
            "LOCK TABLE initiatives, initiative_counts IN SHARE ROW EXCLUSIVE MODE;",
            include_str!("../../../migrations/postgres/0007_reports/up.sql"),
        )
    } else {
        ("", include_str!("../../../migrations/sqlite/0007_reports/up.sql"))
    };
    let counting = migration.split_once(WHAT_IS_THERE).map_or("", |(_, counting)| counting);
    db.batch_execute(&format!("{lock} DELETE FROM initiative_counts; DELETE FROM initiative_wholes; {counting}"))
}

/// The line of the migration after which it counts.
const WHAT_IS_THERE: &str = "-- What is there already.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_migrations_count_what_was_there_before_them() {
        for migration in [
            include_str!("../../../migrations/postgres/0007_reports/up.sql"),
            include_str!("../../../migrations/sqlite/0007_reports/up.sql"),
        ] {
            assert!(migration.split_once(WHAT_IS_THERE).is_some_and(|(_, counting)| counting.contains("INSERT INTO initiative_counts")));
        }
    }
}
