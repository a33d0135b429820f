//! What is true at any moment of the trade, and what is true once it has come to rest.

use std::collections::HashMap;

use diesel::sql_types::Text;
use diesel::{QueryableByName, RunQueryDsl};
use stagedoor::base::Fault;
use stagedoor::orders;
use stagedoor::plumbing::db::{Conn, snapshot};

use super::Trade;

/// How many of each item rows hold, whatever holds it: a line, a ticket in its hall, a booking on its date.
const HELD: &str = "SELECT item, CAST(sum(n) AS TEXT) AS n FROM (
    SELECT item_id AS item, quantity AS n FROM order_lines
        WHERE reserved AND kind NOT IN ('ticket', 'experience', 'membership', 'shipping')
    UNION ALL SELECT t.event_id, l.quantity FROM order_lines l JOIN ticket_types t ON t.id = l.item_id
        WHERE l.kind = 'ticket' AND l.reserved AND l.delivery = 'waiting'
    UNION ALL SELECT event_id, 1 FROM tickets WHERE state = 'valid'
    UNION ALL SELECT item_id, quantity FROM order_lines
        WHERE kind = 'experience' AND reserved AND delivery = 'waiting'
    UNION ALL SELECT slot_id, places FROM experience_bookings WHERE state = 'booked'
    UNION ALL SELECT item_id, quantity FROM order_lines
        WHERE kind = 'membership' AND reserved AND delivery = 'waiting'
    UNION ALL SELECT tier_id, 1 FROM memberships WHERE ended_at IS NULL
) held GROUP BY item";

const TAKEN: &str =
    "SELECT item_id AS item, CAST(sum(taken) AS TEXT) AS n FROM capacities WHERE kind <> 'ticket' GROUP BY item_id";

/// What no row may ever say, each with what it would mean. A crash between two steps is no excuse: what belongs together
/// is one transaction.
const NEVER: [(&str, &str); 9] = [
    (
        "two memberships at once",
        "SELECT member_id AS item, CAST(count(*) AS TEXT) AS n FROM memberships WHERE ended_at IS NULL
         GROUP BY member_id HAVING count(*) > 1",
    ),
    (
        "more goes back than came",
        "SELECT p.id AS item, CAST(p.minor AS TEXT) AS n FROM payments p WHERE p.minor <
         (SELECT coalesce(sum(r.minor), 0) FROM refunds r WHERE r.payment_id = p.id AND r.state <> 'refused')",
    ),
    (
        "money came for an order that is not paid",
        "SELECT o.id AS item, o.state AS n FROM orders o JOIN payments p ON p.order_id = o.id
         WHERE o.state = 'awaiting_payment'",
    ),
    (
        "an order is paid and no money came",
        "SELECT o.id AS item, CAST(o.gross AS TEXT) AS n FROM orders o WHERE o.state = 'paid' AND o.gross >
         (SELECT coalesce(sum(p.minor), 0) FROM payments p WHERE p.order_id = o.id)",
    ),
    (
        "lines that do not add up to their order",
        "SELECT o.id AS item, CAST(o.gross AS TEXT) AS n FROM orders o WHERE o.gross <>
         (SELECT coalesce(sum(l.gross), 0) FROM order_lines l WHERE l.order_id = o.id)",
    ),
    (
        "gone, and nobody gives the money back",
        "SELECT l.id AS item, l.name AS n FROM order_lines l JOIN orders o ON o.id = l.order_id
         WHERE o.state = 'paid' AND l.delivery = 'gone' AND l.gross > 0 AND NOT EXISTS (SELECT 1 FROM refunds r
         WHERE r.order_line_id = l.id OR (r.order_id = o.id AND r.order_line_id IS NULL))",
    ),
    (
        "handed over in an order that nobody paid",
        "SELECT l.id AS item, l.delivery AS n FROM order_lines l JOIN orders o ON o.id = l.order_id
         WHERE o.state <> 'paid' AND l.delivery = 'delivered'",
    ),
    (
        "merch that is in nobody's hands, or in two",
        "SELECT l.id AS item, l.delivery AS n FROM order_lines l WHERE l.kind = 'merch'
         AND (SELECT count(*) FROM purchases h WHERE h.revoked_at IS NULL AND h.order_line_id = l.id)
         <> CASE WHEN l.delivery = 'delivered' THEN 1 ELSE 0 END",
    ),
    (
        "a booking without a line, or a line without its booking",
        "SELECT l.id AS item, l.delivery AS n FROM order_lines l WHERE l.kind = 'experience'
         AND (SELECT count(*) FROM experience_bookings h WHERE h.state = 'booked' AND h.order_line_id = l.id)
         <> CASE WHEN l.delivery = 'delivered' THEN 1 ELSE 0 END",
    ),
];

