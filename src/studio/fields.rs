//! What a form sent, field by field; a name may come several times.

/// Fields in the order they came.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(transparent)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    pub fn of_query(query: &str) -> Fields {
        Fields(serde_urlencoded::from_str(query).unwrap_or_default())
    }

    /// The first value of this name, without space around it; empty when it was not sent.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
    }

    /// The first value as it was typed, with line ends as the program writes them.
    pub fn text(&self, name: &str) -> String {
        self.0.iter().find(|(known, _)| known == name).map_or(String::new(), |(_, value)| value.replace("\r\n", "\n"))
    }

    pub fn all(&self, name: &str) -> Vec<&str> {
        self.0.iter().filter(|(known, _)| known == name).map(|(_, value)| value.trim()).collect()
    }

    /// Whether a box was ticked.
    pub fn ticked(&self, name: &str) -> bool {
        !self.get(name).is_empty()
    }

    /// Adds a field after the others.
    pub fn put(&mut self, name: &str, value: &str) {
        self.0.push((name.to_owned(), value.to_owned()));
    }

    /// All fields but those of these names.
    pub fn without(&self, names: &[&str]) -> Fields {
        Fields(self.0.iter().filter(|(name, _)| !names.contains(&name.as_str())).cloned().collect())
    }

    /// The fields as a query again.
    pub fn encoded(&self) -> String {
        serde_urlencoded::to_string(&self.0).unwrap_or_default()
    }
}
