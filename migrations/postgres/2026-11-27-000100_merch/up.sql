CREATE TABLE products (
    id TEXT NOT NULL PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    about TEXT NOT NULL,
    option1 TEXT NOT NULL,
    values1 TEXT NOT NULL,
    option2 TEXT NOT NULL,
    values2 TEXT NOT NULL,
    condition TEXT NOT NULL,
    hidden_from_others BOOLEAN NOT NULL,
    members_condition TEXT NOT NULL,
    most_per_buyer BIGINT,
    published BOOLEAN NOT NULL,
    position INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX products_position ON products (position);

CREATE TABLE product_variants (
    id TEXT NOT NULL PRIMARY KEY,
    product_id TEXT NOT NULL REFERENCES products (id),
    value1 TEXT NOT NULL,
    value2 TEXT NOT NULL,
    grams BIGINT,
    active BOOLEAN NOT NULL,
    position INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (product_id, value1, value2)
);

CREATE TABLE product_assets (
    product_id TEXT NOT NULL REFERENCES products (id),
    asset_id TEXT NOT NULL REFERENCES assets (id),
    role TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (product_id, asset_id, role)
);
CREATE INDEX product_assets_asset ON product_assets (asset_id);

CREATE TABLE purchases (
    id TEXT NOT NULL PRIMARY KEY,
    order_line_id TEXT NOT NULL UNIQUE REFERENCES order_lines (id),
    product_id TEXT NOT NULL REFERENCES products (id),
    variant_id TEXT NOT NULL REFERENCES product_variants (id),
    member_id TEXT REFERENCES members (id),
    email_folded TEXT NOT NULL,
    opens_with TEXT NOT NULL UNIQUE,
    quantity BIGINT NOT NULL,
    bought_at BIGINT NOT NULL,
    revoked_at BIGINT
);
CREATE INDEX purchases_member ON purchases (member_id);
CREATE INDEX purchases_email ON purchases (email_folded);
CREATE INDEX purchases_product ON purchases (product_id);

CREATE TABLE packing_lines (
    order_line_id TEXT NOT NULL PRIMARY KEY REFERENCES order_lines (id),
    order_id TEXT NOT NULL REFERENCES orders (id),
    name TEXT NOT NULL,
    quantity BIGINT NOT NULL,
    packed BIGINT NOT NULL,
    added_at BIGINT NOT NULL,
    stopped_at BIGINT
);
CREATE INDEX packing_lines_order ON packing_lines (order_id);

CREATE TABLE shipments (
    id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    carrier TEXT NOT NULL,
    tracking_number TEXT NOT NULL,
    tracking_url TEXT NOT NULL,
    packed_at BIGINT NOT NULL,
    sent_at BIGINT
);
CREATE INDEX shipments_order ON shipments (order_id);

CREATE TABLE shipment_lines (
    shipment_id TEXT NOT NULL REFERENCES shipments (id),
    order_line_id TEXT NOT NULL REFERENCES packing_lines (order_line_id),
    quantity BIGINT NOT NULL,
    PRIMARY KEY (shipment_id, order_line_id)
);
CREATE INDEX shipment_lines_line ON shipment_lines (order_line_id);
