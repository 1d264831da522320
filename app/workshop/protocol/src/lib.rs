//! What the app asks the workshop, and what it answers.
//!
//! The workshop is a worker that owns what is too heavy for the app's shell: product engine, prices, PDF. App and
//! workshop share this crate, which holds types and no engine.
//!
//! **On the wire** a question is `[number, text, bytes…]` and its reply `[number, text, milliseconds, bytes…]`, where the
//! text is JSON and the bytes are array buffers that change hands without being copied. The text of a question is an
//! object with one field, its name: `{"click": {…}}`. The text of a reply is a [`Reply`]. Milliseconds are what the
//! worker needed for all of it. Replies may come in another order than their questions.
//!
//! **What was opened** (a model, a price list) is named by a key and stays open while it is used; a worker that was
//! started anew, or had to make room, says [`Failure::NotOpen`], and whoever asked opens it again.

#[macro_use]
mod declare;
mod documents;
mod models;
mod prices;

pub use document;
pub use pricing;
pub use product;

pub use documents::{Export, ExportForm, Exported, Render, Rendered};
pub use models::{
    Attribute, Choosable, Click, ClickTimes, Clicked, Configure, Configured, Draw, Drawn, Examine, Explain, Explained,
    FillTable, Form, ModelOpened, OpenModel, OpenTimes, Preset, Translate, Translated,
};
pub use prices::{OpenPrices, Price, Priced, PricesOpened};

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use shared::Problem;

/// What is said in text, with bytes beside it.
pub trait Message {
    /// Takes the bytes out before the rest is written as text.
    fn take_bytes(&mut self) -> Vec<Vec<u8>> {
        Vec::new()
    }

    /// Puts them back in, in the same order.
    fn give_bytes(&mut self, _bytes: Vec<Vec<u8>>) {}
}

/// Something to ask.
pub trait Question: Message + Serialize {
    /// What comes back.
    type Answer: Message + Serialize + DeserializeOwned;

    /// The name that it goes by on the wire.
    const NAME: &'static str;

    /// The user timing that tells how long it took, from asking to answer.
    const MARK: Option<&'static str> = None;

    /// The key that the answer gave what was opened.
    fn opened(_answer: &Self::Answer) -> Option<&str> {
        None
    }
}

/// Every question there is, as the workshop reads them.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Request {
    /// See [`OpenModel`].
    OpenModel(OpenModel),
    /// See [`Click`].
    Click(Click),
    /// See [`Explain`].
    Explain(Explain),
    /// See [`Draw`].
    Draw(Draw),
    /// See [`Configure`].
    Configure(Configure),
    /// See [`Examine`].
    Examine(Examine),
    /// See [`Translate`].
    Translate(Translate),
    /// See [`FillTable`].
    FillTable(FillTable),
    /// See [`OpenPrices`].
    OpenPrices(OpenPrices),
    /// See [`Price`].
    Price(Box<Price>),
    /// See [`Render`].
    Render(Box<Render>),
    /// See [`Export`].
    Export(Box<Export>),
}

/// The text of a reply.
pub type Reply<A> = Result<A, Failure>;

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// The person can put these right.
    Problems(Vec<Problem>),
    /// What goes by this key is not open (any more).
    NotOpen(String),
}

/// The text of a question.
///
/// # Errors
/// When something in it cannot be written as JSON.
pub fn question_text<Q: Question>(question: &Q) -> Result<String, Failure> {
    /// An enum with one variant, written as serde writes them: the app links the one and not the many.
    struct Named<'a, Q>(&'a Q);

    impl<Q: Question> Serialize for Named<'_, Q> {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_newtype_variant("Request", 0, Q::NAME, self.0)
        }
    }
    serde_json::to_string(&Named(question)).map_err(|_| Failure::unreadable())
}

/// The text of a reply.
///
/// # Errors
/// When something in it cannot be written as JSON.
pub fn reply_text<A: Serialize>(reply: &Reply<A>) -> Result<String, Failure> {
    serde_json::to_string(reply).map_err(|_| Failure::unreadable())
}

/// Reads a reply to such a question.
///
/// # Errors
/// With what the workshop said, or when the text is none of its replies.
pub fn read_reply<Q: Question>(text: &str, bytes: Vec<Vec<u8>>) -> Reply<Q::Answer> {
    let mut answer = serde_json::from_str::<Reply<Q::Answer>>(text).map_err(|_| Failure::unreadable())??;
    answer.give_bytes(bytes);
    Ok(answer)
}

/// Reads a question.
///
/// # Errors
/// When the text is no question.
pub fn read_question(text: &str) -> Result<Request, Failure> {
    serde_json::from_str(text)
        .map_err(|error| Failure::Problems(vec![Problem::new("problem-workshop-unreadable").with("detail", error)]))
}

impl Failure {
    fn unreadable() -> Self {
        Self::Problems(vec![Problem::new("problem-workshop-unreadable").with("detail", "")])
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::Problems(vec![problem])
    }
}

impl From<Vec<Problem>> for Failure {
    fn from(problems: Vec<Problem>) -> Self {
        Self::Problems(problems)
    }
}

#[cfg(test)]
mod tests;
