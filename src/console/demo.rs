//! `demo`: a living club of an invented artist, founded, filled and served by one command.

use std::fs;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use clap::Args;
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use super::found::{Founding, found};
use super::{Failed, Place, block_on, open};
use crate::base::{EmailAddress, Fault, Moment, Secret};
use crate::club::{Club, mail};
use crate::demo::{self, Stage};
use crate::plumbing::config::ServerConfig;
use crate::plumbing::locale::Lang;
use crate::plumbing::log;
use crate::server;
use crate::sessions::{self, Audience};

/// The printed sign-ins are made anew at every start.
const LINK_HOURS: i64 = 48;

/// Members of a demo unless otherwise asked.
const MEMBERS: usize = 200;

#[derive(Args)]
pub struct Demo {
    #[command(flatten)]
    place: Place,
    /// How many members a new demo gets; a million works.
    #[arg(long, default_value_t = MEMBERS)]
    members: usize,
    /// Address to listen on.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Let phones in this network come in, and print a code for their cameras.
    #[arg(long)]
    lan: bool,
    /// Found and fill, and do not serve.
    #[arg(long)]
    fill_only: bool,
    /// Figures as JSON.
    #[arg(long)]
    json: bool,
}

impl Demo {
    pub fn run(self) -> Result<ExitCode, Failed> {
        log::for_people();
        let began = Instant::now();
        let (listen, host) = if self.lan { lan(self.listen)? } else { (self.listen, host_of(self.listen)) };
        let base_url = format!("http://{}", SocketName(&host, listen.port()));
        let script = demo::script()?;
        let path = self.place.data.join(&script.artist.folder);
        let stands = path.exists() && finished(&path)?;
        if stands && self.members != MEMBERS {
            eprintln!("stagedoor: the demo stands already, with its members; --members counts for a new one");
        }
        let club = if stands {
            answer_to(&path, &host, &base_url)?;
            open(&path)?
        } else {
            self.found(&script, &host, &base_url)?
        };
        if !stands {
            self.fill(&club)?;
        }
        let doors = doors(&club)?;
        if self.json {
            let members = block_on(club.read(crate::members::count))?;
            println!(
                "{}",
                serde_json::json!({
                    "club": club.name(), "address": base_url, "members": members, "founded_now": !stands,
                    "seconds": began.elapsed().as_secs_f64(), "fan": doors.fan, "owner": doors.owner,
                })
            );
        } else {
            print_doors(&script.artist.name, (listen, &base_url), &doors, &club);
            if self.lan {
                print_code(&base_url);
            }
        }
        drop(club);
        if self.fill_only {
            return Ok(ExitCode::SUCCESS);
        }
        block_on(server::serve(&ServerConfig { listen, ..ServerConfig::default() }, &self.place.data))?;
        Ok(ExitCode::SUCCESS)
    }

    fn found(&self, script: &demo::Script, host: &str, base_url: &str) -> Result<Club, Failed> {
        let artist = &script.artist;
        let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
        let founding = Founding {
            name: artist.folder.clone(),
            artist: artist.name.clone(),
            host: host.to_owned(),
            base_url: base_url.to_owned(),
            owner: EmailAddress::parse(&script.owner.email).map_err(|error| Fault::broken(error.to_string()))?,
            language: Lang::EN,
            settings: vec![
                ("theme", quoted(&artist.theme)),
                ("time_zone", quoted(&artist.time_zone)),
                ("country", quoted(&artist.country)),
                ("currency", quoted(&artist.currency)),
                ("payments", quoted("sandbox")),
            ],
            demo: true,
        };
        fs::create_dir_all(&self.place.data)?;
        Ok(found(&self.place.data, &founding)?.0)
    }

    fn fill(&self, club: &Club) -> Result<(), Failed> {
        let bars = Bars::new();
        block_on(demo::fill(club, self.members.max(1), Moment::now(), &|stage, done, of| bars.show(stage, done, of)))?;
        bars.clear();
        Ok(())
    }
}

/// Whether the demo in this folder was filled to the end. A half-filled one, left by an interruption, is removed: it
/// holds nothing but what the program made up.
fn finished(path: &Path) -> Result<bool, Failed> {
    let club = open(path)?;
    if !club.is_demo() {
        return Err(Failed::Mendable(format!("{} is a real club. --data names another place", path.display())));
    }
    if block_on(club.read(demo::is_filled))? {
        return Ok(true);
    }
    drop(club);
    eprintln!("The demo in {} was not finished; it is made anew.", path.display());
    fs::remove_dir_all(path)?;
    Ok(false)
}

