use axum::extract::{Path, State};
use axum::response::Response;
use shared::entities::Product;

use super::goods::Goods;
use crate::{app::App, blobs::Audience, failure::Failure};

/// `GET /p/configure/{product}/picture/{hash}`: the picture of a public product. Other files are not there for anybody
/// without a session, whatever hash is asked for.
pub(crate) async fn picture(
    State(app): State<App>,
    Path((product, hash)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let goods = Goods::find(&app, &product)?;
    let own = goods.product.get(Product::PICTURE).filter(|picture| picture.hash == hash);
    let own = own.ok_or_else(Failure::not_found)?;
    let blob = app.blobs.get(&own.hash).await?.ok_or_else(Failure::not_found)?;
    Ok(blob.answer(Audience::Anybody))
}
