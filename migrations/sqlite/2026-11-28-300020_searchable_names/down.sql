-- The former folding is found by what is typed now as well as before: nothing to take back.
SELECT 1;
