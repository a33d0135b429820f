CREATE TABLE experiences (
    id TEXT NOT NULL PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    about TEXT NOT NULL,
    place TEXT NOT NULL,
    zone TEXT NOT NULL,
    terms TEXT NOT NULL,
    consent TEXT NOT NULL,
    condition TEXT NOT NULL,
    guests BIGINT NOT NULL,
    least_age BIGINT,
    picture_asset_id TEXT,
    published_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE experience_questions (
    experience_id TEXT NOT NULL REFERENCES experiences (id),
    position INTEGER NOT NULL,
    question TEXT NOT NULL,
    required BOOLEAN NOT NULL,
    PRIMARY KEY (experience_id, position)
);

CREATE TABLE experience_slots (
    id TEXT NOT NULL PRIMARY KEY,
    experience_id TEXT NOT NULL REFERENCES experiences (id),
    wall_clock TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    minutes BIGINT NOT NULL,
    state TEXT NOT NULL,
    moved_to TEXT,
    changed_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX experience_slots_of ON experience_slots (experience_id, starts_at);

CREATE TABLE experience_bookings (
    id TEXT NOT NULL PRIMARY KEY,
    order_line_id TEXT NOT NULL UNIQUE,
    order_id TEXT NOT NULL REFERENCES orders (id),
    slot_id TEXT NOT NULL REFERENCES experience_slots (id),
    member_id TEXT REFERENCES members (id),
    key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    language TEXT NOT NULL,
    places BIGINT NOT NULL,
    guests TEXT NOT NULL,
    answers TEXT NOT NULL,
    of_age BIGINT,
    consent TEXT NOT NULL,
    consent_hash TEXT NOT NULL,
    state TEXT NOT NULL,
    moves BIGINT NOT NULL,
    booked_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX experience_bookings_slot ON experience_bookings (slot_id);
CREATE INDEX experience_bookings_member ON experience_bookings (member_id);
