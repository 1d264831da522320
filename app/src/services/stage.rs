//! The stage: shows a configured product in three dimensions. A script of its own (`app/stage`) that loads when something
//! is to be shown; `public/boot.js` knows where it is.

use js_sys::{Array, Function, Promise, Reflect, Uint8Array};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlCanvasElement;

/// A canvas that shows figures. It ends when this is dropped.
pub struct Stage {
    /// The script's own `Stage`.
    object: JsValue,
    _told: Closure<dyn Fn(u32, f64)>,
}

impl Stage {
    /// Loads the script and lets it draw on this canvas. `told` hears after every move which side is seen (0 the front,
    /// 2 the right, 4 the back, 6 the left) and from how many degrees above. Where no graphics card draws it is plain and
    /// quick, unless somebody is `patient`.
    ///
    /// # Errors
    /// When the script is not on this device and cannot be fetched.
    pub async fn open(
        canvas: &HtmlCanvasElement,
        patient: bool,
        told: impl Fn(u32, f64) + 'static,
    ) -> Result<Self, JsValue> {
        let class: Function = Reflect::get(&script().await?, &"Stage".into())?.dyn_into()?;
        let told = Closure::<dyn Fn(u32, f64)>::new(told);
        let object = Reflect::construct(&class, &Array::of3(canvas, told.as_ref(), &patient.into()))?;
        Ok(Self { object, _told: told })
    }

    /// Shows a figure, as the workshop draws it.
    pub fn show(&self, figure: &str) {
        self.call("show", &[figure.into()]);
    }

    /// Nearer with a factor below 1, farther above.
    pub fn zoom(&self, factor: f64) {
        self.call("zoom", &[factor.into()]);
    }

    /// Back to where the figure is seen first.
    pub fn reset(&self) {
        self.call("reset", &[]);
    }

    /// Whether a graphics card draws; without one the picture is plainer.
    pub fn is_solid(&self) -> bool {
        Reflect::get(&self.object, &"solid".into()).is_ok_and(|solid| solid.is_truthy())
    }

    /// The figure as it is seen first: a PNG of so many pixels, transparent where nothing is. Nothing where nothing is
    /// shown or the browser cannot encode it.
    pub async fn still(&self, width: u32, height: u32) -> Option<Vec<u8>> {
        let picture = self.call("still", &[width.into(), height.into()])?.dyn_into::<Promise>().ok()?;
        let bytes = JsFuture::from(picture).await.ok()?.dyn_into::<Uint8Array>().ok()?;
        Some(bytes.to_vec())
    }

    fn call(&self, name: &str, arguments: &[JsValue]) -> Option<JsValue> {
        let method = Reflect::get(&self.object, &name.into()).ok()?.dyn_into::<Function>().ok()?;
        method.apply(&self.object, &arguments.iter().collect::<Array>()).ok()
    }
}

/// Takes a picture of a figure that is not on the screen, as it is seen first: a JPEG of so many pixels, on white.
///
/// # Errors
/// When the script is not on this device and cannot be fetched, or the browser cannot draw.
pub async fn still_of(figure: &str, (width, height): (u32, u32)) -> Result<Vec<u8>, JsValue> {
    let take: Function = Reflect::get(&script().await?, &"still".into())?.dyn_into()?;
    let taking: Promise = take.call3(&JsValue::NULL, &figure.into(), &width.into(), &height.into())?.dyn_into()?;
    Ok(JsFuture::from(taking).await?.dyn_into::<Uint8Array>()?.to_vec())
}

/// The script, loaded when it is first asked for.
async fn script() -> Result<JsValue, JsValue> {
    let load: Function = Reflect::get(&window(), &"loadStage".into())?.dyn_into()?;
    let loading: Promise = load.call0(&JsValue::NULL)?.dyn_into()?;
    JsFuture::from(loading).await
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.call("dispose", &[]);
    }
}
