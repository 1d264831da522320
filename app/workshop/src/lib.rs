//! The workshop: product engine, prices and PDF behind one door.
//!
//! [`Workshop::answer`] turns the text of a question into the text of a reply. What is around it, a worker in a browser,
//! stands in the binary. The questions are described by [`protocol`].

mod configured;
mod documents;
mod faults;
mod kept;
mod models;
mod prices;

pub use document::Fonts;

use kept::Kept;
use models::Opened;
use pricing::Catalog;
use protocol::{Failure, Message, Question, Reply, Request};

/// Tells the time in milliseconds since any moment.
pub type Clock<'a> = &'a dyn Fn() -> f64;

/// How many models and price lists stay open: a large model takes some tens of megabytes.
const MOST_OPEN: usize = 4;

/// What is open.
pub struct Workshop {
    models: Kept<Opened>,
    prices: Kept<Catalog>,
    fonts: Option<Fonts>,
}

/// A reply as it travels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// JSON.
    pub text: String,
    /// What travels beside it.
    pub bytes: Vec<Vec<u8>>,
}

impl Default for Workshop {
    fn default() -> Self {
        Self { models: Kept::new(MOST_OPEN), prices: Kept::new(MOST_OPEN), fonts: None }
    }
}

impl Workshop {
    /// Whether the fonts must be there for this question and are not.
    pub fn needs_fonts(&self, request: &Request) -> bool {
        matches!(request, Request::Render(_)) && self.fonts.is_none()
    }

    /// Brings the fonts.
    pub fn bring_fonts(&mut self, fonts: Fonts) {
        self.fonts = Some(fonts);
    }

    /// Answers a question.
    pub fn answer(&mut self, request: Request, bytes: Vec<Vec<u8>>, now: Clock<'_>) -> Sent {
        match request {
            Request::OpenModel(question) => {
                self.reply(question, bytes, |shop, question| shop.open_model(&question, now))
            }
            Request::Click(question) => self.reply(question, bytes, |shop, question| shop.click(&question, now)),
            Request::Explain(question) => self.reply(question, bytes, Self::explain),
            Request::Draw(question) => self.reply(question, bytes, |shop, question| shop.draw(&question)),
            Request::Configure(question) => self.reply(question, bytes, Self::configure),
            Request::Examine(question) => self.reply(question, bytes, |_, question| models::examine(&question)),
            Request::Translate(question) => self.reply(question, bytes, |_, question| models::translate(&question)),
            Request::FillTable(question) => self.reply(question, bytes, |_, question| models::fill_table(&question)),
            Request::OpenPrices(question) => self.reply(question, bytes, Self::open_prices),
            Request::Price(question) => self.reply(*question, bytes, |shop, question| shop.price(&question)),
            Request::Render(question) => self.reply(*question, bytes, |shop, question| shop.render(&question)),
            Request::Export(question) => self.reply(*question, bytes, |_, question| documents::export(&question)),
        }
    }

    fn reply<Q: Question>(
        &mut self,
        mut question: Q,
        bytes: Vec<Vec<u8>>,
        answer: impl FnOnce(&mut Self, Q) -> Reply<Q::Answer>,
    ) -> Sent {
        question.give_bytes(bytes);
        let sent = answer(self, question).and_then(|mut answer| {
            let bytes = answer.take_bytes();
            Ok(Sent { text: protocol::reply_text(&Ok(answer))?, bytes })
        });
        sent.unwrap_or_else(failed)
    }
}

/// The reply that says why there is no answer.
#[must_use]
pub fn failed(failure: Failure) -> Sent {
    let text = protocol::reply_text::<()>(&Err(failure)).unwrap_or_default();
    Sent { text, bytes: Vec::new() }
}
