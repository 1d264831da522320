use axum::extract::{Path, State};
use axum::http::StatusCode;
use shared::{Id, Problem, entities::Quote, sync::Authority};

use crate::{
    app::App,
    auth::Caller,
    documents::{DocumentError, Pdf},
    failure::Failure,
};

/// `GET /api/v1/quotes/{id}/pdf`: what was sent, as it was sent. A draft is printed by the app, which has what was
/// typed last.
pub(crate) async fn pdf(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Result<Pdf, Failure> {
    let id: Id = id.parse().map_err(|_| Failure::not_found())?;
    let document = document_of(&app.workspace.truth(), &caller, id)?;
    app.documents.pdf(document, &app.blobs).await.map_err(|error| match error {
        DocumentError::Busy => Failure::new(StatusCode::SERVICE_UNAVAILABLE, "problem-unavailable"),
        DocumentError::Store(error) => error.into(),
        DocumentError::Broken(_) => Failure::unforeseen("a quote's document", &error),
    })
}

fn document_of(truth: &Authority, caller: &Caller, id: Id) -> Result<document::QuoteDocument, Failure> {
    let held = truth.held(Quote::ENTITY_NAME, id).filter(|held| held.is_live());
    let held = held.filter(|held| caller.access.sees(truth.schema(), &held.record)).ok_or_else(Failure::not_found)?;
    let sent = document::sent(truth, &held.record).map_err(|problem| Failure::invalid(vec![problem]))?;
    sent.ok_or_else(|| Failure::invalid(vec![Problem::of(Quote::STATUS.id, "problem-quote-not-sent")]))
}
