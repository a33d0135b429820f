-- Names are looked for by a part in their middle, which no index of them can help; it cost every member written a
-- page of its own.
DROP INDEX members_name;
