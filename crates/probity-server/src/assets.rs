//! The style and the mark, in the binary, under names that change with their content: a browser may
//! keep them for ever.

use crate::fault::{Code, Fault};
use axum::Router;
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// One file.
#[derive(Debug)]
pub(crate) struct Asset {
    name: String,
    /// Its address.
    pub(crate) address: String,
    content_type: &'static str,
    content: &'static str,
}

pub(crate) static STYLE: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("css", "text/css; charset=utf-8", include_str!("../assets/probity.css")));

pub(crate) static MARK: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("svg", "image/svg+xml", include_str!("../assets/probity.svg")));

impl Asset {
    fn new(extension: &str, content_type: &'static str, content: &'static str) -> Self {
        let hash: String = Sha256::digest(content).iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        let name = format!("probity.{hash}.{extension}");
        Self { address: format!("/assets/{name}"), name, content_type, content }
    }
}

pub(crate) fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{name}", get(asset))
}

async fn asset(name: Result<Path<String>, PathRejection>) -> Result<Response, Fault> {
    let named = |Path(name): Path<String>| [&*STYLE, &*MARK].into_iter().find(|asset| asset.name == name);
    let asset = name.ok().and_then(named).ok_or_else(|| Fault::new(Code::NotFound))?;
    let headers =
        [(CONTENT_TYPE, asset.content_type), (CACHE_CONTROL, "public, max-age=31536000, immutable")];
    Ok((headers, asset.content).into_response())
}
