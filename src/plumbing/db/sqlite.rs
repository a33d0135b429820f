//! What SQLite is told once, before the first database is opened.

use std::ffi::{c_char, c_int};
use std::sync::Once;

use libsqlite3_sys as ffi;

/// Plans that hold: by default SQLite plans a query anew whenever another value is bound to its LIMIT, so that no
/// statement with one is ever prepared only once (measured: most of a short reading). And no statistics of memory,
/// which every allocation of every connection would wait for. And no locks within a connection: diesel lends one to one
/// thread at a time.
pub(super) fn settle() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // SAFETY: this option takes one number. Refused, and without effect, once a database was opened.
        unsafe { ffi::sqlite3_config(ffi::SQLITE_CONFIG_MEMSTATUS, 0 as c_int) };
        // SAFETY: this option takes nothing. Each connection is behind a `&mut`: no two threads are in one.
        unsafe { ffi::sqlite3_config(ffi::SQLITE_CONFIG_MULTITHREAD) };
        // SAFETY: the function has the signature SQLite calls, and lives as long as the program.
        let told = unsafe { ffi::sqlite3_auto_extension(Some(keep_plans)) };
        if told != ffi::SQLITE_OK {
            tracing::warn!(code = told, "SQLite will plan its queries again and again");
        }
    });
}

/// Called by SQLite with every connection it opens.
unsafe extern "C" fn keep_plans(
    connection: *mut ffi::sqlite3,
    _error: *mut *mut c_char,
    _routines: *const ffi::sqlite3_api_routines,
) -> c_int {
    // SAFETY: SQLite passes a connection that is open; this option takes a number and a place for the answer, which
    // may be null.
    unsafe {
        ffi::sqlite3_db_config(connection, ffi::SQLITE_DBCONFIG_ENABLE_QPSG, 1 as c_int, std::ptr::null_mut::<c_int>())
    }
}
