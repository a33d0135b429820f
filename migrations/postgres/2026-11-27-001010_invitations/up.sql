-- One way in for one person, given by a member or by the club.
CREATE TABLE invitations (
    id TEXT NOT NULL PRIMARY KEY,
    inviter_id TEXT REFERENCES members (id),
    made_by TEXT NOT NULL,
    code_hash TEXT NOT NULL UNIQUE,
    hint TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    revoked_at BIGINT,
    used_at BIGINT,
    used_by TEXT REFERENCES members (id)
);
CREATE INDEX invitations_inviter ON invitations (inviter_id, made_at);
CREATE INDEX invitations_used_by ON invitations (used_by);

-- Who asks to be let in, in the order they asked.
CREATE TABLE join_requests (
    id TEXT NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL UNIQUE,
    email TEXT NOT NULL,
    email_folded TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    language TEXT NOT NULL,
    joining TEXT NOT NULL,
    answers TEXT NOT NULL,
    state TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    decided_at BIGINT,
    decided_by TEXT
);
CREATE INDEX join_requests_state ON join_requests (state, number);
