DROP TABLE handback_refusals;
DROP TABLE handback_changes;
DROP TABLE handbacks;
DROP TABLE handed_back;
