//! What a handbook is made of: the typed entities as an author wrote them, one file at a time.
//!
//! References are ids with the place they were written at; nothing here knows whether they lead anywhere
//! (see `handbook`), how YAML or Markdown is read (see `parse`), or what a page looks like.

mod collation;
mod config;
mod entity;
mod prose;
mod slug;
pub mod strings;

pub use collation::Collation;
pub use config::{
    AllowedHost, Analytics, Band, Config, Edition, ExportFormat, FontFile, FontPreset, HistorySource, HostFile, Level,
    Loaded, OtherVersion, PUBLIC, Policy, Redirect, Scale, SiteLink, SiteTarget, Step, TemplateLink, Term, Theme,
    ThemeFiles, ThemeSettings,
};
pub use entity::{
    Data, Entity, Extension, Fact, Family, Gate, Grid, GridCell, Interview, LeadsTo, MoveKind, Need, Question,
    Reference, Resource, Roadmap, Role, Round, SharedResource, Shift, Skill, SkillRule, Stage, Statement, Status,
    Subject, Topic, Track, TrackKind, Weight,
};
pub use prose::{Alert, Heading, Image, Label, Link, Part, Prose, Target, Word};
pub use slug::slug;

use std::fmt;
use std::sync::Arc;

use serde::Serialize;

/// The kinds of things a handbook holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A profession or discipline.
    Family,
    /// An ordered ladder of roles.
    Track,
    /// A rung that is comparable across tracks.
    Level,
    /// A position with expectations.
    Role,
    /// A capability with steps.
    Skill,
    /// An area of work that roles answer for.
    Responsibility,
    /// A way from one role to another.
    Roadmap,
    /// Rounds and questions for hiring into roles.
    Interview,
    /// A book, course or article that several places recommend.
    Resource,
    /// Any other text.
    Page,
}

impl Kind {
    /// All kinds, in the order in which readers meet them.
    pub const ALL: [Self; 10] = [
        Self::Role,
        Self::Track,
        Self::Family,
        Self::Level,
        Self::Responsibility,
        Self::Skill,
        Self::Roadmap,
        Self::Interview,
        Self::Resource,
        Self::Page,
    ];

    /// The word that authors use: in `[[skill:id]]`, in `terms:`, in `rungs new`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Family => "family",
            Self::Track => "track",
            Self::Level => "level",
            Self::Role => "role",
            Self::Skill => "skill",
            Self::Responsibility => "responsibility",
            Self::Roadmap => "roadmap",
            Self::Interview => "interview",
            Self::Resource => "resource",
            Self::Page => "page",
        }
    }

    /// The folder under `content/` that holds the kind, and the first part of its URLs; empty for pages.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Family => "families",
            Self::Track => "tracks",
            Self::Level => "levels",
            Self::Role => "roles",
            Self::Skill => "skills",
            Self::Responsibility => "responsibilities",
            Self::Roadmap => "roadmaps",
            Self::Interview => "interviews",
            Self::Resource => "resources",
            Self::Page => "",
        }
    }

    /// The kind whose word is `name`.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The kind whose folder is `folder`.
    pub fn from_folder(folder: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| !kind.folder().is_empty() && kind.folder() == folder)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// An entity's id: NFC text without white space or separators, unique within its kind.
pub type Id = Arc<str>;
