//! The clubs of this process, found by host name.

use std::collections::HashMap;

use super::Club;

/// A host name as names are compared: lower case, without port and final dot, in its ASCII form (IDNA).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Host(String);

impl Host {
    /// From a Host header, `:authority` or a configuration line. `None` for what cannot be a host.
    pub fn parse(text: &str) -> Option<Host> {
        let text = text.trim();
        let name = match text.strip_prefix('[') {
            Some(rest) => rest.split_once(']')?.0,
            None => text.rsplit_once(':').map_or(text, |(name, _)| name),
        };
        let name = name.strip_suffix('.').unwrap_or(name);
        if name.is_empty() || name.contains(['/', '@', '?', '#', '\\']) || name.contains(char::is_whitespace) {
            return None;
        }
        if name.contains(':') {
            return Some(Host(name.to_ascii_lowercase()));
        }
        idna::domain_to_ascii(name).ok().map(|ascii| Host(ascii.to_ascii_lowercase()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A place for a club: open, or closed with the operator's reason while its own "be right back" page shows.
#[derive(Clone)]
pub enum Seat {
    Open(Club),
    Closed { artist: String, reason: String },
}

/// The clubs this process hosts.
#[derive(Default)]
pub struct Clubs {
    by_host: HashMap<Host, Seat>,
    open: Vec<Club>,
}

impl Clubs {
    /// Adds an open club under all its hosts, or closed under those that are nobody else's, where one of them is no host
    /// name or belongs to another club. The error says which.
    pub fn add(&mut self, club: Club) -> Result<(), String> {
        match self.free_hosts(&club.config().hosts) {
            Ok(hosts) => {
                self.by_host.extend(hosts.into_iter().map(|host| (host, Seat::Open(club.clone()))));
                self.open.push(club);
                Ok(())
            }
            Err(why) => {
                self.add_closed(&club.config().hosts, &club.config().artist, &why);
                Err(why)
            }
        }
    }

    fn free_hosts(&self, names: &[String]) -> Result<Vec<Host>, String> {
        let free = |name: &String| {
            let host = Host::parse(name).ok_or_else(|| format!("{name:?} is not a host name"))?;
            let taken = self.by_host.contains_key(&host);
            if taken { Err(format!("another club has the host {}", host.as_str())) } else { Ok(host) }
        };
        names.iter().map(free).collect()
    }

    /// Closes a club that was open.
    pub fn close(&mut self, name: &str, reason: &str) {
        self.open.retain(|club| club.name() != name);
        for seat in self.by_host.values_mut() {
            if let Seat::Open(club) = seat
                && club.name() == name
            {
                *seat = Seat::Closed { artist: club.config().artist.clone(), reason: reason.to_owned() };
            }
        }
    }

    /// A club that could not be opened keeps its hosts, so that its fans see its own page.
    pub fn add_closed(&mut self, hosts: &[String], artist: &str, reason: &str) {
        for host in hosts.iter().filter_map(|host| Host::parse(host)) {
            let seat = Seat::Closed { artist: artist.to_owned(), reason: reason.to_owned() };
            self.by_host.entry(host).or_insert(seat);
        }
    }

    pub fn by_host(&self, host: &Host) -> Option<&Seat> {
        self.by_host.get(host)
    }

    pub fn open(&self) -> &[Club] {
        &self.open
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_compared_as_people_mean_them() {
        let check = |text: &str, host: Option<&str>| {
            assert_eq!(Host::parse(text).as_ref().map(Host::as_str), host, "{text}");
        };
        check("Club.Example", Some("club.example"));
        check("club.example.:8080", Some("club.example"));
        check("münchen.example", Some("xn--mnchen-3ya.example"));
        check("[::1]:8080", Some("::1"));
        check("127.0.0.1:80", Some("127.0.0.1"));
        check("", None);
        check("club.example/evil", None);
        check("a@club.example", None);
    }
}
