CREATE TABLE disputes (
    id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    payment_id TEXT NOT NULL REFERENCES payments (id),
    currency TEXT NOT NULL,
    minor BIGINT NOT NULL,
    reason TEXT NOT NULL,
    state TEXT NOT NULL,
    due_by BIGINT,
    opened_at BIGINT NOT NULL,
    closed_at BIGINT
);
CREATE INDEX disputes_order ON disputes (order_id);
CREATE INDEX disputes_closed ON disputes (closed_at);
