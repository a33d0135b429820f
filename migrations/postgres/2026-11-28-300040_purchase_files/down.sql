DROP TABLE purchase_files;
