//! Whose a request is.

use shared::{
    Id,
    entities::{Lead, LeadRoute, Pipeline, Product, ProductFamily, Stage, Team, User},
    leads::{Asked, owner},
    sync::{Authority, Rows},
};

use super::goods::{Goods, rows};

/// Whoever follows a request up, and where it begins.
pub(super) struct Place {
    pub(super) owner: Option<Id>,
    /// The owner's team.
    pub(super) team: Option<Id>,
    /// The first stage of the first pipeline.
    pub(super) stage: Option<FirstStage>,
}

/// A stage to begin with.
pub(super) struct FirstStage {
    pub(super) id: Id,
    pub(super) pipeline: Option<Id>,
    pub(super) probability: Option<f64>,
}

impl Place {
    pub(super) fn of(truth: &Authority, goods: &Goods, country: Option<&str>) -> Self {
        let entities = [LeadRoute::ENTITY_NAME, User::ENTITY_NAME, Team::ENTITY_NAME, ProductFamily::ENTITY_NAME];
        let [routes, people, teams, families] = entities.map(|entity| rows(truth, entity));
        let owner = owner(&Asked {
            routes: &routes,
            people: &people,
            teams: &teams,
            families: &families,
            leads: &rows(truth, Lead::ENTITY_NAME),
            family: goods.product.get(Product::FAMILY),
            country,
        });
        let team = owner.and_then(|owner| truth.row(User::ENTITY_NAME, owner)?.get(User::TEAM));
        Self { owner, team, stage: first_stage(truth) }
    }
}

fn first_stage(truth: &Authority) -> Option<FirstStage> {
    let pipelines = rows(truth, Pipeline::ENTITY_NAME);
    let place = |id: Option<Id>| {
        let pipeline = pipelines.iter().find(|row| Some(row.id) == id);
        pipeline.map_or(f64::MAX, |row| row.get(Pipeline::POSITION).unwrap_or_default())
    };
    let stages = rows(truth, Stage::ENTITY_NAME);
    let open = stages.iter().filter(|stage| stage.get(Stage::KIND) == Some("open"));
    let order =
        |stage: &shared::Record| (place(stage.get(Stage::PIPELINE)), stage.get(Stage::POSITION).unwrap_or(f64::MAX));
    let first = open.min_by(|a, b| {
        let ((pipeline, own), (other, others)) = (order(a), order(b));
        pipeline.total_cmp(&other).then(own.total_cmp(&others)).then(a.id.cmp(&b.id))
    })?;
    let (pipeline, probability) = (first.get(Stage::PIPELINE), first.get(Stage::PROBABILITY));
    Some(FirstStage { id: first.id, pipeline, probability })
}