/// Tickets are voided one by one by the crew: a line that stands as delivered issued each once, one that does not has none
/// that opens a door.
const TICKETS: &str = "SELECT l.id AS item, l.delivery AS n FROM order_lines l WHERE l.kind = 'ticket' AND
    CASE WHEN l.delivery = 'delivered' THEN (SELECT count(*) FROM tickets h WHERE h.order_line_id = l.id) <> l.quantity
         ELSE EXISTS (SELECT 1 FROM tickets h WHERE h.state = 'valid' AND h.order_line_id = l.id) END";

const CODES: &str =
    "SELECT code AS item, CAST(taken AS TEXT) AS n FROM discount_codes c WHERE taken > total OR taken <>
    (SELECT count(*) FROM discount_uses u WHERE u.code_id = c.id)";

#[derive(Debug, QueryableByName)]
struct Found {
    #[diesel(sql_type = Text)]
    item: String,
    #[diesel(sql_type = Text)]
    n: String,
}

/// What the books say in one moment.
struct Books {
    held: HashMap<String, i64>,
    taken: HashMap<String, i64>,
    wrong: Vec<String>,
}

fn found(conn: &mut Conn, query: &str) -> Result<Vec<Found>, Fault> {
    Ok(diesel::sql_query(query).load(conn)?)
}

fn sums(conn: &mut Conn, query: &str) -> Result<HashMap<String, i64>, Fault> {
    Ok(found(conn, query)?.into_iter().map(|row| (row.item, row.n.parse().unwrap())).collect())
}

fn books(conn: &mut Conn) -> Result<Books, Fault> {
    let mut wrong = Vec::new();
    for (what, query) in NEVER.into_iter().chain([("tickets issued otherwise than sold", TICKETS), ("codes", CODES)]) {
        wrong.extend(found(conn, query)?.into_iter().map(|row| format!("{what}: {} {}", row.item, row.n)));
    }
    Ok(Books { held: sums(conn, HELD)?, taken: sums(conn, TAKEN)?, wrong })
}

impl Trade {
    /// True at any moment, whatever died a moment ago.
    pub async fn adds_up(&self) {
        // What was begun before a crash may still be written by the database's own thread: behind this it is done.
        self.till.club.write(|_| Ok::<_, Fault>(())).await.unwrap();
        let books = self.till.club.read(|conn| snapshot(conn, books)).await.unwrap();
        assert_eq!(books.wrong, [""; 0]);
        for shelf in &self.shelves {
            let of = |sums: &HashMap<String, i64>| sums.get(&shelf.item).copied().unwrap_or(0);
            let (taken, held) = (of(&books.taken), of(&books.held));
            let lost = self.lost.get(&shelf.item).copied().unwrap_or(0);
            assert_eq!(taken, held + lost, "{}: sold and held, and what rows hold and was lost", shelf.item);
            assert!(taken <= shelf.total, "{} is oversold: {taken} of {}", shelf.item, shelf.total);
        }
    }

    /// The product's own recount finds nothing either, and says what is still owed.
    pub async fn recounts(&self) {
        let kinds = self.till.kinds;
        let wrong = self.till.club.read(move |conn| orders::recount(conn, kinds)).await.unwrap();
        assert_eq!(wrong, [], "counted as taken, and the rows behind it");
        let owed = self.till.owed().await;
        let waiting =
            "order_lines l JOIN orders o ON o.id = l.order_id WHERE o.state = 'paid' AND l.delivery = 'waiting'";
        assert_eq!(owed, self.till.count(waiting), "paid and not delivered, as the studio says it");
    }

    /// True once everything has come to rest.
    pub async fn is_settled(&self) {
        self.adds_up().await;
        self.recounts().await;
        let waiting = self.till.db_rows("SELECT id, state FROM orders WHERE state = 'awaiting_payment'");
        assert!(waiting.is_empty(), "still waiting: {waiting:?}");
        assert_eq!(self.till.owed().await, 0, "paid and not delivered");
        let open = self.till.stripe.all("dispute");
        let open: Vec<_> = open.iter().filter(|dispute| dispute["status"] == "needs_response").collect();
        let asking = self.till.club.read(stagedoor::payments::troubles).await.unwrap();
        assert_eq!(asking.iter().filter(|trouble| trouble.about == "dispute").count(), open.len(), "{open:?}");
        self.books_agree();
    }

    /// Money in less money back is the same here and at Stripe.
    fn books_agree(&self) {
        let here_in = self.sum("SELECT CAST(coalesce(sum(minor), 0) AS TEXT), '' FROM payments");
        let here_back = self.sum("SELECT CAST(coalesce(sum(minor), 0) AS TEXT), '' FROM refunds WHERE state = 'done'");
        let intents = self.till.stripe.all("intent");
        let there = |key: &str| intents.iter().map(|intent| intent[key].as_i64().unwrap()).sum::<i64>();
        assert_eq!(here_in, there("amount"), "money in");
        assert_eq!(here_back, there("refunded"), "money back");
        let left = self.till.db_rows("SELECT id, state FROM refunds WHERE state <> 'done'");
        assert!(left.is_empty(), "refunds not sent: {left:?}");
    }

    fn sum(&self, query: &str) -> i64 {
        self.till.db_rows(query)[0][0].parse().unwrap()
    }
}
