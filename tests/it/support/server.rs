//! The real program, serving a data folder as a process of its own.

use std::fs::File;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// Ends with this value.
pub struct Server {
    process: Child,
    address: SocketAddr,
    log: PathBuf,
}

impl Server {
    /// Returns once the program answers; its log lies beside the clubs in `server.log`.
    pub fn start(data: &Path, address: SocketAddr) -> Server {
        let log = data.join("server.log");
        let out = File::options().create(true).append(true).open(&log).unwrap();
        let process = program()
            .args(["serve", "--data"])
            .arg(data)
            .args(["--listen", &address.to_string()])
            .stdin(Stdio::null())
            .stdout(out.try_clone().unwrap())
            .stderr(out)
            .spawn()
            .unwrap();
        let mut server = Server { process, address, log };
        server.wait_until_it_answers();
        server
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// What the program has said so far.
    pub fn said(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// As `systemctl stop` does: it finishes what it has in hand.
    pub fn stops(mut self) {
        // SAFETY: a signal to our own child, which is not reaped yet.
        unsafe { libc::kill(self.process.id() as i32, libc::SIGTERM) };
        let until = Instant::now() + Duration::from_secs(20);
        while Instant::now() < until {
            if let Some(status) = self.process.try_wait().unwrap() {
                assert!(status.success(), "the server ended with {status}:\n{}", self.said());
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("the server did not stop:\n{}", self.said());
    }

    /// Takes connections and answers nothing, as a network that is as good as gone.
    pub fn stalls(&self) {
        // SAFETY: a signal to a process that our own child has started and not reaped.
        unsafe { libc::kill(self.serving(), libc::SIGSTOP) };
    }

    /// After it stalled.
    pub fn goes_on(&self) {
        // SAFETY: as above.
        unsafe { libc::kill(self.serving(), libc::SIGCONT) };
    }

    /// The process that answers: our own child only starts it again when it falls.
    fn serving(&self) -> i32 {
        let id = self.process.id();
        let children = std::fs::read_to_string(format!("/proc/{id}/task/{id}/children")).unwrap();
        children.split_whitespace().next().expect("a serving process").parse().unwrap()
    }

    /// As a power cut does.
    pub fn dies(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    fn wait_until_it_answers(&mut self) {
        let until = Instant::now() + Duration::from_secs(30);
        while TcpStream::connect(self.address).is_err() {
            if let Some(status) = self.process.try_wait().unwrap() {
                panic!("the server ended with {status}:\n{}", self.said());
            }
            assert!(Instant::now() < until, "the server does not answer:\n{}", self.said());
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
        if std::thread::panicking() {
            eprintln!("the server said:\n{}", self.said());
        }
    }
}

/// The program under test, with nothing of the surroundings that could steer it.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stagedoor"));
    command.env_remove("RUST_BACKTRACE");
    command
}

/// An address on this machine that nobody listened on a moment ago, and that no other test of this run gets.
///
/// Below the ports which systems give to outgoing connections (from 32,768 on Linux, from 49,152 elsewhere): one of
/// those is easily taken by somebody's request before the program listens there, or while it starts anew.
pub fn free_address() -> SocketAddr {
    const FIRST: u32 = 12_000;
    const COUNT: u32 = 20_000;
    static GIVEN: AtomicU32 = AtomicU32::new(0);
    // Runs beside each other begin at different places.
    let begin = std::process::id().wrapping_mul(641);
    (0..COUNT)
        .map(|_| begin.wrapping_add(GIVEN.fetch_add(1, Ordering::Relaxed)) % COUNT + FIRST)
        .map(|port| SocketAddr::from(([127, 0, 0, 1], port as u16)))
        .find(|address| TcpListener::bind(address).is_ok())
        .expect("every port below those of outgoing connections is taken")
}
