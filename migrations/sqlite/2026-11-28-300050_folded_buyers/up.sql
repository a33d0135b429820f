-- Buyers are told apart by their addresses in lower case, however they typed them.
ALTER TABLE orders ADD COLUMN email_folded TEXT NOT NULL DEFAULT '';
ALTER TABLE tickets ADD COLUMN email_folded TEXT NOT NULL DEFAULT '';
ALTER TABLE experience_bookings ADD COLUMN email_folded TEXT NOT NULL DEFAULT '';
UPDATE orders SET email_folded = lower(email);
UPDATE tickets SET email_folded = lower(email);
UPDATE experience_bookings SET email_folded = lower(email);
UPDATE discount_uses SET buyer = lower(buyer);
DROP INDEX orders_email;
CREATE INDEX orders_email ON orders (email_folded);
DROP INDEX tickets_type;
CREATE INDEX tickets_type ON tickets (ticket_type_id, email_folded);
CREATE INDEX tickets_email ON tickets (email_folded);
CREATE INDEX experience_bookings_email ON experience_bookings (email_folded);
