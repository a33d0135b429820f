-- Where this club's books and Stripe's disagree, as the last comparison left it.
CREATE TABLE money_differences (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    order_id TEXT REFERENCES orders (id),
    subject TEXT NOT NULL,
    here TEXT NOT NULL,
    there TEXT NOT NULL,
    found_at BIGINT NOT NULL
);
