-- Who else was given members' data, for what, until when; and who was in it.
CREATE TABLE handovers (
    id TEXT NOT NULL PRIMARY KEY,
    partner TEXT NOT NULL,
    purpose TEXT NOT NULL,
    recipe TEXT NOT NULL,
    keep_until TEXT NOT NULL,
    requested_by TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    handed_at BIGINT,
    people BIGINT NOT NULL,
    sha256 TEXT,
    deleted_at BIGINT,
    deleted_noted_by TEXT
);

CREATE TABLE handed_members (
    handover_id TEXT NOT NULL REFERENCES handovers (id),
    member_id TEXT NOT NULL REFERENCES members (id),
    code TEXT NOT NULL,
    PRIMARY KEY (handover_id, member_id)
);
CREATE INDEX handed_members_member ON handed_members (member_id);
CREATE INDEX handed_members_code ON handed_members (handover_id, code);
