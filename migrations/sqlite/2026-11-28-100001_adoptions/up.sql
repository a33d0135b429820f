-- What was paid for an agreement until then, another system took; empty for those that began here.
ALTER TABLE subscriptions ADD COLUMN settled_until BIGINT;

-- Members are also found by what a file named of Stripe.
CREATE INDEX member_extras_customer ON member_extras (stripe_customer) WHERE stripe_customer <> '';
CREATE INDEX member_extras_subscription ON member_extras (stripe_subscription) WHERE stripe_subscription <> '';

-- One taking over of what another system collects in the club's own Stripe account.
CREATE TABLE adoptions (
    id TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL,
    livemode BOOLEAN NOT NULL,
    state TEXT NOT NULL,
    last_read TEXT NOT NULL,
    total BIGINT NOT NULL,
    done BIGINT NOT NULL,
    mail_waits BOOLEAN NOT NULL,
    requested_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    read_at BIGINT,
    finished_at BIGINT,
    tried_at BIGINT,
    compared_at BIGINT
);

-- The prices that were found, and the tier each was taken for; empty leaves it alone.
CREATE TABLE adoption_prices (
    adoption_id TEXT NOT NULL REFERENCES adoptions (id),
    price_id TEXT NOT NULL,
    product_id TEXT NOT NULL,
    product TEXT NOT NULL,
    currency TEXT NOT NULL,
    minor BIGINT NOT NULL,
    period TEXT NOT NULL,
    unfit TEXT NOT NULL,
    live BIGINT NOT NULL,
    tier_id TEXT NOT NULL,
    PRIMARY KEY (adoption_id, price_id)
);

-- Each agreement as it was read, what becomes of it, and what undoing needs.
CREATE TABLE adoption_agreements (
    adoption_id TEXT NOT NULL REFERENCES adoptions (id),
    agreement_id TEXT NOT NULL,
    position BIGINT NOT NULL,
    customer_id TEXT NOT NULL,
    email TEXT NOT NULL,
    name TEXT NOT NULL,
    price_id TEXT NOT NULL,
    unfit TEXT NOT NULL,
    collecting TEXT NOT NULL,
    leaving BOOLEAN NOT NULL,
    shares BOOLEAN NOT NULL,
    began_at BIGINT NOT NULL,
    period_start BIGINT NOT NULL,
    period_end BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    done BOOLEAN NOT NULL,
    member_id TEXT,
    created BOOLEAN NOT NULL,
    made TEXT,
    kept TEXT,
    PRIMARY KEY (adoption_id, agreement_id)
);
CREATE INDEX adoption_agreements_position ON adoption_agreements (adoption_id, position);
CREATE INDEX adoption_agreements_member ON adoption_agreements (member_id);
CREATE INDEX adoption_agreements_outcome ON adoption_agreements (adoption_id, outcome);

-- Where Stripe and the member file disagree after a move.
CREATE TABLE adoption_differences (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    here TEXT NOT NULL,
    there TEXT NOT NULL,
    found_at BIGINT NOT NULL
);

-- What was ticked off on the way out of the old system.
CREATE TABLE adoption_steps (
    word TEXT NOT NULL PRIMARY KEY,
    ticked_by TEXT NOT NULL,
    ticked_at BIGINT NOT NULL
);
