//! Drawing every page of a theme in a process of its own, with limited memory and time: `theme check`, and before files
//! that were changed on the disk go live. Steps do not bound memory, so the process may have to be killed.

use std::collections::BTreeMap;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::ThemeProblem;
use crate::base::Fault;

/// What one trial may take.
const MEMORY_BYTES: u64 = 768 * 1024 * 1024;
/// Of a processor, so that a busy machine does not make a theme a bad one.
const TIME: Duration = Duration::from_secs(60);
/// In all, however busy the machine is.
const PATIENCE: Duration = Duration::from_secs(600);

const TOO_LONG: &str = "drawing the pages took longer than a minute";

/// What drawing every page came to. The process that draws says it as JSON, and `theme check --json` as well.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Name of the theme; empty when it could not be loaded.
    pub theme: String,
    /// Drawn, in all languages and sizes.
    pub pages: usize,
    /// What is wrong, and how many times.
    pub problems: BTreeMap<String, usize>,
}

impl Report {
    /// Of a theme that cannot even be loaded.
    pub fn of_broken(problem: &ThemeProblem) -> Report {
        Report { theme: String::new(), pages: 0, problems: BTreeMap::from([(problem.to_string(), 1)]) }
    }
}

/// How a trial ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Ended(Report),
    /// It had to be ended, and why.
    TooMuch(&'static str),
}

/// A process that draws. It ends with this value.
struct Trial(Child);

/// Starts this program again to draw the pages of the theme in `folder`, and blocks until it ended.
///
/// # Errors
/// Fails when the process could not be started, or ended without saying how it went.
pub fn draw(folder: &Path) -> Result<Outcome, Fault> {
    let mut trial = Trial::begin(folder)?;
    // Read from the start: a pipe that is full would hold the process up.
    let said = trial.0.stdout.take();
    let reading = std::thread::spawn(move || said.map(std::io::read_to_string).transpose());
    if let Some(why) = trial.wait()? {
        return Ok(Outcome::TooMuch(why));
    }
    let said = reading.join().map_err(|_| Fault::broken("what a trial said could not be read"))??;
    Ok(Outcome::Ended(serde_json::from_str(&said.unwrap_or_default())?))
}

impl Trial {
    fn begin(folder: &Path) -> Result<Trial, Fault> {
        let mut child = Command::new(std::env::current_exe()?);
        child.args(["theme", "check", "--within"]).arg(folder).stdin(Stdio::null()).stdout(Stdio::piped());
        // SAFETY: between fork and exec only setrlimit is called, which is async-signal-safe.
        unsafe {
            child.pre_exec(|| {
                let memory = libc::rlimit { rlim_cur: MEMORY_BYTES, rlim_max: MEMORY_BYTES };
                let time = libc::rlimit { rlim_cur: TIME.as_secs(), rlim_max: TIME.as_secs() + 5 };
                let set =
                    libc::setrlimit(libc::RLIMIT_AS, &memory) == 0 && libc::setrlimit(libc::RLIMIT_CPU, &time) == 0;
                if set { Ok(()) } else { Err(std::io::Error::last_os_error()) }
            });
        }
        Ok(Trial(child.spawn()?))
    }

    /// Blocks until it ended; why it had to be ended, if it had to.
    fn wait(&mut self) -> Result<Option<&'static str>, Fault> {
        let began = Instant::now();
        loop {
            if let Some(status) = self.0.try_wait()? {
                return Ok(match status.signal() {
                    None => None,
                    Some(libc::SIGXCPU) => Some(TOO_LONG),
                    Some(_) => Some("a page of this theme used up the memory it may have (768 MB)"),
                });
            }
            if began.elapsed() > PATIENCE {
                return Ok(Some(TOO_LONG));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Trial {
    fn drop(&mut self) {
        // One that has ended cannot be killed, which is all right.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The first thing that is wrong with the theme in `folder`, if anything is.
pub async fn try_out(folder: PathBuf) -> Result<(), ThemeProblem> {
    let broken = |why: String| Err(ThemeProblem::in_file("theme", why));
    match tokio::task::spawn_blocking(move || draw(&folder)).await {
        Ok(Ok(Outcome::Ended(report))) => report.problems.into_keys().next().map_or(Ok(()), broken),
        Ok(Ok(Outcome::TooMuch(why))) => broken(why.to_owned()),
        Ok(Err(fault)) => broken(fault.to_string()),
        Err(error) => broken(error.to_string()),
    }
}
