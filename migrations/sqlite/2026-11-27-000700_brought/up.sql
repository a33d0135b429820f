-- Names are looked for by a part in their middle, which no index of them can help; it cost every member written a
-- page of its own.
DROP INDEX members_name;

-- What an import writes of each member lies in the order of its key and nowhere else: half of the pages to write.
CREATE TABLE member_extras_by_key (
    member_id TEXT NOT NULL PRIMARY KEY REFERENCES members (id),
    fields TEXT NOT NULL,
    stripe_customer TEXT NOT NULL,
    stripe_subscription TEXT NOT NULL,
    mail_waits BOOLEAN NOT NULL
) WITHOUT ROWID;
INSERT INTO member_extras_by_key SELECT member_id, fields, stripe_customer, stripe_subscription, mail_waits FROM member_extras;
DROP TABLE member_extras;
ALTER TABLE member_extras_by_key RENAME TO member_extras;

CREATE TABLE import_changes_by_key (
    import_id TEXT NOT NULL REFERENCES imports (id),
    member_id TEXT NOT NULL,
    line BIGINT NOT NULL,
    created BOOLEAN NOT NULL,
    change TEXT NOT NULL,
    kept TEXT,
    PRIMARY KEY (import_id, member_id)
) WITHOUT ROWID;
INSERT INTO import_changes_by_key SELECT import_id, member_id, line, created, change, kept FROM import_changes;
DROP TABLE import_changes;
ALTER TABLE import_changes_by_key RENAME TO import_changes;
