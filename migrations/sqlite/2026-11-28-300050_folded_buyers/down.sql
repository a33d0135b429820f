DROP INDEX experience_bookings_email;
DROP INDEX tickets_email;
DROP INDEX tickets_type;
CREATE INDEX tickets_type ON tickets (ticket_type_id, email);
DROP INDEX orders_email;
CREATE INDEX orders_email ON orders (email);
ALTER TABLE experience_bookings DROP COLUMN email_folded;
ALTER TABLE tickets DROP COLUMN email_folded;
ALTER TABLE orders DROP COLUMN email_folded;
