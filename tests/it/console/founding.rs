//! The first commands anybody types: `found` and `demo`.

use std::process::{Child, Output};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::{Visitor, free_address, program};

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn a_club_is_founded_once_and_its_member_file_leaves() {
    let data = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| program().args(arguments).arg("--data").arg(data.path()).output().unwrap();
    let found = |name: &str, host: &str| {
        run(&["found", name, "--artist", "Nova Lune", "--host", host, "--owner", "ines@nova.test", "--json"])
    };
    for (name, host, why) in [("Nova", "nova.test", "lower-case"), ("nova", "no host", "not a host name")] {
        let refused = found(name, host);
        assert_eq!(refused.status.code(), Some(2), "{}", said(&refused));
        assert!(said(&refused).contains(why), "{}", said(&refused));
    }
    assert!(std::fs::read_dir(data.path()).unwrap().next().is_none(), "what was refused left something behind");

    let founded = found("nova", "nova.test");
    assert_eq!(founded.status.code(), Some(0), "{}", said(&founded));
    let told: Value = serde_json::from_slice(&founded.stdout).unwrap();
    assert!(told["sign_in"].as_str().unwrap().starts_with("https://nova.test/"), "{told}");
    let again = found("nova", "other.test");
    assert_eq!(again.status.code(), Some(2), "{}", said(&again));
    let taken = found("other", "NOVA.test");
    assert_eq!(taken.status.code(), Some(2), "{}", said(&taken));

    let exported = run(&["members", "export", "nova"]);
    assert_eq!(exported.status.code(), Some(0), "{}", said(&exported));
    let mut file = csv::Reader::from_reader(&*exported.stdout);
    assert!(file.headers().unwrap().iter().any(|heading| heading == "email"));
    assert_eq!(file.records().count(), 0);
}

/// Ends the program it started, whatever comes of the test.
struct Served(Child);

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[actix_web::test]
async fn a_demo_is_filled_once_signs_in_whom_it_names_and_is_well() {
    let data = tempfile::tempdir().unwrap();
    let address = free_address();
    let demo = |more: &[&str]| {
        let mut command = program();
        command.args(["demo", "--members", "30", "--json", "--listen", &address.to_string()]).args(more);
        command.arg("--data").arg(data.path());
        command
    };
    let filled = |output: &Output| -> Value {
        assert_eq!(output.status.code(), Some(0), "{}", said(output));
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let first = filled(&demo(&["--fill-only"]).output().unwrap());
    assert_eq!((&first["founded_now"], &first["members"]), (&Value::Bool(true), &30.into()), "{first}");
    let second = filled(&demo(&["--fill-only"]).output().unwrap());
    assert_eq!((&second["founded_now"], &second["members"]), (&Value::Bool(false), &30.into()), "{second}");
    assert_ne!(first["owner"], second["owner"], "a sign-in opens once: starting again prints new ones");

    let _served = Served(demo(&[]).stdout(std::process::Stdio::null()).spawn().unwrap());
    let until = Instant::now() + Duration::from_secs(60);
    while std::net::TcpStream::connect(address).is_err() {
        assert!(Instant::now() < until, "the demo does not answer");
        std::thread::sleep(Duration::from_millis(100));
    }
    let origin = first["address"].as_str().unwrap();
    let (fan, owner) = (Visitor::to(origin, address), Visitor::to(origin, address));
    for (visitor, who, opens) in [(&fan, "fan", "/account"), (&owner, "owner", "/studio")] {
        let link = second[who].as_str().unwrap().strip_prefix(origin).unwrap();
        let asked = visitor.get(link).await.expect(200);
        visitor.get(opens).await.expect(303);
        let form = asked.form("form[method='post']");
        visitor.follow(visitor.submit(&form).await).await.expect(200);
        visitor.get(opens).await.expect(200);
    }
    // Whoever tries it has no app at hand: the demo says what one would show, each time another.
    let asked = owner.follow(owner.get("/studio/members").await).await.expect(200).says("you need no app");
    let code = asked.texts(".notice .mono").concat();
    let form = asked.form("form[action='/studio/account/second-factor']").fill("code", &code);
    owner.submit(&form).await.expect(200).says("Each of these codes works once");
    owner.get("/studio/members").await.expect(200);
    let again = owner.get("/studio/second-factor").await.expect(200).says("you need no app");
    let next = again.texts(".notice .mono").concat();
    assert_ne!(next, code, "a code is good once");
    owner.submit(&again.form("form[action='/studio/second-factor']").fill("code", &next)).await.expect(303);
    let doctor = program().args(["doctor", "--data"]).arg(data.path()).output().unwrap();
    assert_eq!(doctor.status.code(), Some(0), "{}", said(&doctor));
    assert!(said(&doctor).contains("All is well."), "{}", said(&doctor));
}
