//! JSON that is written at once: a tree of values takes several times the room and the time.

use serde::Serialize;

use crate::hash::FastMap;

/// A value as JSON.
#[derive(Debug, PartialEq, Eq)]
pub struct Json(Vec<u8>);

impl Json {
    /// A value.
    pub fn of(value: impl Serialize) -> Self {
        Self(serde_json::to_vec(&value).expect("maps with text keys are JSON"))
    }

    /// A list of values.
    pub fn list(values: impl Iterator<Item = Self>) -> Self {
        let mut out = Vec::new();
        write_list(&mut out, values);
        Self(out)
    }

    /// An object. Of two values of one key, the last counts, in the place of the first.
    pub fn map<K: AsRef<str>>(entries: Vec<(K, Self)>) -> Self {
        let mut last: FastMap<&str, &Self> = entries.iter().map(|(key, value)| (key.as_ref(), value)).collect();
        let mut fields = Fields::default();
        for (key, _) in &entries {
            if let Some(value) = last.remove(key.as_ref()) {
                fields.add(key.as_ref(), value);
            }
        }
        fields.finish()
    }

    /// The length of the text in bytes.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The text.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

/// The fields of an object, as JSON.
#[derive(Debug, Default)]
pub struct Fields(Vec<u8>);

impl Fields {
    /// Adds a field. Each key must come once.
    pub fn put(&mut self, key: &str, value: impl Serialize) {
        self.key(key);
        self.value(value);
    }

    /// Adds a field that is JSON already. Each key must come once.
    pub fn add(&mut self, key: &str, value: &Json) {
        self.key(key);
        self.0.extend_from_slice(&value.0);
    }

    /// Adds a field that is a list. Each key must come once.
    pub fn list(&mut self, key: &str, values: impl Iterator<Item = Json>) {
        self.key(key);
        write_list(&mut self.0, values);
    }

    /// Makes room for so many bytes.
    pub fn reserve(&mut self, bytes: usize) {
        self.0.reserve_exact(bytes);
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The object.
    pub fn finish(mut self) -> Json {
        if self.0.is_empty() {
            self.0.push(b'{');
        }
        self.0.push(b'}');
        Json(self.0)
    }

    fn key(&mut self, key: &str) {
        self.0.push(if self.0.is_empty() { b'{' } else { b',' });
        self.value(key);
        self.0.push(b':');
    }

    fn value(&mut self, value: impl Serialize) {
        serde_json::to_writer(&mut self.0, &value).expect("maps with text keys are JSON");
    }
}

fn write_list(out: &mut Vec<u8>, values: impl Iterator<Item = Json>) {
    out.push(b'[');
    for (at, value) in values.enumerate() {
        if at > 0 {
            out.push(b',');
        }
        out.extend_from_slice(&value.0);
    }
    out.push(b']');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let texts = ["a", "\"\\\n", "エ"];
        let mut fields = Fields::default();
        fields.put("none", None::<u8>);
        fields.list("texts", texts.into_iter().map(Json::of));
        fields.add("empty", &Json::list(std::iter::empty()));
        let twice = vec![("x", Json::of(1)), ("\"y\"", Json::of(2)), ("x", Json::of(3))];
        fields.add("map", &Json::map(twice));
        fields.add("nothing", &Json::map(Vec::<(String, Json)>::new()));
        let text = String::from_utf8(fields.finish().into_bytes()).unwrap();
        let expected = r#"{"none":null,"texts":["a","\"\\\n","エ"],"empty":[],"map":{"x":3,"\"y\"":2},"nothing":{}}"#;
        assert_eq!(text, expected);
        assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok());
    }
}
