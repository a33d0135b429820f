DROP TABLE import_lookups;