/// Lets a demo that stands answer to where it is served this time.
fn answer_to(path: &Path, host: &str, base_url: &str) -> Result<(), Failed> {
    let file: PathBuf = path.join("club.toml");
    let text = fs::read_to_string(&file)?;
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let line = |line: &str| match line.split_once(" = ") {
        Some(("hosts", _)) => format!("hosts = [{}]\n", quoted(host)),
        Some(("base_url", _)) => format!("base_url = {}\n", quoted(base_url)),
        _ => format!("{line}\n"),
    };
    let changed: String = text.lines().map(line).collect();
    if changed != text {
        fs::write(&file, changed)?;
    }
    Ok(())
}

/// The printed sign-ins, each good once.
struct Doors {
    fan: String,
    owner: String,
}

fn doors(club: &Club) -> Result<Doors, Failed> {
    let guests = demo::guests()?;
    let (fan, owner) = (Secret::random(), Secret::random());
    let doors = Doors {
        fan: club.url(&format!("/link/{}", fan.reveal())),
        owner: club.url(&format!("/studio/link/{}", owner.reveal())),
    };
    let address = |text: &str| EmailAddress::parse(text).map_err(|error| Fault::broken(format!("{text}: {error}")));
    let keys = [(Audience::Fans, address(&guests.fan)?, fan), (Audience::Crew, address(&guests.owner)?, owner)];
    block_on(club.write(move |tx| {
        let now = Moment::now();
        for (audience, email, link) in &keys {
            sessions::keep_link(tx, *audience, email, link, Lang::EN.code(), now.plus_hours(LINK_HOURS), now)?;
        }
        Ok::<_, Fault>(())
    }))?;
    Ok(doors)
}

fn print_doors(artist: &str, (listen, base_url): (SocketAddr, &str), doors: &Doors, club: &Club) {
    println!("\n  {artist}, a demo: everything is invented, money is test money, mail goes nowhere.\n");
    println!("  The club        {base_url}");
    println!("  Sign in as fan  {}", doors.fan);
    println!("  As the owner    {}", doors.owner);
    println!("  Its mail        {base_url}/mails");
    // Who comes from elsewhere is asked for it, also where the address is this machine's: out of a container, say.
    if !listen.ip().is_loopback() || !mail::viewer_is_local(club) {
        println!("                  any name, password {}", mail::viewer_password(club));
    }
    println!("\n  Each sign-in opens once, within {LINK_HOURS} hours; starting again prints new ones. Ctrl-C ends.\n");
}

/// The address as dots a phone's camera reads.
fn print_code(base_url: &str) {
    if let Ok(code) = fast_qr::QRBuilder::new(base_url).build() {
        println!("{}", code.to_str());
    }
}

/// Where phones reach this machine: all its addresses are listened on, one of them is printed.
fn lan(listen: SocketAddr) -> Result<(SocketAddr, String), Failed> {
    // Choosing a route sends nothing; the address need not answer.
    let probe = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0))?;
    let own = probe.connect((Ipv4Addr::new(192, 0, 2, 1), 9)).and_then(|()| probe.local_addr());
    match own.map(|own| own.ip()) {
        Ok(own) if !own.is_loopback() && !own.is_unspecified() => {
            Ok((SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), listen.port()), own.to_string()))
        }
        _ => Err(Failed::Mendable("this machine is in no network that a phone could share".to_owned())),
    }
}

fn host_of(listen: SocketAddr) -> String {
    if listen.ip().is_loopback() || listen.ip().is_unspecified() {
        return "localhost".to_owned();
    }
    listen.ip().to_string()
}

/// Host and port as an address writes them.
struct SocketName<'a>(&'a str, u16);

impl std::fmt::Display for SocketName<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let host = if self.0.contains(':') { format!("[{}]", self.0) } else { self.0.to_owned() };
        if self.1 == 80 { write!(f, "{host}") } else { write!(f, "{host}:{}", self.1) }
    }
}

/// One bar a stage; none where standard error is no terminal.
struct Bars {
    all: MultiProgress,
    members: ProgressBar,
    media: ProgressBar,
    posts: ProgressBar,
}

impl Bars {
    fn new() -> Bars {
        let all = MultiProgress::new();
        let bar = |name: &'static str| {
            let style = ProgressStyle::with_template("  {prefix:8} {wide_bar} {human_pos} of {human_len}, {eta} left");
            let bar = ProgressBar::new(0).with_prefix(name);
            all.add(match style {
                Ok(style) => bar.with_style(style),
                Err(_) => bar,
            })
        };
        let (members, media, posts) = (bar("Members"), bar("Media"), bar("Posts"));
        Bars { members, media, posts, all }
    }

    fn show(&self, stage: Stage, done: u64, of: u64) {
        let bar = match stage {
            Stage::Members => &self.members,
            Stage::Media => &self.media,
            Stage::Posts => &self.posts,
        };
        bar.set_length(of);
        bar.set_position(done);
    }

    fn clear(&self) {
        for bar in [&self.members, &self.media, &self.posts] {
            bar.finish_and_clear();
        }
        // A terminal that cannot be cleared keeps the bars: harmless.
        drop(self.all.clear());
    }
}
