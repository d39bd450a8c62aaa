//! The versions of ladders: semver, with a rule of what a change asks for, or dates.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How much the version of a ladder has to rise.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Impact {
    /// Nothing changed.
    #[default]
    None,
    /// Wording or arrangement.
    Patch,
    /// Something is clarified, no longer expected, or added without being required of an existing role.
    Minor,
    /// Something new is required of someone.
    Major,
}

/// The version of a ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// The first number.
    pub major: u64,
    /// The second number; 0 if there is none.
    pub minor: u64,
    /// The third number; 0 if there is none.
    pub patch: u64,
}

/// Years from here on are dates and not the numbers of versions.
const FIRST_YEAR: u64 = 1900;

impl Version {
    /// Reads `2.1.0`, `v2.1`, `2.1.0-rc.1`, or a date such as `2026.11` or `2026-11-28`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
        let text = text.split('+').next()?;
        let is_date = text.split(['.', '-']).next()?.parse().is_ok_and(|year: u64| year >= FIRST_YEAR);
        let numbers = if is_date { text } else { text.split('-').next()? };
        let mut parts = numbers.split(['.', '-']).map(str::parse::<u64>);
        let major = parts.next()?.ok()?;
        let minor = parts.next().unwrap_or(Ok(0)).ok()?;
        let patch = parts.next().unwrap_or(Ok(0)).ok()?;
        parts.next().is_none().then_some(Self { major, minor, patch })
    }

    /// Whether it is a date, which says when and not how much.
    pub fn is_date(&self) -> bool {
        self.major >= FIRST_YEAR
    }

    /// The next version after a change. Before 1.0.0 a ladder is a draft, and what would be major raises the second
    /// number. `None` for dates.
    pub fn after(&self, impact: Impact) -> Option<Self> {
        let Self { major, minor, patch } = *self;
        if self.is_date() {
            return None;
        }
        Some(match impact {
            Impact::None => *self,
            Impact::Patch => Self { major, minor, patch: patch + 1 },
            Impact::Major if major > 0 => Self { major: major + 1, minor: 0, patch: 0 },
            Impact::Minor | Impact::Major => Self { major, minor: minor + 1, patch: 0 },
        })
    }

    /// Whether `self` is high enough after `old` and a change.
    ///
    /// # Errors
    ///
    /// The lowest version that is high enough, if this one is too low. A date has to be later than the one before if anything changed.
    pub fn suffices(&self, old: &Self, impact: Impact) -> Result<(), String> {
        let needed = match old.after(impact) {
            _ if impact == Impact::None => {
                return if self >= old { Ok(()) } else { Err(old.to_string()) };
            }
            Some(needed) => needed,
            None if self > old => return Ok(()),
            None => return Err(format!("a date after {old}")),
        };
        if *self >= needed { Ok(()) } else { Err(needed.to_string()) }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

impl fmt::Display for Impact {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        Version::parse(text).unwrap_or_else(|| panic!("{text} is a version"))
    }

    #[test]
    fn versions_and_dates_are_read() {
        assert_eq!(version("v2.1"), Version { major: 2, minor: 1, patch: 0 });
        assert_eq!(version("2.1.3-rc.1+build"), Version { major: 2, minor: 1, patch: 3 });
        assert!(version("2026-11-28").is_date() && version("2026.11").is_date());
        for wrong in ["", "two", "1.2.3.4", "1.x", "-1"] {
            assert_eq!(Version::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_version_has_to_rise_with_the_change() {
        let needed = |old: &str, new: &str, impact| version(new).suffices(&version(old), impact).err();
        assert_eq!(needed("1.2.3", "1.2.3", Impact::None), None);
        assert_eq!(needed("1.2.3", "1.2.2", Impact::None).as_deref(), Some("1.2.3"));
        assert_eq!(needed("1.2.3", "1.2.4", Impact::Patch), None);
        assert_eq!(needed("1.2.3", "1.2.4", Impact::Minor).as_deref(), Some("1.3.0"));
        assert_eq!(needed("1.2.3", "1.3.0", Impact::Major).as_deref(), Some("2.0.0"));
        assert_eq!(needed("1.2.3", "3.0.0", Impact::Major), None);
        assert_eq!(needed("0.2.3", "0.3.0", Impact::Major), None);
        assert_eq!(needed("2026-11-01", "2026-11-02", Impact::Major), None);
        assert_eq!(needed("2026-11-01", "2026-11-01", Impact::Patch).as_deref(), Some("a date after 2026.11.1"));
    }
}
