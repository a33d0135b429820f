//! Names for requests, by which lines of the log belong together.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// A name no other request of this process has, and hardly one of another: `9f21c4-41`.
pub fn request_id() -> String {
    static PROCESS: LazyLock<String> = LazyLock::new(|| uuid::Uuid::new_v4().simple().to_string()[..6].to_owned());
    static NEXT: AtomicU64 = AtomicU64::new(1);
    format!("{}-{}", *PROCESS, NEXT.fetch_add(1, Ordering::Relaxed))
}
