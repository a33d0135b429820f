//! What the multi connection lacks, made usable on both databases.

use diesel::RunQueryDsl;
use diesel::expression::Selectable;
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::query_dsl::methods::ExecuteDsl;
use diesel::result::QueryResult;
use diesel::sqlite::Sqlite;
use diesel::{PgConnection, SqliteConnection};

use super::{Backend, Conn};

/// A statement that is valid on each database, run on whichever is behind the connection, also where
/// the multi connection itself lacks the feature (ON CONFLICT, UNION).
#[derive(Clone, Copy, Debug)]
pub struct Both<Q>(pub Q);

impl<Q> QueryFragment<Backend> for Both<Q>
where
    Q: QueryFragment<Pg> + QueryFragment<Sqlite>,
{
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, Backend>) -> QueryResult<()> {
        Backend::walk_variant_ast(&self.0, pass)
    }
}

impl<Q: QueryId> QueryId for Both<Q> {
    type QueryId = Q::QueryId;
    const HAS_STATIC_QUERY_ID: bool = Q::HAS_STATIC_QUERY_ID;
}

impl<Q: Query> Query for Both<Q> {
    type SqlType = Q::SqlType;
}

impl<Q, C> RunQueryDsl<C> for Both<Q> {}

/// The columns of a `Selectable` struct, for `.returning(cols::<T>())`.
pub fn cols<T: Selectable<Backend>>() -> T::SelectExpression {
    T::construct_selection()
}

impl Conn {
    /// Runs a statement natively on whichever database is behind: batch inserts, for one.
    pub fn exec<Q>(&mut self, statement: Q) -> QueryResult<usize>
    where
        Q: ExecuteDsl<PgConnection> + ExecuteDsl<SqliteConnection>,
    {
        match self {
            Conn::Postgres(c) => ExecuteDsl::execute(statement, c),
            Conn::Sqlite(c) => ExecuteDsl::execute(statement, c),
        }
    }
}
