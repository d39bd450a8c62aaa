//! An interview kit: its rounds, questions and marks.

use serde::Serialize;

use crate::content::{Data, Kind, Status};
use crate::handbook::{EntityId, Handbook};
use crate::page::cards::{Card, PageBuilder};
use crate::page::frame::PageHeading;

use super::{Address, PageKind, entities};

/// An interview kit.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct InterviewView {
    /// One sentence, HTML.
    pub summary: Option<String>,
    /// The text, HTML.
    pub body: String,
    /// The roles it hires for.
    pub roles: Vec<Card>,
    /// The rounds.
    pub rounds: Vec<RoundView>,
    /// All minutes together, if every round says.
    pub minutes: Option<i64>,
    /// Pages whose text links here.
    pub backlinks: Vec<Card>,
}

/// A round of an interview.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RoundView {
    /// From 1.
    pub number: usize,
    /// Its name.
    pub title: String,
    /// How long it takes, in minutes.
    pub minutes: Option<i64>,
    /// What it is for, HTML.
    pub summary: Option<String>,
    /// What it looks at.
    pub assesses: Vec<Card>,
    /// What to ask.
    pub questions: Vec<QuestionView>,
    /// The marks and what each means.
    pub rubric: Vec<MarkView>,
}

/// A question; all HTML.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct QuestionView {
    /// The question.
    pub ask: String,
    /// What a good answer has.
    pub looks_for: Vec<String>,
    /// Where to go from there.
    pub follow_ups: Vec<String>,
}

/// A mark of a rubric.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct MarkView {
    /// `strong`, `mixed`, `weak` or the author's word.
    pub name: String,
    /// What it means, HTML.
    pub meaning: String,
}

/// The page of an interview kit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct InterviewPage(pub EntityId);

impl PageKind for InterviewPage {
    type View = InterviewView;
    const NAME: &'static str = "interview";
    const TEMPLATE: &'static str = "interview.html";

    fn addresses(handbook: &Handbook) -> Vec<Address<Self>> {
        entities(handbook, Kind::Interview, Self)
    }

    fn heading(self, builder: &PageBuilder) -> PageHeading {
        let Self(index) = self;
        PageHeading::of(builder, index)
            .below(builder.list_link(Kind::Interview))
            .among(builder.handbook, builder.handbook.sorted(Kind::Interview))
    }

    fn view(self, builder: &PageBuilder) -> Self::View {
        let Self(index) = self;
        let Data::Interview(interview) = &builder.handbook.get(index).data else {
            unreachable!("the plan made this a interview's page")
        };
        let handbook = builder.handbook;
        let entity = handbook.get(index);
        let rounds = interview.rounds.iter().enumerate().map(|(at, round)| RoundView {
            number: at + 1,
            title: round.title.clone(),
            minutes: round.minutes,
            summary: builder.optional_html(&round.summary, entity),
            assesses: builder.cards(round.assesses.iter().filter_map(|name| handbook.assessed(&name.value).ok())),
            questions: round
                .questions
                .iter()
                .map(|question| QuestionView {
                    ask: builder.html(&question.ask, entity),
                    looks_for: builder.html_list(&question.looks_for, entity),
                    follow_ups: builder.html_list(&question.follow_ups, entity),
                })
                .collect(),
            rubric: round
                .rubric
                .iter()
                .map(|(name, meaning)| MarkView { name: name.clone(), meaning: builder.html(meaning, entity) })
                .collect(),
        });
        InterviewView {
            summary: builder.summary(entity),
            body: builder.body(entity),
            roles: interview.roles.iter().filter_map(|role| builder.find(Kind::Role, &role.value)).collect(),
            rounds: rounds.collect(),
            minutes: interview.rounds.iter().map(|round| round.minutes).sum(),
            backlinks: builder.backlinks(index),
        }
    }

    fn is_indexed(self, handbook: &Handbook) -> bool {
        handbook.get(self.0).status == Status::Active
    }
}
