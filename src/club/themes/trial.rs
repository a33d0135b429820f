//! Drawing every page of a theme in a process of its own, with limited memory and time: `theme check`, and before files
//! that were changed on the disk go live. Steps do not bound memory, so the process may have to be killed.

use std::io::Read;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::ThemeProblem;
use crate::base::Fault;

/// What one trial may take.
const MEMORY_BYTES: u64 = 768 * 1024 * 1024;
/// Of a processor, so that a busy machine does not make a theme a bad one.
const TIME: Duration = Duration::from_secs(60);
/// In all, however busy the machine is.
const PATIENCE: Duration = Duration::from_secs(600);

const TOO_LONG: &str = "drawing the pages took longer than a minute";

/// How a trial ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// With this exit code: zero when every page could be drawn.
    Ended(u8),
    /// It had to be ended, and why.
    TooMuch(&'static str),
}

/// A trial that runs. It ends with this value.
pub struct Trial(Child);

/// Starts this program again to draw the pages of the theme in `folder`; what is wrong goes to `said`.
pub fn begin(folder: &Path, said: Stdio) -> Result<Trial, Fault> {
    let mut child = Command::new(std::env::current_exe()?);
    child.args(["theme", "check", "--within"]).arg(folder).stdin(Stdio::null()).stdout(said);
    // SAFETY: between fork and exec only setrlimit is called, which is async-signal-safe.
    unsafe {
        child.pre_exec(|| {
            let memory = libc::rlimit { rlim_cur: MEMORY_BYTES, rlim_max: MEMORY_BYTES };
            let time = libc::rlimit { rlim_cur: TIME.as_secs(), rlim_max: TIME.as_secs() + 5 };
            let set = libc::setrlimit(libc::RLIMIT_AS, &memory) == 0 && libc::setrlimit(libc::RLIMIT_CPU, &time) == 0;
            if set { Ok(()) } else { Err(std::io::Error::last_os_error()) }
        });
    }
    Ok(Trial(child.spawn()?))
}

impl Trial {
    /// Blocks until it ended.
    pub fn wait(&mut self) -> Result<Outcome, Fault> {
        let began = Instant::now();
        loop {
            if let Some(status) = self.0.try_wait()? {
                return Ok(match (status.code(), status.signal()) {
                    (Some(code), _) => Outcome::Ended(u8::try_from(code).unwrap_or(1)),
                    (None, Some(libc::SIGXCPU)) => Outcome::TooMuch(TOO_LONG),
                    (None, _) => Outcome::TooMuch("a page of this theme used up the memory it may have (768 MB)"),
                });
            }
            if began.elapsed() > PATIENCE {
                return Ok(Outcome::TooMuch(TOO_LONG));
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
    let broken = |why: String| ThemeProblem::in_file("theme", why);
    let tried = tokio::task::spawn_blocking(move || {
        let mut trial = begin(&folder, Stdio::piped())?;
        // Fewer words than a pipe holds: one line for each thing that is wrong.
        let outcome = trial.wait()?;
        let mut said = String::new();
        if let Some(pipe) = trial.0.stdout.take() {
            pipe.take(64 * 1024).read_to_string(&mut said)?;
        }
        Ok::<_, Fault>((outcome, said))
    });
    match tried.await {
        Ok(Ok((Outcome::Ended(0), _))) => Ok(()),
        Ok(Ok((Outcome::Ended(_), said))) => Err(broken(said.lines().next().unwrap_or("does not load").to_owned())),
        Ok(Ok((Outcome::TooMuch(why), _))) => Err(broken(why.to_owned())),
        Ok(Err(fault)) => Err(broken(fault.to_string())),
        Err(error) => Err(broken(error.to_string())),
    }
}
