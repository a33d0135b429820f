-- What partners told of the people handed over to them, and each file by which they told it.
CREATE TABLE handed_back (
    handover_id TEXT NOT NULL REFERENCES handovers (id),
    member_id TEXT NOT NULL REFERENCES members (id),
    used BOOLEAN,
    used_at BIGINT,
    seat TEXT NOT NULL,
    attended BOOLEAN,
    notes TEXT NOT NULL,
    told_at BIGINT NOT NULL,
    PRIMARY KEY (handover_id, member_id)
);
CREATE INDEX handed_back_member ON handed_back (member_id);

CREATE TABLE handbacks (
    id TEXT NOT NULL PRIMARY KEY,
    handover_id TEXT NOT NULL REFERENCES handovers (id),
    file_name TEXT NOT NULL,
    header TEXT NOT NULL,
    mapping TEXT NOT NULL,
    state TEXT NOT NULL,
    total BIGINT NOT NULL,
    done BIGINT NOT NULL,
    counts TEXT NOT NULL,
    samples TEXT NOT NULL,
    requested_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    finished_at BIGINT
);
CREATE INDEX handbacks_handover ON handbacks (handover_id);

CREATE TABLE handback_changes (
    handback_id TEXT NOT NULL REFERENCES handbacks (id),
    member_id TEXT NOT NULL REFERENCES members (id),
    line BIGINT NOT NULL,
    former TEXT NOT NULL,
    written TEXT NOT NULL,
    kept TEXT,
    PRIMARY KEY (handback_id, member_id)
);
CREATE INDEX handback_changes_member ON handback_changes (member_id);

CREATE TABLE handback_refusals (
    handback_id TEXT NOT NULL REFERENCES handbacks (id),
    line BIGINT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (handback_id, line)
);
