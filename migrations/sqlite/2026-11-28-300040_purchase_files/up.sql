-- The files a product had when it was bought: its buyers keep them when the product gets others.
CREATE TABLE purchase_files (
    purchase_id TEXT NOT NULL REFERENCES purchases (id),
    asset_id TEXT NOT NULL REFERENCES assets (id),
    position INTEGER NOT NULL,
    PRIMARY KEY (purchase_id, asset_id)
);
CREATE INDEX purchase_files_asset ON purchase_files (asset_id);
INSERT INTO purchase_files (purchase_id, asset_id, position)
    SELECT purchases.id, product_assets.asset_id, product_assets.position
    FROM purchases JOIN product_assets ON product_assets.product_id = purchases.product_id
    WHERE product_assets.role = 'file';
