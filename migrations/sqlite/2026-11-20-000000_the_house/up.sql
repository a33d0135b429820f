-- The first shape of a club. Moments are BIGINT microseconds since 1970 in UTC; ids are UUIDv7 text;
-- money is minor units with its currency beside it. Secrets are stored as SHA-256 where they can be.

CREATE TABLE club_facts (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE jobs (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    payload TEXT NOT NULL,
    dedupe_key TEXT UNIQUE,
    state TEXT NOT NULL,
    run_after BIGINT NOT NULL,
    attempts INTEGER NOT NULL,
    leased_until BIGINT,
    last_error TEXT,
    created_at BIGINT NOT NULL
);
CREATE INDEX jobs_due ON jobs (state, run_after);

CREATE TABLE journal_entries (
    id TEXT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id TEXT,
    verb TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    detail TEXT NOT NULL
);
CREATE INDEX journal_entries_at ON journal_entries (at);
CREATE INDEX journal_entries_subject ON journal_entries (subject_kind, subject_id, at);

CREATE TABLE mails (
    id TEXT NOT NULL PRIMARY KEY,
    dedupe_key TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    to_address TEXT NOT NULL,
    to_name TEXT NOT NULL,
    subject TEXT NOT NULL,
    text TEXT NOT NULL,
    html TEXT NOT NULL,
    unsubscribe_url TEXT,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    last_error TEXT,
    created_at BIGINT NOT NULL,
    sent_at BIGINT
);
CREATE INDEX mails_to ON mails (to_address, created_at);
CREATE INDEX mails_state ON mails (state, created_at);

CREATE TABLE members (
    id TEXT NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL UNIQUE,
    email TEXT NOT NULL,
    email_folded TEXT NOT NULL UNIQUE,
    email_state TEXT NOT NULL,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    language TEXT NOT NULL,
    country TEXT NOT NULL,
    birth_date TEXT,
    joined_at BIGINT NOT NULL,
    source TEXT NOT NULL,
    note TEXT NOT NULL,
    state TEXT NOT NULL,
    last_seen_at BIGINT
);
CREATE INDEX members_joined ON members (joined_at);
CREATE INDEX members_name ON members (name_folded);

CREATE TABLE member_tags (
    member_id TEXT NOT NULL REFERENCES members (id),
    tag TEXT NOT NULL,
    PRIMARY KEY (member_id, tag)
);
CREATE INDEX member_tags_tag ON member_tags (tag);

CREATE TABLE consents (
    id TEXT NOT NULL PRIMARY KEY,
    member_id TEXT NOT NULL REFERENCES members (id),
    purpose TEXT NOT NULL,
    granted BOOLEAN NOT NULL,
    wording TEXT NOT NULL,
    at BIGINT NOT NULL,
    ip TEXT NOT NULL,
    source TEXT NOT NULL
);
CREATE INDEX consents_member ON consents (member_id, purpose, at);

CREATE TABLE suppressions (
    email_folded TEXT NOT NULL PRIMARY KEY,
    reason TEXT NOT NULL,
    at BIGINT NOT NULL
);

-- One narrow row a member: what conditions ask about, kept by the rooms in the transaction that changes the fact.
CREATE TABLE standings (
    member_id TEXT NOT NULL PRIMARY KEY REFERENCES members (id),
    number BIGINT NOT NULL,
    active BOOLEAN NOT NULL,
    joined_at BIGINT NOT NULL,
    tier TEXT NOT NULL,
    tier_since BIGINT,
    country TEXT NOT NULL,
    language TEXT NOT NULL,
    birth_date TEXT NOT NULL,
    tags TEXT NOT NULL,
    consents TEXT NOT NULL,
    reachable BOOLEAN NOT NULL
);
CREATE INDEX standings_tier ON standings (tier);
CREATE INDEX standings_joined ON standings (joined_at);

CREATE TABLE sign_ins (
    id TEXT NOT NULL PRIMARY KEY,
    email TEXT NOT NULL,
    email_folded TEXT NOT NULL,
    audience TEXT NOT NULL,
    browser_hash TEXT NOT NULL,
    code_hash TEXT NOT NULL,
    link_hash TEXT NOT NULL UNIQUE,
    join_form TEXT,
    return_to TEXT NOT NULL,
    language TEXT NOT NULL,
    ip TEXT NOT NULL,
    tries INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX sign_ins_browser ON sign_ins (browser_hash, created_at);
CREATE INDEX sign_ins_email ON sign_ins (email_folded, created_at);
CREATE INDEX sign_ins_expiry ON sign_ins (expires_at);

CREATE TABLE sessions (
    id TEXT NOT NULL PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    audience TEXT NOT NULL,
    person_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    second_factor_at BIGINT,
    device TEXT NOT NULL,
    ip TEXT NOT NULL
);
CREATE INDEX sessions_person ON sessions (person_id);
CREATE INDEX sessions_expiry ON sessions (expires_at);

-- Browsers that once signed in as this person: a stranger's requests cannot lock these out.
CREATE TABLE known_browsers (
    browser_hash TEXT NOT NULL,
    email_folded TEXT NOT NULL,
    first_seen_at BIGINT NOT NULL,
    PRIMARY KEY (browser_hash, email_folded)
);

CREATE TABLE crew_members (
    id TEXT NOT NULL PRIMARY KEY,
    email TEXT NOT NULL,
    email_folded TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    language TEXT NOT NULL,
    totp_secret TEXT,
    totp_confirmed_at BIGINT,
    totp_last_step BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    revoked_at BIGINT
);

CREATE TABLE recovery_codes (
    id TEXT NOT NULL PRIMARY KEY,
    crew_member_id TEXT NOT NULL REFERENCES crew_members (id),
    code_hash TEXT NOT NULL,
    used_at BIGINT
);
CREATE INDEX recovery_codes_crew ON recovery_codes (crew_member_id);

CREATE TABLE feeds (
    member_id TEXT NOT NULL PRIMARY KEY REFERENCES members (id),
    token_hash TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL
);

-- Numbers for people, without gaps: orders, receipts, credit notes, each with its own series for test money.
CREATE TABLE number_series (
    name TEXT NOT NULL PRIMARY KEY,
    last BIGINT NOT NULL
);

-- Everything limited has a row here. total NULL means unlimited.
CREATE TABLE capacities (
    kind TEXT NOT NULL,
    item_id TEXT NOT NULL,
    total BIGINT,
    taken BIGINT NOT NULL,
    PRIMARY KEY (kind, item_id)
);

CREATE TABLE tiers (
    id TEXT NOT NULL PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    summary TEXT NOT NULL,
    perks TEXT NOT NULL,
    position INTEGER NOT NULL,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE prices (
    id TEXT NOT NULL PRIMARY KEY,
    item_kind TEXT NOT NULL,
    item_id TEXT NOT NULL,
    period TEXT NOT NULL,
    currency TEXT NOT NULL,
    minor BIGINT NOT NULL,
    tax_behaviour TEXT NOT NULL,
    active BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX prices_item ON prices (item_kind, item_id);

CREATE TABLE orders (
    id TEXT NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL UNIQUE,
    origin TEXT NOT NULL,
    member_id TEXT REFERENCES members (id),
    email TEXT NOT NULL,
    language TEXT NOT NULL,
    state TEXT NOT NULL,
    currency TEXT NOT NULL,
    net BIGINT NOT NULL,
    tax BIGINT NOT NULL,
    gross BIGINT NOT NULL,
    livemode BOOLEAN NOT NULL,
    receipt_number BIGINT,
    return_to TEXT NOT NULL,
    hold_until BIGINT,
    created_at BIGINT NOT NULL,
    paid_at BIGINT,
    ended_at BIGINT,
    UNIQUE (livemode, receipt_number)
);
CREATE INDEX orders_member ON orders (member_id, created_at);
CREATE INDEX orders_state ON orders (state, hold_until);
CREATE INDEX orders_paid ON orders (paid_at);

CREATE TABLE order_lines (
    id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    item_id TEXT NOT NULL,
    price_id TEXT,
    name TEXT NOT NULL,
    quantity BIGINT NOT NULL,
    unit_minor BIGINT NOT NULL,
    discount BIGINT NOT NULL,
    net BIGINT NOT NULL,
    tax BIGINT NOT NULL,
    gross BIGINT NOT NULL,
    tax_rate_ppm BIGINT NOT NULL,
    tax_country TEXT NOT NULL,
    details TEXT NOT NULL,
    reserved BOOLEAN NOT NULL,
    delivery TEXT NOT NULL,
    delivered_at BIGINT,
    gone_reason TEXT,
    last_error TEXT,
    UNIQUE (order_id, position)
);
CREATE INDEX order_lines_delivery ON order_lines (delivery);
CREATE INDEX order_lines_item ON order_lines (kind, item_id);

CREATE TABLE payment_attempts (
    id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    n INTEGER NOT NULL,
    request_path TEXT NOT NULL,
    request_body TEXT NOT NULL,
    idempotency_key TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL,
    session_id TEXT UNIQUE,
    session_url TEXT,
    asked_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    last_error TEXT,
    UNIQUE (order_id, n)
);
CREATE INDEX payment_attempts_state ON payment_attempts (state, asked_at);

CREATE TABLE payments (
    id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    attempt_id TEXT REFERENCES payment_attempts (id),
    reference TEXT NOT NULL UNIQUE,
    payment_intent TEXT,
    subscription_id TEXT,
    currency TEXT NOT NULL,
    minor BIGINT NOT NULL,
    paid_at BIGINT NOT NULL
);
CREATE INDEX payments_order ON payments (order_id);
CREATE INDEX payments_subscription ON payments (subscription_id, paid_at);
CREATE INDEX payments_at ON payments (paid_at);

CREATE TABLE refunds (
    id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    payment_id TEXT NOT NULL REFERENCES payments (id),
    order_line_id TEXT REFERENCES order_lines (id),
    currency TEXT NOT NULL,
    minor BIGINT NOT NULL,
    reason TEXT NOT NULL,
    state TEXT NOT NULL,
    idempotency_key TEXT NOT NULL UNIQUE,
    reference TEXT,
    credit_note_number BIGINT,
    created_at BIGINT NOT NULL,
    settled_at BIGINT,
    last_error TEXT
);
CREATE INDEX refunds_order ON refunds (order_id);
CREATE INDEX refunds_state ON refunds (state);

CREATE TABLE stripe_customers (
    account TEXT NOT NULL,
    livemode BOOLEAN NOT NULL,
    customer_id TEXT NOT NULL,
    member_id TEXT NOT NULL REFERENCES members (id),
    currency TEXT,
    current BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account, livemode, customer_id)
);
CREATE INDEX stripe_customers_member ON stripe_customers (member_id);

-- Agreements that pay again each period, and the line whose goods they keep alive.
CREATE TABLE subscriptions (
    id TEXT NOT NULL PRIMARY KEY,
    customer_id TEXT NOT NULL,
    member_id TEXT NOT NULL REFERENCES members (id),
    order_id TEXT NOT NULL REFERENCES orders (id),
    order_line_id TEXT NOT NULL REFERENCES order_lines (id),
    kind TEXT NOT NULL,
    currency TEXT NOT NULL,
    state TEXT NOT NULL,
    period_end BIGINT NOT NULL,
    leaving BOOLEAN NOT NULL,
    read_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX subscriptions_member ON subscriptions (member_id, kind);
CREATE INDEX subscriptions_due ON subscriptions (period_end);

CREATE TABLE stripe_events (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    body TEXT NOT NULL,
    outcome TEXT NOT NULL
);
CREATE INDEX stripe_events_received ON stripe_events (received_at);

CREATE TABLE sandbox_objects (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX sandbox_objects_kind ON sandbox_objects (kind, created_at);

CREATE TABLE memberships (
    id TEXT NOT NULL PRIMARY KEY,
    member_id TEXT NOT NULL REFERENCES members (id),
    tier_id TEXT NOT NULL REFERENCES tiers (id),
    price_id TEXT NOT NULL REFERENCES prices (id),
    order_id TEXT REFERENCES orders (id),
    subscription_id TEXT,
    state TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    period_end BIGINT,
    cancel_at_period_end BOOLEAN NOT NULL,
    grace_until BIGINT,
    ended_at BIGINT,
    end_reason TEXT
);
CREATE INDEX memberships_member ON memberships (member_id);
CREATE INDEX memberships_subscription ON memberships (subscription_id);
CREATE INDEX memberships_state ON memberships (state, period_end);
-- One living membership a member, whatever races: the database says so.
CREATE UNIQUE INDEX memberships_one_living ON memberships (member_id) WHERE ended_at IS NULL;

CREATE TABLE entitlements (
    id TEXT NOT NULL PRIMARY KEY,
    member_id TEXT NOT NULL REFERENCES members (id),
    kind TEXT NOT NULL,
    item TEXT NOT NULL,
    source TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT,
    UNIQUE (member_id, kind, item, source)
);
CREATE INDEX entitlements_member ON entitlements (member_id, kind);

CREATE TABLE assets (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    title TEXT NOT NULL,
    artist TEXT NOT NULL,
    alt TEXT NOT NULL,
    file_name TEXT NOT NULL,
    content_type TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    width INTEGER,
    height INTEGER,
    duration_ms BIGINT,
    thumbhash TEXT,
    waveform TEXT,
    playable_everywhere BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT
);
CREATE INDEX assets_created ON assets (created_at);

CREATE TABLE renditions (
    asset_id TEXT NOT NULL REFERENCES assets (id),
    name TEXT NOT NULL,
    key TEXT NOT NULL,
    content_type TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    width INTEGER,
    height INTEGER,
    etag TEXT NOT NULL,
    PRIMARY KEY (asset_id, name)
);

CREATE TABLE uploads (
    id TEXT NOT NULL PRIMARY KEY,
    crew_member_id TEXT NOT NULL,
    asset_id TEXT,
    file_name TEXT NOT NULL,
    content_type TEXT NOT NULL,
    total BIGINT NOT NULL,
    received BIGINT NOT NULL,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX uploads_updated ON uploads (updated_at);

-- The body stands last because lists do not read it: SQLite keeps what is long on pages of its own.
CREATE TABLE posts (
    id TEXT NOT NULL PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    kind TEXT NOT NULL,
    kind_chosen BOOLEAN NOT NULL,
    excerpt TEXT NOT NULL,
    opening TEXT NOT NULL,
    minutes INTEGER NOT NULL,
    teaser_asset_id TEXT REFERENCES assets (id),
    lead_asset_id TEXT REFERENCES assets (id),
    play_asset_id TEXT REFERENCES assets (id),
    pictures INTEGER NOT NULL,
    files INTEGER NOT NULL,
    file_bytes BIGINT NOT NULL,
    condition TEXT NOT NULL,
    state TEXT NOT NULL,
    comments_open BOOLEAN NOT NULL,
    mail_on_publish BOOLEAN NOT NULL,
    publish_at BIGINT,
    published_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    author_id TEXT,
    body TEXT NOT NULL,
    body_html TEXT NOT NULL
);
CREATE INDEX posts_published ON posts (state, published_at, id);
CREATE INDEX posts_teaser ON posts (teaser_asset_id);
CREATE INDEX posts_lead ON posts (lead_asset_id);

CREATE TABLE post_slugs (
    slug TEXT NOT NULL PRIMARY KEY,
    post_id TEXT NOT NULL REFERENCES posts (id)
);

CREATE TABLE post_assets (
    post_id TEXT NOT NULL REFERENCES posts (id),
    asset_id TEXT NOT NULL REFERENCES assets (id),
    position INTEGER NOT NULL,
    caption TEXT NOT NULL,
    PRIMARY KEY (post_id, asset_id)
);
CREATE INDEX post_assets_asset ON post_assets (asset_id);

CREATE TABLE comments (
    id TEXT NOT NULL PRIMARY KEY,
    post_id TEXT NOT NULL REFERENCES posts (id),
    member_id TEXT REFERENCES members (id),
    crew_member_id TEXT REFERENCES crew_members (id),
    body TEXT NOT NULL,
    language TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    hidden_at BIGINT,
    hidden_by TEXT
);
CREATE INDEX comments_post ON comments (post_id, created_at);
CREATE INDEX comments_member ON comments (member_id, created_at);

CREATE TABLE reactions (
    post_id TEXT NOT NULL REFERENCES posts (id),
    member_id TEXT NOT NULL REFERENCES members (id),
    kind TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (post_id, member_id, kind)
);

CREATE TABLE reports (
    id TEXT NOT NULL PRIMARY KEY,
    comment_id TEXT NOT NULL REFERENCES comments (id),
    member_id TEXT NOT NULL REFERENCES members (id),
    reason TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    handled_at BIGINT,
    handled_by TEXT,
    UNIQUE (comment_id, member_id)
);
CREATE INDEX reports_state ON reports (state, created_at);

CREATE TABLE broadcasts (
    id TEXT NOT NULL PRIMARY KEY,
    post_id TEXT NOT NULL REFERENCES posts (id),
    subject TEXT NOT NULL,
    purpose TEXT NOT NULL,
    state TEXT NOT NULL,
    cursor TEXT NOT NULL,
    expected BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    finished_at BIGINT
);
CREATE INDEX broadcasts_post ON broadcasts (post_id);

CREATE TABLE deliveries (
    broadcast_id TEXT NOT NULL REFERENCES broadcasts (id),
    member_id TEXT NOT NULL REFERENCES members (id),
    state TEXT NOT NULL,
    sent_at BIGINT,
    last_error TEXT,
    PRIMARY KEY (broadcast_id, member_id)
);
CREATE INDEX deliveries_state ON deliveries (broadcast_id, state);

CREATE TABLE member_exports (
    id TEXT NOT NULL PRIMARY KEY,
    format TEXT NOT NULL,
    state TEXT NOT NULL,
    expected BIGINT,
    written BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    sha256 TEXT,
    file_name TEXT NOT NULL,
    requested_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    finished_at BIGINT,
    expires_at BIGINT NOT NULL,
    last_error TEXT
);

-- The index refers to rows by rowid, which only an INTEGER PRIMARY KEY keeps through VACUUM.
CREATE TABLE search_documents (
    id INTEGER NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    item_id TEXT NOT NULL,
    search_text TEXT NOT NULL,
    UNIQUE (kind, item_id)
);
CREATE VIRTUAL TABLE search_index USING fts5 (search_text, content = 'search_documents', tokenize = "unicode61 remove_diacritics 0");
CREATE TRIGGER search_documents_in AFTER INSERT ON search_documents BEGIN
    INSERT INTO search_index (rowid, search_text) VALUES (new.rowid, new.search_text);
END;
CREATE TRIGGER search_documents_out AFTER DELETE ON search_documents BEGIN
    INSERT INTO search_index (search_index, rowid, search_text) VALUES ('delete', old.rowid, old.search_text);
END;
CREATE TRIGGER search_documents_new AFTER UPDATE ON search_documents BEGIN
    INSERT INTO search_index (search_index, rowid, search_text) VALUES ('delete', old.rowid, old.search_text);
    INSERT INTO search_index (rowid, search_text) VALUES (new.rowid, new.search_text);
END;
