DROP TABLE kept_exports;
ALTER TABLE member_exports DROP COLUMN decided_by;
ALTER TABLE member_exports DROP COLUMN recipe;
