DROP TABLE handed_members;
DROP TABLE handovers;
