//! A club as one file: whole, provable, and the same on whichever database it comes out.

mod archives;
mod backups;
mod bench;
mod damage;
mod sleep;
mod studio;

use bench::{DataFolder, PASSPHRASE, archived, fill_every_table, says, unfit};
