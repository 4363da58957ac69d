//! Statements that the database should parse once per connection, not once per call.

use diesel::backend::Backend;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::query_dsl::RunQueryDsl;
use diesel::{Connection, QueryResult};

/// A statement that stays prepared. diesel never keeps an `UPDATE` or a [`diesel::sql_query`], since
/// it cannot know whether their text is bounded; the caller of [`kept`] does.
#[derive(Debug, Clone, Copy)]
pub struct Kept<Q>(Q);

/// Lets a statement stay prepared. Only for one whose text takes few forms: values belong into
/// bind parameters, since every form is kept for as long as the connection lives.
pub const fn kept<Q>(statement: Q) -> Kept<Q> {
    Kept(statement)
}

impl<Q, DB> QueryFragment<DB> for Kept<Q>
where
    DB: Backend,
    Q: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.walk_ast(pass)
    }

    fn is_safe_to_cache_prepared(&self, _: &DB) -> QueryResult<bool> {
        Ok(true)
    }
}

impl<Q> QueryId for Kept<Q> {
    // Found again by its text.
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q: Query> Query for Kept<Q> {
    type SqlType = Q::SqlType;
}

impl<Q, C: Connection> RunQueryDsl<C> for Kept<Q> {}
