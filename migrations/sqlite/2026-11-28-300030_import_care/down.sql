ALTER TABLE imports DROP COLUMN merge_rule;
ALTER TABLE imports DROP COLUMN unclear;
