-- Whether somebody went through: where a ticket is follows from these scans, in the order in which they happened.
ALTER TABLE scans ADD COLUMN moved BOOLEAN NOT NULL DEFAULT false;
UPDATE scans SET moved = true WHERE verdict IN ('admitted', 'readmitted', 'left');
