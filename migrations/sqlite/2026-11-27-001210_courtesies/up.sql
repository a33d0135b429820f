-- Tiers the crew gives, with an end or without.
CREATE TABLE courtesies (
    id TEXT NOT NULL PRIMARY KEY,
    member_id TEXT NOT NULL REFERENCES members (id),
    tier_id TEXT NOT NULL REFERENCES tiers (id),
    reason TEXT NOT NULL,
    given_by TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT,
    ended_at BIGINT
);
CREATE INDEX courtesies_member ON courtesies (member_id);
CREATE INDEX courtesies_due ON courtesies (ends_at) WHERE ended_at IS NULL;
