-- Values of a file that could not be understood, in rows; and whose values count where club and file differ.
ALTER TABLE imports ADD COLUMN unclear BIGINT NOT NULL DEFAULT 0;
ALTER TABLE imports ADD COLUMN merge_rule TEXT NOT NULL DEFAULT 'file_wins';
