//! `club.toml` on the way: without what belongs to one server or is a secret, and back.

use toml::{Table, Value};

use crate::base::Fault;
use crate::plumbing::config::{ClubConfig, SecretValue};

/// What is left out of an archive's settings: addresses with passwords, keys, folders of this server.
const KEPT_HERE: [(&str, &str); 8] = [
    ("", "database_url"),
    ("", "media_url"),
    ("", "search_url"),
    ("stripe", "secret_key"),
    ("stripe", "webhook_secrets"),
    ("mail", "url"),
    ("backup", "folder"),
    ("backup", "passphrase"),
];

const HEAD: &str =
    "# Restored from an archive. What stood here in comments is told by the program's config/club.toml.\n";

fn parsed(text: &str) -> Result<Table, Fault> {
    text.parse().map_err(|error| Fault::broken(format!("settings/club.toml: {error}")))
}

/// The settings that travel open.
pub(super) fn without_secrets(text: &str) -> Result<String, Fault> {
    let mut table = parsed(text)?;
    for (section, key) in KEPT_HERE {
        match section {
            "" => drop(table.remove(key)),
            section => drop(table.get_mut(section).and_then(Value::as_table_mut).and_then(|part| part.remove(key))),
        }
    }
    table.retain(|_, value| !value.as_table().is_some_and(Table::is_empty));
    Ok(table.to_string())
}

/// The secrets that travel sealed: wherever they are kept, their values.
pub(super) fn secrets(config: &ClubConfig) -> Result<String, Fault> {
    let value = |secret: &SecretValue| secret.reveal().map(Value::String).map_err(Fault::broken);
    let (mut stripe, mut mail) = (Table::new(), Table::new());
    if let Some(key) = &config.stripe.secret_key {
        stripe.insert("secret_key".to_owned(), value(key)?);
    }
    if !config.stripe.webhook_secrets.is_empty() {
        let all = config.stripe.webhook_secrets.iter().map(value).collect::<Result<_, _>>()?;
        stripe.insert("webhook_secrets".to_owned(), Value::Array(all));
    }
    if let Some(url) = &config.mail.url {
        mail.insert("url".to_owned(), value(url)?);
    }
    let sections = [("stripe", stripe), ("mail", mail)].into_iter().filter(|(_, section)| !section.is_empty());
    let all: Table = sections.map(|(name, section)| (name.to_owned(), Value::Table(section))).collect();
    Ok(all.to_string())
}

/// The file of a restored club.
pub(super) fn put_together(settings: &str, secrets: Option<&str>, database_url: Option<&str>) -> Result<String, Fault> {
    let mut table = parsed(settings)?;
    for (section, part) in parsed(secrets.unwrap_or_default())? {
        let Value::Table(part) = part else { continue };
        let under = table.entry(section).or_insert_with(|| Value::Table(Table::new()));
        if let Some(under) = under.as_table_mut() {
            under.extend(part);
        }
    }
    if let Some(url) = database_url {
        table.insert("database_url".to_owned(), Value::String(url.to_owned()));
    }
    Ok(format!("{HEAD}{table}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "artist = 'Nova'\nhosts = ['nova.example']\nbase_url = 'https://nova.example'\n\
        database_url = 'postgres://nova:word@db/nova'\n[stripe]\nsecret_key = 'sk_live_1'\nhold_minutes = 20\n\
        webhook_secrets = ['whsec_1', 'whsec_2']\n[mail]\nurl = 'smtps://nova:word@mail'\n[backup]\nfolder = '/mnt'\n";

    #[test]
    fn no_secret_travels_open() {
        let open = without_secrets(FILE).unwrap();
        for secret in ["word", "sk_live", "whsec", "/mnt"] {
            assert!(!open.contains(secret), "{secret} in:\n{open}");
        }
        assert!(open.contains("hold_minutes = 20") && open.contains("nova.example"), "{open}");
        assert!(!open.contains("[backup]"), "{open}");
    }

    #[test]
    fn what_was_taken_apart_is_put_together_again() {
        let config: ClubConfig = toml::from_str(FILE).unwrap();
        let (open, sealed) = (without_secrets(FILE).unwrap(), secrets(&config).unwrap());
        let together = put_together(&open, Some(&sealed), Some("postgres://nova:word@db/nova")).unwrap();
        let restored: ClubConfig = toml::from_str(&together).unwrap();
        assert_eq!((&restored.stripe, &restored.mail), (&config.stripe, &config.mail));
        assert_eq!((&restored.database_url, &restored.artist), (&config.database_url, &config.artist));
        assert_eq!(without_secrets(&together).unwrap(), open);
        let alone: ClubConfig = toml::from_str(&put_together(&open, None, None).unwrap()).unwrap();
        assert!(alone.stripe.secret_key.is_none() && alone.mail.url.is_none() && alone.stripe.hold_minutes == 20);
    }
}
