//! A bare actix-web handler that returns the same bytes, in a process of its own: what the machine could do.

use std::io::Write;
use std::net::SocketAddr;
use std::process::{Child, Command, ExitCode, Stdio};

use actix_web::{App, HttpResponse, HttpServer, web};

/// First argument of the process that serves.
pub const WORD: &str = "bare-handler";

pub struct Bare {
    process: Child,
    pub address: SocketAddr,
    _body: tempfile::NamedTempFile,
}

impl Bare {
    pub fn start(body: &[u8]) -> Bare {
        let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
        file.write_all(body).expect("a temporary file");
        let address = super::house::free_address();
        let program = std::env::current_exe().expect("this program");
        let process = Command::new(program)
            .args([WORD, &address.to_string()])
            .arg(file.path())
            .stdin(Stdio::null())
            .spawn()
            .expect("this program again");
        super::house::wait_for(address);
        Bare { process, address, _body: file }
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        self.process.kill().expect("our own child");
        self.process.wait().expect("our own child");
    }
}

pub fn serve(arguments: &[String]) -> ExitCode {
    let [address, file] = arguments else { return ExitCode::from(2) };
    let body = web::Bytes::from(std::fs::read(file).expect("the body to return"));
    let serving = async {
        HttpServer::new(move || {
            let body = body.clone();
            let handler = move || {
                let body = body.clone();
                async move { HttpResponse::Ok().content_type("text/html; charset=utf-8").body(body) }
            };
            App::new().default_service(web::to(handler))
        })
        .bind(address)?
        .run()
        .await
    };
    match actix_web::rt::System::new().block_on(serving) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
