CREATE TABLE events (
    id TEXT NOT NULL PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    venue TEXT NOT NULL,
    address TEXT NOT NULL,
    zone TEXT NOT NULL,
    doors_local TEXT NOT NULL,
    starts_local TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX events_starts ON events (state, starts_at);

CREATE TABLE ticket_types (
    id TEXT NOT NULL PRIMARY KEY,
    event_id TEXT NOT NULL REFERENCES events (id),
    name TEXT NOT NULL,
    about TEXT NOT NULL,
    position INTEGER NOT NULL,
    condition TEXT NOT NULL,
    most BIGINT,
    asks_names BOOLEAN NOT NULL,
    question TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX ticket_types_event ON ticket_types (event_id, position);

CREATE TABLE sale_windows (
    id TEXT NOT NULL PRIMARY KEY,
    ticket_type_id TEXT NOT NULL REFERENCES ticket_types (id),
    condition TEXT NOT NULL,
    opens_at BIGINT NOT NULL
);
CREATE INDEX sale_windows_type ON sale_windows (ticket_type_id, opens_at);

CREATE TABLE tickets (
    id TEXT NOT NULL PRIMARY KEY,
    event_id TEXT NOT NULL REFERENCES events (id),
    ticket_type_id TEXT NOT NULL REFERENCES ticket_types (id),
    order_line_id TEXT NOT NULL,
    number BIGINT NOT NULL UNIQUE,
    member_id TEXT REFERENCES members (id),
    email TEXT NOT NULL,
    holder TEXT NOT NULL,
    answer TEXT NOT NULL,
    secret TEXT NOT NULL,
    state TEXT NOT NULL,
    inside BOOLEAN NOT NULL,
    issued_at BIGINT NOT NULL,
    admitted_at BIGINT,
    admitted_gate TEXT NOT NULL
);
CREATE INDEX tickets_event ON tickets (event_id, state);
CREATE INDEX tickets_line ON tickets (order_line_id);
CREATE INDEX tickets_member ON tickets (member_id);
CREATE INDEX tickets_type ON tickets (ticket_type_id, email);

CREATE TABLE door_passes (
    id TEXT NOT NULL PRIMARY KEY,
    event_id TEXT NOT NULL REFERENCES events (id),
    gate TEXT NOT NULL,
    search BOOLEAN NOT NULL,
    invitation_hash TEXT UNIQUE,
    device_hash TEXT UNIQUE,
    created_at BIGINT NOT NULL,
    paired_at BIGINT,
    seen_at BIGINT,
    revoked_at BIGINT
);
CREATE INDEX door_passes_event ON door_passes (event_id);

CREATE TABLE scans (
    id TEXT NOT NULL PRIMARY KEY,
    pass_id TEXT NOT NULL REFERENCES door_passes (id),
    ticket_id TEXT,
    direction TEXT NOT NULL,
    verdict TEXT NOT NULL,
    offline BOOLEAN NOT NULL,
    at BIGINT NOT NULL,
    received_at BIGINT NOT NULL
);
CREATE INDEX scans_pass ON scans (pass_id, at);
CREATE INDEX scans_ticket ON scans (ticket_id);
