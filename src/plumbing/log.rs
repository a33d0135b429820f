//! The log on standard error, for people or for machines.
//!
//! A busy server says one line a request, and a write of its own for each costs as much as the page. Lines for machines
//! are therefore gathered and written together, a tenth of a second later at most; a warning or an error takes all that
//! was gathered with it at once. What is lost when the process is killed is a tenth of a second of ordinary lines.

use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use tracing::{Level, Metadata};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

/// How long an ordinary line may wait for others.
const WAIT: Duration = Duration::from_millis(100);

/// So many bytes are written without waiting.
const ENOUGH: usize = 64 * 1024;

/// Says each line as it comes. `RUST_LOG` chooses how much is said.
pub fn for_people() {
    let log = tracing_subscriber::fmt().with_env_filter(filter()).with_writer(io::stderr);
    // A second beginning in one process (tests) keeps the first.
    drop(log.try_init());
}

/// Says one object a line, gathered. What this gives writes the rest when it is dropped.
pub fn for_machines() -> Rest {
    let gathered = Gathered::into(io::stderr());
    let log = tracing_subscriber::fmt().json().with_span_list(false);
    drop(log.with_env_filter(filter()).with_writer(gathered.clone()).try_init());
    Rest(gathered)
}

fn filter() -> EnvFilter {
    EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn,stagedoor=info,symphonia_core=error"))
}

/// Writes what is left of the log on its way out.
pub struct Rest(Gathered);

impl Drop for Rest {
    fn drop(&mut self) {
        self.0.write_out();
    }
}

#[derive(Clone)]
struct Gathered(Arc<Shared>);

struct Shared {
    lines: Mutex<Vec<u8>>,
    /// Something was gathered where nothing was.
    begun: Condvar,
    /// Held while lines are written: what was gathered first is written first.
    out: Mutex<Box<dyn Write + Send>>,
}

impl Gathered {
    fn into(out: impl Write + Send + 'static) -> Gathered {
        let shared = Shared { lines: Mutex::default(), begun: Condvar::new(), out: Mutex::new(Box::new(out)) };
        let gathered = Gathered(Arc::new(shared));
        let writer = gathered.clone();
        let started = thread::Builder::new().name("log".to_owned()).spawn(move || writer.write_out_for_ever());
        if let Err(error) = started {
            eprintln!("the log is only written where it is long: {error}");
        }
        gathered
    }

    fn lines(&self) -> MutexGuard<'_, Vec<u8>> {
        self.0.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write_out_for_ever(&self) {
        loop {
            let waited = self.0.begun.wait_while(self.lines(), |lines| lines.is_empty());
            drop(waited.unwrap_or_else(PoisonError::into_inner));
            thread::sleep(WAIT);
            self.write_out();
        }
    }

    fn write_out(&self) {
        let mut out = self.0.out.lock().unwrap_or_else(PoisonError::into_inner);
        let lines = std::mem::take(&mut *self.lines());
        // There is nowhere left to say that the log itself cannot be written.
        let _ = out.write_all(&lines).and_then(|()| out.flush());
    }

    fn gather(&self, line: &[u8]) -> usize {
        let mut lines = self.lines();
        if lines.is_empty() {
            self.0.begun.notify_one();
        }
        lines.extend_from_slice(line);
        lines.len()
    }
}

impl<'a> MakeWriter<'a> for Gathered {
    type Writer = Line<'a>;

    fn make_writer(&'a self) -> Line<'a> {
        Line { gathered: self, enough: ENOUGH }
    }

    fn make_writer_for(&'a self, about: &Metadata<'_>) -> Line<'a> {
        let enough = if *about.level() <= Level::WARN { 0 } else { ENOUGH };
        Line { gathered: self, enough }
    }
}

/// One line on its way.
struct Line<'a> {
    gathered: &'a Gathered,
    /// With so many bytes gathered they are written at once.
    enough: usize,
}

impl Write for Line<'_> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if self.gathered.gather(line) >= self.enough {
            self.gathered.write_out();
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tracing_subscriber::util::SubscriberInitExt;

    #[derive(Clone, Default)]
    struct Paper(Arc<Mutex<Vec<u8>>>);

    impl Paper {
        fn lines(&self) -> Vec<String> {
            String::from_utf8(self.0.lock().unwrap().clone()).unwrap().lines().map(str::to_owned).collect()
        }
    }

    impl Write for Paper {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// Says into a log that nobody writes out by the clock.
    fn saying(said: impl FnOnce()) -> (Paper, Gathered) {
        let paper = Paper::default();
        let out: Box<dyn Write + Send> = Box::new(paper.clone());
        let shared = Shared { lines: Mutex::default(), begun: Condvar::new(), out: Mutex::new(out) };
        let gathered = Gathered(Arc::new(shared));
        let log = tracing_subscriber::fmt().json().with_writer(gathered.clone()).finish();
        let said_here = log.set_default();
        said();
        drop(said_here);
        (paper, gathered)
    }

    #[test]
    fn ordinary_lines_wait_and_a_warning_takes_them_along_in_order() {
        let (paper, gathered) = saying(|| {
            tracing::info!("first");
            tracing::info!("second");
        });
        assert!(paper.lines().is_empty());
        drop(Rest(gathered));
        assert_eq!(paper.lines().len(), 2);

        let (paper, _) = saying(|| {
            tracing::info!("first");
            tracing::warn!("second");
            tracing::info!("third");
        });
        let lines = paper.lines();
        assert_eq!(lines.len(), 2);
        assert!(lines[0].contains("first") && lines[1].contains("second"), "{lines:?}");
    }

    #[test]
    fn much_is_written_without_waiting() {
        let (paper, _) = saying(|| (0..1_000).for_each(|n| tracing::info!(n, "a line of more than sixty-four bytes")));
        assert!(paper.lines().len() > 500, "{}", paper.lines().len());
    }

    #[test]
    fn a_line_alone_is_written_soon() {
        let paper = Paper::default();
        let gathered = Gathered::into(paper.clone());
        gathered.gather(b"alone\n");
        let until = std::time::Instant::now() + Duration::from_secs(20);
        while paper.lines().is_empty() {
            assert!(std::time::Instant::now() < until, "the line is still waiting");
            thread::sleep(Duration::from_millis(5));
        }
        assert_eq!(paper.lines(), ["alone"]);
    }
}
