-- What Stripe said about the customers a file named, member by member.
CREATE TABLE import_lookups (
    import_id TEXT NOT NULL REFERENCES imports (id),
    member_id TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    outcome TEXT NOT NULL,
    linked BOOLEAN NOT NULL,
    PRIMARY KEY (import_id, member_id)
);
CREATE INDEX import_lookups_member ON import_lookups (member_id);
