//! Statements whose text is made once, and which the database parses once per connection.
//!
//! The enum over both databases makes the text of a statement anew for every pass over it, three
//! times a call; for a row of many columns that costs as much as finding it. diesel also never keeps
//! an `UPDATE` or a [`diesel::sql_query`] prepared, since it cannot know whether their text is
//! bounded; the caller of [`kept`] does.

use super::MultiBackend;
use diesel::QueryResult;
use diesel::backend::Backend;
use diesel::query_builder::{AstPass, Query, QueryBuilder, QueryFragment, QueryId};
use diesel::query_dsl::RunQueryDsl;
use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{LazyLock, RwLock};

/// A statement that stays prepared.
#[derive(Debug, Clone, Copy)]
pub struct Kept<Q>(Q);

/// Lets a statement stay prepared. Only for one whose text takes few forms: values belong into
/// bind parameters, since every form is kept for as long as the connection lives.
pub const fn kept<Q>(statement: Q) -> Kept<Q> {
    Kept(statement)
}

type Builder = <MultiBackend as Backend>::QueryBuilder;

/// The texts of statements that are known by their type, for each database.
static TEXTS: LazyLock<RwLock<HashMap<(TypeId, bool), &'static str>>> = LazyLock::new(RwLock::default);

impl<Q> QueryFragment<MultiBackend> for Kept<Q>
where
    Q: QueryFragment<MultiBackend> + QueryId,
{
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        self.0.walk_ast(pass)
    }

    fn to_sql(&self, out: &mut Builder, backend: &MultiBackend) -> QueryResult<()> {
        let Some(id) = Q::query_id() else { return self.0.to_sql(out, backend) };
        let key = (id, matches!(backend, MultiBackend::Postgres(_)));
        let known = TEXTS.read().ok().and_then(|texts| texts.get(&key).copied());
        if let Some(text) = known {
            out.push_sql(text);
            return Ok(());
        }
        let mut made = match backend {
            MultiBackend::Postgres(_) => Builder::Postgres(Default::default()),
            MultiBackend::Sqlite(_) => Builder::Sqlite(Default::default()),
        };
        self.0.to_sql(&mut made, backend)?;
        let text: &'static str = made.finish().leak();
        if let Ok(mut texts) = TEXTS.write() {
            texts.entry(key).or_insert(text);
        }
        out.push_sql(text);
        Ok(())
    }

    fn is_safe_to_cache_prepared(&self, _: &MultiBackend) -> QueryResult<bool> {
        Ok(true)
    }

    fn is_noop(&self, _: &MultiBackend) -> QueryResult<bool> {
        Ok(false)
    }
}

impl<Q: QueryId> QueryId for Kept<Q> {
    type QueryId = Kept<Q::QueryId>;
    const HAS_STATIC_QUERY_ID: bool = Q::HAS_STATIC_QUERY_ID;
}

impl<Q: Query> Query for Kept<Q> {
    type SqlType = Q::SqlType;
}

impl<Q, C> RunQueryDsl<C> for Kept<Q> {}
