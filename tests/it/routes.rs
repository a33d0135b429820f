//! Every route of the program, read from the fronts. `docs/ROUTES.md` lists them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const WIRING: &[&str] = &[
    "src/server.rs",
    "src/site/mod.rs",
    "src/site/media.rs",
    "src/studio/mod.rs",
    "src/studio/uploads.rs",
    "src/hooks/mod.rs",
    "src/door/mod.rs",
];
const METHODS: &[&str] = &["get", "post", "put", "patch", "delete", "head"];

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Route {
    pub path: String,
    pub method: String,
}

/// All routes that are wired, whoever they are for.
pub fn all() -> BTreeSet<Route> {
    let mut routes = BTreeSet::new();
    for file in wiring() {
        let text = fs::read_to_string(&file).unwrap();
        let wiring = text.replace("resource(\"/", "route(\"/");
        for part in wiring.split("route(\"/").skip(1) {
            let (path, rest) = part.split_once('"').unwrap();
            // The next function may be a handler: what it calls is not wired.
            let wired = rest.split(';').next().unwrap_or_default();
            let methods = METHODS
                .iter()
                .filter(|method| wired.contains(&format!("{method}().")) || wired.contains(&format!(").{method}(")));
            let before = routes.len();
            routes.extend(methods.map(|method| Route { path: format!("/{path}"), method: method.to_uppercase() }));
            assert!(routes.len() > before, "/{path} in {} has no method this test knows", file.display());
        }
    }
    // On an address of its own.
    routes.retain(|route| route.path != "/metrics");
    for (method, path) in
        [("GET", "/media/{asset}/{rendition}"), ("PATCH", "/studio/uploads/{upload}"), ("POST", "/studio/posts")]
    {
        let known = Route { path: path.to_owned(), method: method.to_owned() };
        assert!(routes.contains(&known), "{known:?} is wired and was not found");
    }
    routes
}

fn wiring() -> Vec<PathBuf> {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    WIRING.iter().map(|file| home.join(file)).filter(|file| file.exists()).collect()
}

#[test]
fn no_front_hides_a_route() {
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![home];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if ["route(\"/", "resource(\"/"]
                .iter()
                .any(|wires| fs::read_to_string(&path).unwrap().contains(wires))
            {
                assert!(wiring().contains(&path), "{} wires routes that nobody walks", path.display());
            }
        }
    }
}

#[test]
fn the_list_of_routes_is_the_one_of_the_program() {
    let mut list = String::from(
        "# Routes\n\nEvery address of a club, written by the program's own wiring; `tests/it/routes.rs` compares, and writes\n\
         this file anew when `STAGEDOOR_WRITE_ROUTES` is set. Fans' pages stand below `/fr` and other languages too.\n",
    );
    for (front, starts) in [("Studio", &["/studio"][..]), ("Machines", &["/hooks", "/sandbox"]), ("Site", &["/"])] {
        list.push_str(&format!("\n## {front}\n\n"));
        for Route { path, method } in all() {
            let machine = |path: &str| path.starts_with("/hooks") || path.starts_with("/sandbox");
            let here = match front {
                "Site" => !path.starts_with("/studio") && !machine(&path),
                _ => starts.iter().any(|start| path.starts_with(start)),
            };
            if here {
                list.push_str(&format!("- `{method} {path}`\n"));
            }
        }
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/ROUTES.md");
    if std::env::var_os("STAGEDOOR_WRITE_ROUTES").is_some() {
        fs::write(&file, &list).unwrap();
    }
    assert_eq!(
        fs::read_to_string(&file).unwrap_or_default(),
        list,
        "docs/ROUTES.md (left) is not what is wired (right)"
    );
}
