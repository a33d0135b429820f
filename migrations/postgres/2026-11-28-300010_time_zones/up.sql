-- The IANA name of a member's time zone; empty while nobody knows it.
ALTER TABLE members ADD COLUMN time_zone TEXT NOT NULL DEFAULT '';
