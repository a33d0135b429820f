//! Filters that could eat memory, made harmless. Fuel counts steps, not bytes.

use minijinja::{Environment, Error, ErrorKind};

/// Longest string a filter may make, in bytes.
const LONGEST: usize = 256 * 1024;

pub(super) fn tame(env: &mut Environment<'static>) {
    // `safe` would let a template print what nobody sanitised; only the program makes safe strings.
    for name in ["safe", "format", "indent", "tojson", "urlencode_dict", "pprint"] {
        env.remove_filter(name);
    }
    for name in ["namespace", "debug", "range", "dict"] {
        env.remove_function_if_there(name);
    }
    env.add_filter("replace", replace);
    env.add_function("range", range);
}

/// The engine names its functions globals.
trait RemoveFunction {
    fn remove_function_if_there(&mut self, name: &str);
}

impl RemoveFunction for Environment<'_> {
    fn remove_function_if_there(&mut self, name: &str) {
        self.remove_global(name);
    }
}

fn replace(text: String, from: String, to: String) -> Result<String, Error> {
    let times = if from.is_empty() { text.chars().count() + 1 } else { text.matches(from.as_str()).count() };
    if text.len() + times.saturating_mul(to.len()) > LONGEST {
        return Err(Error::new(ErrorKind::InvalidOperation, "replace would make a string that is too long"));
    }
    Ok(text.replace(&from, &to))
}

fn range(first: i64, last: Option<i64>) -> Result<Vec<i64>, Error> {
    let (from, to) = last.map_or((0, first), |last| (first, last));
    if to.saturating_sub(from) > 1_000 {
        return Err(Error::new(ErrorKind::InvalidOperation, "range is limited to 1000 steps"));
    }
    Ok((from..to).collect())
}
