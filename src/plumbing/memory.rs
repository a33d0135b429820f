//! A limit on the memory that one piece of work may take, for templates that strangers wrote.
//!
//! Steps of a template can be counted, bytes cannot: `a ~ a` ten times over is ten steps and gigabytes. The program's
//! allocator therefore keeps a budget per thread while such work runs. Over budget, an allocation fails, which ends
//! the process: a note about whose work it was is written first, and `serve` starts again without it.

use std::alloc::{GlobalAlloc, Layout};
use std::cell::Cell;
use std::fs::File;
use std::os::fd::{AsRawFd, RawFd};

use tikv_jemallocator::Jemalloc;

thread_local! {
    /// Bytes left for the work of this thread; `None` outside of such work.
    static LEFT: Cell<Option<isize>> = const { Cell::new(None) };
    /// Where to leave the note.
    static NOTE: Cell<RawFd> = const { Cell::new(-1) };
}

/// jemalloc with a budget per thread. One thread reads a file and another writes its rows: memory is made here and given back
/// there, for which the system's allocator lets both wait (decision 18).
pub struct Budgeted;

// SAFETY: every call is passed on to the allocator unchanged, or answered with null, which GlobalAlloc allows
// at any time. The thread-locals are constant-initialised cells without destructors: using them allocates nothing.
unsafe impl GlobalAlloc for Budgeted {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if !spend(layout.size()) {
            return std::ptr::null_mut();
        }
        // SAFETY: the caller's promises are passed on.
        unsafe { Jemalloc.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        if !spend(layout.size()) {
            return std::ptr::null_mut();
        }
        // SAFETY: the caller's promises are passed on.
        unsafe { Jemalloc.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        give_back(layout.size());
        // SAFETY: the caller's promises are passed on.
        unsafe { Jemalloc.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if !spend(size) {
            return std::ptr::null_mut();
        }
        give_back(layout.size());
        // SAFETY: the caller's promises are passed on.
        unsafe { Jemalloc.realloc(pointer, layout, size) }
    }
}

fn spend(bytes: usize) -> bool {
    // A thread that is ending has no locals any more, and no budget either.
    let left = LEFT.try_with(Cell::get).ok().flatten();
    let Some(left) = left else { return true };
    let left = left.saturating_sub_unsigned(bytes);
    if left < 0 {
        leave_note();
        return false;
    }
    let _ = LEFT.try_with(|cell| cell.set(Some(left)));
    true
}

fn give_back(bytes: usize) {
    let _ = LEFT.try_with(|cell| cell.set(cell.get().map(|left| left.saturating_add_unsigned(bytes))));
}

fn leave_note() {
    let words = b"a page took more memory than it may\n";
    let note = NOTE.try_with(Cell::get).unwrap_or(-1);
    // The failing allocation's own message must be free to allocate.
    let _ = LEFT.try_with(|cell| cell.set(None));
    // SAFETY: write(2) takes any descriptor and a buffer of the given length; it allocates nothing.
    unsafe {
        libc::write(note, words.as_ptr().cast(), words.len());
        libc::fsync(note);
    }
}

/// Runs `work` with at most `bytes` of memory; over it, the process leaves a line in `note` and ends.
pub fn within<T>(bytes: usize, note: &File, work: impl FnOnce() -> T) -> T {
    /// Takes the budget off also when `work` panics.
    struct Off;
    impl Drop for Off {
        fn drop(&mut self) {
            LEFT.set(None);
            NOTE.set(-1);
        }
    }
    NOTE.set(note.as_raw_fd());
    LEFT.set(Some(isize::try_from(bytes).unwrap_or(isize::MAX)));
    let _off = Off;
    work()
}
