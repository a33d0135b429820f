CREATE TABLE mail_files (
    mail_id TEXT NOT NULL REFERENCES mails (id),
    position INTEGER NOT NULL,
    file_name TEXT NOT NULL,
    content_type TEXT NOT NULL,
    content_id TEXT,
    body BLOB NOT NULL,
    PRIMARY KEY (mail_id, position)
);

CREATE UNIQUE INDEX orders_receipt ON orders (livemode, receipt_number);
