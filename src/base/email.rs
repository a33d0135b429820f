//! E-mail addresses.

use std::fmt;

use unicode_normalization::UnicodeNormalization;

/// An address as its owner wrote it, and folded for finding it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmailAddress {
    written: String,
    folded: String,
}

/// What was typed cannot be an e-mail address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an e-mail address")]
pub struct NotAnEmailAddress;

impl EmailAddress {
    /// Accepts what mail servers accept in practice: one `@`, a local part up to 64 bytes, a domain with a dot
    /// (or `localhost`), no white space or control characters, 254 bytes in all (RFC 5321 §4.5.3.1).
    pub fn parse(text: &str) -> Result<EmailAddress, NotAnEmailAddress> {
        let text = text.trim();
        // What has no accents has no two spellings either; asked of a million rows, that is a fifth of reading them.
        let written: String = if text.is_ascii() { text.to_owned() } else { text.nfc().collect() };
        let (local, domain) = written.rsplit_once('@').ok_or(NotAnEmailAddress)?;
        let domain = idna::domain_to_ascii(domain).map_err(|_| NotAnEmailAddress)?;
        let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"<>()[],;:\\\"@".contains(c);
        let local_ok = !local.is_empty()
            && local.len() <= 64
            && local.chars().all(plain)
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..");
        let labels_ok = domain.split('.').all(|label| !label.is_empty() && label.len() <= 63);
        let domain_ok = labels_ok && (domain.contains('.') || domain == "localhost") && domain.chars().all(plain);
        if !local_ok || !domain_ok || local.len() + domain.len() > 253 {
            return Err(NotAnEmailAddress);
        }
        let folded = format!("{}@{domain}", local.to_lowercase());
        Ok(EmailAddress { written: format!("{local}@{domain}"), folded })
    }

    pub fn as_written(&self) -> &str {
        &self.written
    }

    /// Lower case: two people with the same folded address are one.
    pub fn folded(&self) -> &str {
        &self.folded
    }

    /// Who runs the domain, as far as its name tells: `mail.example.co.uk` belongs to `example.co.uk`. Never for telling
    /// people apart, only for counting.
    pub fn domain_owner(&self) -> String {
        let domain = self.folded.rsplit_once('@').map_or("", |(_, domain)| domain);
        let labels: Vec<&str> = domain.split('.').collect();
        // Registries that sell names below `co`, `com`, `org`, `ac` … of their country.
        let short_second = matches!(labels.as_slice(), [.., second, top] if second.len() <= 3 && top.len() == 2);
        let kept = if short_second { 3 } else { 2 };
        labels[labels.len().saturating_sub(kept)..].join(".")
    }

    /// The mailbox letters arrive in: without what many servers let follow a `+`. Never for telling people apart, only
    /// for counting what reaches one of them.
    pub fn mailbox(&self) -> String {
        let (local, domain) = self.folded.rsplit_once('@').unwrap_or((&self.folded, ""));
        let local = local.split('+').next().filter(|local| !local.is_empty()).unwrap_or(local);
        format!("{local}@{domain}")
    }
}

/// An address as it is compared; what is none is at least in lower case.
pub fn folded(email: &str) -> String {
    EmailAddress::parse(email).map_or_else(|_| email.to_lowercase(), |email| email.folded)
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_folded() {
        let check = |typed: &str, folded: &str| assert_eq!(EmailAddress::parse(typed).unwrap().folded(), folded);
        check(" Noor@Example.ORG ", "noor@example.org");
        check("a+b@münchen.example", "a+b@xn--mnchen-3ya.example");
        check("owner@localhost", "owner@localhost");
    }

    #[test]
    fn what_is_not_an_address_is_refused() {
        for typed in [
            "",
            "noor",
            "noor@",
            "@example.org",
            "a b@example.org",
            "a@b",
            "a..b@c.org",
            "a@c..org",
            "a\n@c.org",
            "<a@c.org>",
        ] {
            assert!(EmailAddress::parse(typed).is_err(), "{typed:?}");
        }
    }

    #[test]
    fn names_below_a_domain_are_its_owners() {
        let check = |text: &str, owner: &str| assert_eq!(EmailAddress::parse(text).unwrap().domain_owner(), owner);
        check("a@gmail.com", "gmail.com");
        check("a@x7.bots.example", "bots.example");
        check("a@mail.venue.co.uk", "venue.co.uk");
        check("a@venue.co.uk", "venue.co.uk");
        check("a@localhost", "localhost");
    }
}
