-- What an export was asked to be, and who else of the crew decided about it.
ALTER TABLE member_exports ADD COLUMN recipe TEXT;
ALTER TABLE member_exports ADD COLUMN decided_by TEXT;

CREATE TABLE kept_exports (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    recipe TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
