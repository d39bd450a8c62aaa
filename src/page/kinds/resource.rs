//! A shared resource: what it is, where it is, and who recommends it.

use serde::Serialize;

use crate::content::{Data, Kind, Resource, Status};
use crate::handbook::{EntityId, Handbook};
use crate::page::cards::{Card, PageBuilder};
use crate::page::frame::PageHeading;
use crate::page::statements::ScaleStepView;
use crate::page::urls;

use super::{Address, PageKind, entities};

/// A shared resource.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SharedResourceView {
    /// One sentence, HTML.
    pub summary: Option<String>,
    /// The text, HTML.
    pub body: String,
    /// `book`, `article` or another word.
    pub kind: Option<String>,
    /// Who made it.
    pub author: Option<String>,
    /// Who publishes or offers it.
    pub provider: Option<String>,
    /// BCP 47 language.
    pub language: Option<String>,
    /// Its digital object identifier.
    pub doi: Option<String>,
    /// Where it is; a checked http(s) address.
    pub url: Option<String>,
    /// Who recommends it, in reading order.
    pub recommended_by: Vec<RecommendationView>,
    /// Pages whose text links here.
    pub backlinks: Vec<Card>,
}

/// Where a resource is recommended.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RecommendationView {
    /// The skill, responsibility or roadmap.
    pub from: Card,
    /// The stage of a roadmap.
    pub stage: Option<String>,
    /// The step of a skill that it helps to reach.
    pub step: Option<ScaleStepView>,
    /// A remark, HTML.
    pub note: Option<String>,
}

/// The page of a shared resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ResourcePage(pub EntityId);

impl PageKind for ResourcePage {
    type View = SharedResourceView;
    const NAME: &'static str = "resource";
    const TEMPLATE: &'static str = "resource.html";

    fn addresses(handbook: &Handbook) -> Vec<Address<Self>> {
        entities(handbook, Kind::Resource, Self)
    }

    fn heading(self, builder: &PageBuilder) -> PageHeading {
        let Self(index) = self;
        PageHeading::of(builder, index)
            .below(builder.list_link(Kind::Resource))
            .among(builder.handbook, builder.handbook.sorted(Kind::Resource))
    }

    fn view(self, builder: &PageBuilder) -> Self::View {
        let Self(index) = self;
        let entity = builder.handbook.get(index);
        let Data::Resource(resource) = &entity.data else { unreachable!("the plan made this a resource's page") };
        let from = builder.handbook.used_by(index).recommended_by.iter();
        SharedResourceView {
            summary: builder.summary(entity),
            body: builder.body(entity),
            kind: resource.kind.clone(),
            author: resource.author.clone(),
            provider: resource.provider.clone(),
            language: resource.language.clone(),
            doi: resource.doi.clone(),
            url: urls::resource(resource),
            recommended_by: from.flat_map(|from| recommendations(builder, index, *from)).collect(),
            backlinks: builder.backlinks(index),
        }
    }

    fn is_indexed(self, handbook: &Handbook) -> bool {
        handbook.get(self.0).status == Status::Active
    }
}

/// The places in `from` that recommend the resource `index`.
fn recommendations(builder: &PageBuilder, index: EntityId, from: EntityId) -> Vec<RecommendationView> {
    let handbook = builder.handbook;
    let entity = handbook.get(from);
    let view = |resource: &Resource, stage: Option<&str>| RecommendationView {
        from: builder.link_card(from),
        stage: stage.map(str::to_owned),
        step: resource.step.as_ref().and_then(|step| builder.step(from, handbook.step_number(from, step)?)),
        note: builder.optional_html(&resource.note, entity),
    };
    let is_meant = |resource: &&Resource| handbook.shared(resource) == Some(index);
    match &entity.data {
        Data::Roadmap(roadmap) => {
            let stages = roadmap.stages.iter();
            let all = stages.flat_map(|stage| stage.resources.iter().map(move |resource| (stage, resource)));
            all.filter(|(_, resource)| is_meant(resource))
                .map(|(stage, resource)| view(resource, Some(&stage.title)))
                .collect()
        }
        _ => {
            let resources = entity.as_topic().map(|topic| topic.resources.as_slice()).unwrap_or_default();
            resources.iter().filter(is_meant).map(|resource| view(resource, None)).collect()
        }
    }
}
