-- What a club keeps of its members in fields of its own. The values lie with what files brought, under `field:` and the key.
CREATE TABLE club_fields (
    id TEXT NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL UNIQUE,
    key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    choices TEXT NOT NULL,
    position BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    removed_at BIGINT
);

ALTER TABLE standings ADD COLUMN own_fields TEXT NOT NULL DEFAULT '';

-- SQLite has it by itself.
CREATE FUNCTION instr(TEXT, TEXT) RETURNS INTEGER LANGUAGE sql IMMUTABLE PARALLEL SAFE AS 'SELECT strpos($1, $2)';
