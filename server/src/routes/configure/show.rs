use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use shared::{
    entities::{Seller, seller_id},
    sync::Rows,
};

use super::{
    goods::Goods,
    page::{Sheet, body},
};
use crate::{
    app::App,
    failure::Failure,
    public::{Frame, Plain, t, t_with},
};

/// `GET /p/configure/{product}`: the page. With `?embed` it is meant for another site's frame; who may show it is decided
/// by the seller's list in either case.
pub(crate) async fn show(State(app): State<App>, Path(product): Path<String>) -> Response {
    match page(&app, &product).await {
        Ok(page) => page,
        Err(failure) if failure.status() == StatusCode::NOT_FOUND => nothing().into_response(),
        Err(_) => trouble().into_response(),
    }
}

async fn page(app: &App, product: &str) -> Result<Response, Failure> {
    let goods = Goods::find(app, product)?;
    let model = app.models.open(&goods.model).await?;
    let (seller, sites) = seller(app);
    let sheet = Sheet { goods: &goods, model: &model, seller: &seller };
    let title = t_with("shop-title", &[("what", &sheet.name())]);
    let frame = Frame { script: "/p/configure.js", module: true, works: true, listed: true, sites: &sites };
    Ok(frame.page(StatusCode::OK, &title, body(&sheet)))
}

/// What the firm is called, and which sites may show the page in a frame.
fn seller(app: &App) -> (String, Vec<String>) {
    let firm = app.workspace.truth().row(Seller::ENTITY_NAME, seller_id()).filter(|firm| firm.deleted.is_none());
    let text = |field: &str| firm.as_ref().and_then(|firm| firm.value(field).as_text()).unwrap_or_default();
    (text(Seller::NAME.id).to_owned(), Seller::sites(text(Seller::SITES.id)).map(str::to_owned).collect())
}

fn nothing() -> Plain {
    Plain { status: StatusCode::NOT_FOUND, title: t("shop-gone-title"), sentence: t("shop-gone"), retry_after: None }
}

fn trouble() -> Plain {
    Plain {
        status: StatusCode::SERVICE_UNAVAILABLE,
        title: t("offer-trouble-title"),
        sentence: t("offer-trouble"),
        retry_after: Some(5),
    }
}
