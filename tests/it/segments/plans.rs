//! How the databases mean to find a segment: in one pass over the narrow table, asking nothing again for each member.

use std::sync::{Arc, Mutex};

use diesel::connection::{Instrumentation, InstrumentationEvent};
use diesel::deserialize::{self, FromSql};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::row::{Field, NamedRow, Row as Columns};
use diesel::sql_types::Text;
use stagedoor::base::condition::Condition;
use stagedoor::base::{Fault, Moment};
use stagedoor::plumbing::db::Conn;
use stagedoor::segments;

use crate::support::TestClub;

#[path = "../../../benches/table/conditions.rs"]
mod conditions;

/// The statements that a connection is given, as SQL with places for values.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<String>>>);

impl Instrumentation for Heard {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            let said = query.to_string();
            let sql = said.split(" -- binds").next().unwrap_or_default().to_owned();
            self.0.lock().unwrap().push(sql);
        }
    }
}

#[derive(QueryableByName)]
struct SqliteStep {
    #[diesel(sql_type = Text)]
    detail: String,
}

struct PostgresStep {
    detail: String,
}

// Its one column has a name with a space in it.
impl QueryableByName<Pg> for PostgresStep {
    fn build<'a>(row: &impl NamedRow<'a, Pg>) -> deserialize::Result<PostgresStep> {
        let field = Columns::get(row, 0).ok_or("a plan has a column")?;
        let value = field.value().ok_or("a plan says something")?;
        Ok(PostgresStep { detail: <String as FromSql<Text, Pg>>::from_sql(value)? })
    }
}

/// The steps of the plan for a statement whose values nobody knows yet.
fn plan(conn: &mut Conn, sql: &str) -> Vec<String> {
    match conn {
        Conn::Sqlite(c) => {
            let steps: Vec<SqliteStep> = diesel::sql_query(format!("EXPLAIN QUERY PLAN {sql}")).load(c).unwrap();
            steps.into_iter().map(|step| step.detail).collect()
        }
        Conn::Postgres(c) => {
            let places = (1..).take_while(|n| sql.contains(&format!("${n}"))).count();
            let nothing = if places == 0 { String::new() } else { format!("({})", vec!["NULL"; places].join(", ")) };
            let mut run = |statement: String| diesel::sql_query(statement).execute(c).unwrap();
            run("SET plan_cache_mode = force_generic_plan".to_owned());
            run(format!("PREPARE asked AS {sql}"));
            let steps: Vec<PostgresStep> =
                diesel::sql_query(format!("EXPLAIN EXECUTE asked{nothing}")).load(c).unwrap();
            let mut run = |statement: &str| diesel::sql_query(statement).execute(c).unwrap();
            run("DEALLOCATE asked");
            run("RESET plan_cache_mode");
            steps.into_iter().map(|step| step.detail).collect()
        }
    }
}

/// Steps done again for each row: SQLite calls them correlated, PostgreSQL puts them into subplans (what is asked once
/// stands in an `InitPlan`).
fn asked_again(plan: &[String]) -> Vec<&String> {
    plan.iter().filter(|step| step.contains("CORRELATED") || step.contains("SubPlan")).collect()
}

/// What the work asks of the database.
fn heard(conn: &mut Conn, work: impl FnOnce(&mut Conn) -> Result<(), Fault>) -> Result<Vec<String>, Fault> {
    let heard = Heard::default();
    match conn {
        Conn::Sqlite(c) => c.set_instrumentation(heard.clone()),
        Conn::Postgres(c) => c.set_instrumentation(heard.clone()),
    }
    let outcome = work(conn);
    let deaf: Option<Box<dyn Instrumentation>> = None;
    match conn {
        Conn::Sqlite(c) => c.set_instrumentation(deaf),
        Conn::Postgres(c) => c.set_instrumentation(deaf),
    }
    outcome?;
    Ok(heard.0.lock().unwrap().clone())
}

#[actix_web::test]
async fn no_segment_asks_anything_again_for_each_member() {
    let club = TestClub::open();
    let now = Moment::now();
    for line in conditions::LINES {
        let condition = Condition::parse(line).unwrap();
        let plans = club
            .read(move |conn| {
                let asked = heard(conn, |conn| {
                    segments::count(conn, &condition, now)?;
                    segments::page(conn, &condition, None, 50, now).map(drop)
                })?;
                Ok::<_, Fault>(asked.iter().map(|sql| (sql.clone(), plan(conn, sql))).collect::<Vec<_>>())
            })
            .await
            .unwrap();
        assert_eq!(plans.len(), 2, "{line}: a count and a page, {plans:?}");
        for (sql, plan) in plans {
            assert!(sql.contains("standings") && !sql.contains("JOIN"), "{line}: {sql}");
            assert!(plan.iter().any(|step| step.contains("standings")), "{line}: {plan:?}");
            assert!(asked_again(&plan).is_empty(), "{line}: {plan:?}");
        }
    }
}

#[actix_web::test]
async fn a_question_asked_again_for_each_member_is_seen() {
    let club = TestClub::open();
    let seen = |sql: &'static str| club.read(move |conn| Ok::<_, Fault>(plan(conn, sql)));
    let each = "SELECT count(*) FROM standings WHERE 1 < (SELECT count(*) FROM member_tags
                WHERE member_tags.member_id = standings.member_id)";
    let plan = seen(each).await.unwrap();
    assert!(!asked_again(&plan).is_empty(), "{plan:?}");
    let once = "SELECT count(*) FROM standings WHERE number < (SELECT count(*) FROM member_tags)";
    let plan = seen(once).await.unwrap();
    assert!(asked_again(&plan).is_empty(), "{plan:?}");
}
