//! `serve` in two processes: one serves, the other starts it again when it ends by accident.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use tokio::process::{Child, Command};
use tokio::signal::unix::{SignalKind, signal};

use super::{Failed, block_on};

/// Falls in a minute after which starting again is no help.
const MOST_FALLS: usize = 10;

/// Runs this program again with the same arguments and `--guarded`, until it ends on purpose.
pub fn keep_running() -> Result<ExitCode, Failed> {
    block_on(async {
        let mut falls: Vec<Instant> = Vec::new();
        loop {
            let mut child = start()?;
            let status = wait(&mut child).await?;
            // A code means that it ended by itself, rightly or with an error that starting again would repeat.
            if let Some(code) = status.code() {
                return Ok(ExitCode::from(u8::try_from(code).unwrap_or(1)));
            }
            falls.retain(|fall| fall.elapsed() < Duration::from_secs(60));
            falls.push(Instant::now());
            if falls.len() > MOST_FALLS {
                return Err(Failed::Mendable(format!("the server fell {MOST_FALLS} times within a minute ({status})")));
            }
            tracing::error!(%status, "the server fell and is started again");
        }
    })
}

fn start() -> Result<Child, Failed> {
    let mut again = Command::new(std::env::current_exe()?);
    again.args(std::env::args_os().skip(1)).arg("--guarded");
    // A terminal sends Ctrl-C to its whole group of processes: the server would hear it from there and once more from us,
    // and take the second for impatience.
    again.process_group(0);
    // SAFETY: between fork and exec only prctl is called, which is async-signal-safe.
    unsafe {
        again.pre_exec(|| {
            // Nobody would start the server again, or stop it, when this process is gone: it goes along.
            if libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL) == 0 {
                Ok(())
            } else {
                Err(std::io::Error::last_os_error())
            }
        });
    }
    Ok(again.spawn()?)
}

/// Waits for the child's end, handing on requests to stop.
async fn wait(child: &mut Child) -> Result<std::process::ExitStatus, Failed> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    loop {
        tokio::select! {
            status = child.wait() => return Ok(status?),
            _ = terminate.recv() => hand_on(child),
            _ = interrupt.recv() => hand_on(child),
        }
    }
}

fn hand_on(child: &Child) {
    if let Some(pid) = child.id().and_then(|pid| i32::try_from(pid).ok()) {
        // SAFETY: kill(2) with the id of a child that has not been waited for yet.
        unsafe { libc::kill(pid, libc::SIGTERM) };
    }
}
