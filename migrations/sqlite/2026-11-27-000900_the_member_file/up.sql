-- What conditions ask beyond the first facts, beside the others in the one narrow row. Kept in the order of its key, a page of
-- members is read as fast as the whole, and without the indexes no condition follows one row by row to half of the members.
CREATE TABLE new_standings (
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
    reachable BOOLEAN NOT NULL,
    source TEXT NOT NULL DEFAULT '',
    holds TEXT NOT NULL DEFAULT 'free',
    tickets TEXT NOT NULL DEFAULT '',
    bought TEXT NOT NULL DEFAULT '',
    spend BIGINT NOT NULL DEFAULT 0,
    spend_currency TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
INSERT INTO new_standings (member_id, number, active, joined_at, tier, tier_since, country, language, birth_date, tags,
        consents, reachable)
    SELECT member_id, number, active, joined_at, tier, tier_since, country, language, birth_date, tags, consents, reachable
    FROM standings ORDER BY member_id;
DROP TABLE standings;
ALTER TABLE new_standings RENAME TO standings;

UPDATE standings SET source = members.source FROM members WHERE members.id = standings.member_id;

UPDATE standings SET holds = CASE WHEN memberships.state = 'grace' THEN 'grace'
        WHEN memberships.cancel_at_period_end THEN 'leaving' ELSE 'paying' END
    FROM memberships WHERE memberships.member_id = standings.member_id AND memberships.ended_at IS NULL;

UPDATE standings SET tickets = ',' || found.words || ',' FROM (
        SELECT tickets.member_id AS member_id, group_concat(DISTINCT events.slug) AS words
        FROM tickets JOIN events ON events.id = tickets.event_id
        WHERE tickets.state = 'valid' AND tickets.member_id IS NOT NULL GROUP BY tickets.member_id
    ) AS found WHERE found.member_id = standings.member_id;

UPDATE standings SET bought = ',' || found.words || ',' FROM (
        SELECT purchases.member_id AS member_id, group_concat(DISTINCT products.slug) AS words
        FROM purchases JOIN products ON products.id = purchases.product_id
        WHERE purchases.revoked_at IS NULL AND purchases.member_id IS NOT NULL GROUP BY purchases.member_id
    ) AS found WHERE found.member_id = standings.member_id;

-- In the currency somebody paid most in.
UPDATE standings SET spend = found.minor, spend_currency = found.currency FROM (
        SELECT member_id, currency, CAST(sum(minor) AS BIGINT) AS minor,
            row_number() OVER (PARTITION BY member_id ORDER BY sum(minor) DESC, currency DESC) AS place
        FROM (
            SELECT orders.member_id AS member_id, payments.currency AS currency, payments.minor AS minor
            FROM payments JOIN orders ON orders.id = payments.order_id WHERE orders.member_id IS NOT NULL
            UNION ALL
            SELECT orders.member_id, refunds.currency, -refunds.minor
            FROM refunds JOIN orders ON orders.id = refunds.order_id
            WHERE orders.member_id IS NOT NULL AND refunds.state <> 'refused'
        ) AS moved GROUP BY member_id, currency
    ) AS found WHERE found.member_id = standings.member_id AND found.place = 1;

CREATE TABLE segments (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    slug TEXT NOT NULL UNIQUE,
    condition TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
