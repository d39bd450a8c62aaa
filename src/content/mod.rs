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
    AllowedHost, Analytics, Config, Edition, ExportFormat, ExternalResource, FontFile, FontPreset, HostFile, Level,
    OtherVersion, PUBLIC, Policy, Redirect, Scale, SiteLink, SiteTarget, TemplateLink, Term, ThemeFiles, ThemeSettings,
    Titled,
};
pub use entity::{
    Data, Entity, Extension, Fact, Family, Grid, GridCell, Interview, LeadsTo, MoveKind, Need, Question, Reference,
    Resource, Roadmap, Role, Round, SharedResource, Shift, Skill, SkillRule, Stage, Statement, Status, Subject, Topic,
    Track, Weight,
};
pub use prose::{Alert, Heading, Image, InterfaceWord, Label, Link, Prose, ProsePart, Target};
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

    /// Its word for one and for several.
    pub fn words(self) -> [&'static str; 2] {
        match self {
            Self::Family => ["family", "families"],
            Self::Track => ["track", "tracks"],
            Self::Level => ["level", "levels"],
            Self::Role => ["role", "roles"],
            Self::Skill => ["skill", "skills"],
            Self::Responsibility => ["responsibility", "responsibilities"],
            Self::Roadmap => ["roadmap", "roadmaps"],
            Self::Interview => ["interview", "interviews"],
            Self::Resource => ["resource", "resources"],
            Self::Page => ["page", "pages"],
        }
    }

    /// The word that authors use: in `[[skill:id]]`, in `terms:`, in `rungs new`.
    pub fn name(self) -> &'static str {
        self.words()[0]
    }

    /// The folder under `content/` that holds the kind, and the first part of its URLs; empty for pages.
    pub fn folder(self) -> &'static str {
        if self == Self::Page { "" } else { self.words()[1] }
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
