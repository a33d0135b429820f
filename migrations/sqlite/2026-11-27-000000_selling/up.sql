ALTER TABLE orders ADD COLUMN cart_id TEXT;
ALTER TABLE orders ADD COLUMN fingerprint TEXT NOT NULL DEFAULT '';
CREATE INDEX orders_cart ON orders (cart_id);
CREATE INDEX orders_email ON orders (email);

CREATE TABLE order_addresses (
    order_id TEXT NOT NULL PRIMARY KEY REFERENCES orders (id),
    name TEXT NOT NULL,
    line1 TEXT NOT NULL,
    line2 TEXT NOT NULL,
    postcode TEXT NOT NULL,
    city TEXT NOT NULL,
    region TEXT NOT NULL,
    country TEXT NOT NULL,
    phone TEXT NOT NULL
);

CREATE TABLE carts (
    id TEXT NOT NULL PRIMARY KEY,
    member_id TEXT UNIQUE REFERENCES members (id),
    token_hash TEXT UNIQUE,
    country TEXT NOT NULL,
    code TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX carts_updated ON carts (updated_at);

CREATE TABLE cart_lines (
    id TEXT NOT NULL PRIMARY KEY,
    cart_id TEXT NOT NULL REFERENCES carts (id),
    kind TEXT NOT NULL,
    item_id TEXT NOT NULL,
    price_id TEXT,
    quantity BIGINT NOT NULL,
    details TEXT NOT NULL,
    added_at BIGINT NOT NULL
);
CREATE INDEX cart_lines_cart ON cart_lines (cart_id, added_at);

CREATE TABLE discount_codes (
    id TEXT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    percent BIGINT,
    minor BIGINT,
    currency TEXT NOT NULL,
    kind TEXT NOT NULL,
    condition TEXT NOT NULL,
    starts_at BIGINT,
    ends_at BIGINT,
    total BIGINT,
    taken BIGINT NOT NULL,
    per_buyer BIGINT,
    active BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE discount_uses (
    order_id TEXT NOT NULL PRIMARY KEY,
    code_id TEXT NOT NULL REFERENCES discount_codes (id),
    buyer TEXT NOT NULL,
    used_at BIGINT NOT NULL
);
CREATE INDEX discount_uses_buyer ON discount_uses (code_id, buyer);

CREATE TABLE shipping_zones (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    countries TEXT NOT NULL,
    currency TEXT NOT NULL,
    minor BIGINT NOT NULL,
    free_from BIGINT,
    most_grams BIGINT,
    position INTEGER NOT NULL,
    created_at BIGINT NOT NULL
);
