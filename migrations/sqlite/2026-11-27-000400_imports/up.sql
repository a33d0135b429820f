-- What a file brought about a member beyond the club's own columns.
CREATE TABLE member_extras (
    member_id TEXT NOT NULL PRIMARY KEY REFERENCES members (id),
    fields TEXT NOT NULL,
    stripe_customer TEXT NOT NULL,
    stripe_subscription TEXT NOT NULL,
    mail_waits BOOLEAN NOT NULL
);

CREATE TABLE imports (
    id TEXT NOT NULL PRIMARY KEY,
    file_name TEXT NOT NULL,
    system TEXT NOT NULL,
    header TEXT NOT NULL,
    mapping TEXT NOT NULL,
    state TEXT NOT NULL,
    total BIGINT NOT NULL,
    done BIGINT NOT NULL,
    created BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    unchanged BIGINT NOT NULL,
    repeated BIGINT NOT NULL,
    refused BIGINT NOT NULL,
    samples TEXT NOT NULL,
    mail_waits BOOLEAN NOT NULL,
    requested_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    finished_at BIGINT
);

CREATE TABLE import_changes (
    import_id TEXT NOT NULL REFERENCES imports (id),
    member_id TEXT NOT NULL,
    line BIGINT NOT NULL,
    created BOOLEAN NOT NULL,
    change TEXT NOT NULL,
    kept TEXT,
    PRIMARY KEY (import_id, member_id)
);

CREATE TABLE import_refusals (
    import_id TEXT NOT NULL REFERENCES imports (id),
    line BIGINT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (import_id, line)
);
