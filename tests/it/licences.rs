//! Everything the program is built from may be given on under its own licences.

use std::process::Command;

const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    // File by file; we change none of those files.
    "MPL-2.0",
    "PostgreSQL",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// `A AND (B OR C)`: of each part that binds, one choice must be allowed.
fn acceptable(licence: &str) -> bool {
    licence.split(" AND ").all(|part| {
        let part = part.trim_matches(['(', ')']).replace(" OR ", "/");
        part.split('/').any(|choice| ALLOWED.contains(&choice.trim()))
    })
}

#[test]
fn every_dependency_may_be_given_on() {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let answer = Command::new(cargo)
        .args(["metadata", "--format-version=1", "--locked"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(answer.status.success(), "{}", String::from_utf8_lossy(&answer.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&answer.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() > 100, "cargo knows too few packages");
    let strangers = packages.iter().filter(|package| !package["license"].as_str().is_some_and(acceptable));
    let strangers: Vec<_> = strangers.map(|package| format!("{}: {}", package["name"], package["license"])).collect();
    assert!(strangers.is_empty(), "{}", strangers.join("\n"));
}

#[test]
fn a_licence_is_read_as_it_binds() {
    let check = |licence: &str, good: bool| assert_eq!(acceptable(licence), good, "{licence}");
    check("MIT OR Apache-2.0", true);
    check("Apache-2.0/MIT", true);
    check("Apache-2.0 OR GPL-2.0-only", true);
    check("ISC AND (Apache-2.0 OR ISC)", true);
    check("AGPL-3.0", false);
    check("MIT AND GPL-3.0", false);
    check("ISC AND (GPL-3.0 OR AGPL-3.0)", false);
}
