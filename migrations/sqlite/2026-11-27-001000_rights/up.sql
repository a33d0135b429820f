-- Who bought and where it went, sealed with the club's key after the buyer was erased. Empty until nothing of the order
-- has to be sent any more.
CREATE TABLE sealed_papers (
    order_id TEXT NOT NULL PRIMARY KEY REFERENCES orders (id),
    sealed TEXT NOT NULL,
    keep_until BIGINT NOT NULL
);
CREATE INDEX sealed_papers_due ON sealed_papers (keep_until);

-- A member moves to another address once both addresses have said so.
CREATE TABLE address_changes (
    member_id TEXT NOT NULL PRIMARY KEY REFERENCES members (id),
    email TEXT NOT NULL,
    email_folded TEXT NOT NULL,
    old_hash TEXT NOT NULL UNIQUE,
    new_hash TEXT NOT NULL UNIQUE,
    old_agreed_at BIGINT,
    new_agreed_at BIGINT,
    asked_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
