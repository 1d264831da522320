//! Everything that the page shows, gathered from the records.

use std::collections::BTreeMap;

use pricing::records::{self, Shown};
use shared::{
    Id, Record,
    entities::{Acceptance, Account, Contact, Quote, User},
    schema::id_for,
    sync::{Authority, Rows},
    value::{Date, FileRef},
};

use super::{
    found::{Found, Standing},
    refused::Refused,
};
use crate::{
    app::App,
    public::{t_with, today},
    store::Table,
    workspace::stored::{self, ABOUT, About},
};

/// What a customer sees of a quote.
pub(super) struct Sheet {
    /// Who sells, as it was when the quote was sent; the workspace's name where nobody has said who that is.
    pub(super) seller: String,
    /// The person to ask, and their address.
    pub(super) contact: Option<(String, Option<String>)>,
    /// The customer's firm.
    pub(super) buyer: Option<String>,
    /// The person there.
    pub(super) person: Option<String>,
    pub(super) shown: Shown,
    /// The logo of who sells, where it is here.
    pub(super) logo: Option<FileRef>,
    /// The pictures of its lines that are here; their device may not have sent all.
    pub(super) pictures: BTreeMap<String, FileRef>,
    /// The fingerprint of what is shown.
    pub(super) print: String,
    pub(super) standing: Standing,
    pub(super) answered_on: Option<Date>,
    pub(super) signed: Option<Signed>,
    /// Last day on which the link leads anywhere.
    pub(super) until: Option<Date>,
    /// The page's own address.
    pub(super) address: String,
}

/// What was signed here.
pub(super) struct Signed {
    pub(super) name: String,
    pub(super) at: Date,
    /// The drawn signature, an SVG path.
    pub(super) path: Option<String>,
}

impl Sheet {
    /// The sheet of a quote that was found.
    pub(super) async fn of(app: &App, found: &Found) -> Result<Self, Refused> {
        let about: Option<About> = stored::read(&**app.workspace.store(), Table::Meta, ABOUT).await?;
        let quote = &*found.quote;
        let broken = |problem| Refused::unforeseen(&shared::messages::say(&problem));
        let shown = records::shown(quote).map_err(broken)?.ok_or(Refused::Nowhere)?;
        let pictures = pictures(app, &shown).await?;
        let logo = records::look(&*app.workspace.truth(), quote).logo;
        let logo = match logo {
            Some(logo) if app.blobs.has(&logo.hash).await? => Some(logo),
            _ => None,
        };
        let truth = app.workspace.truth();
        Ok(Self {
            seller: seller(&truth, quote).or_else(|| about.map(|about| about.name)).unwrap_or_default(),
            contact: contact(&truth, quote),
            buyer: title(&truth, Account::ENTITY_NAME, quote.get(Quote::ACCOUNT)),
            person: title(&truth, Contact::ENTITY_NAME, quote.get(Quote::CONTACT)),
            print: shown.fingerprint().map_err(broken)?,
            shown,
            logo,
            pictures,
            standing: found.standing,
            answered_on: quote.get(Quote::ANSWERED_ON),
            signed: signed(&truth, quote.id),
            until: quote.get(Quote::VALID_UNTIL).or_else(|| found.link.get(shared::entities::QuoteLink::EXPIRES_ON)),
            address: format!("/p/quote/{}", found.secret),
        })
    }

    /// Whom to ask, in words.
    pub(super) fn whom(&self) -> String {
        let name = self.contact.as_ref().map(|(name, _)| name.clone());
        name.unwrap_or_else(|| t_with("offer-contact-seller", &[("seller", &self.seller)]))
    }
}

async fn pictures(app: &App, shown: &Shown) -> Result<BTreeMap<String, FileRef>, Refused> {
    let mut here = BTreeMap::new();
    for (line, picture) in &shown.pictures {
        if app.blobs.has(&picture.hash).await? {
            here.insert(line.clone(), picture.clone());
        }
    }
    Ok(here)
}

fn seller(truth: &Authority, quote: &Record) -> Option<String> {
    Some(records::parties(truth, quote).seller.name).filter(|name| !name.is_empty())
}

/// The owner, unless they are not here any more.
fn contact(truth: &Authority, quote: &Record) -> Option<(String, Option<String>)> {
    let user = truth.row(User::ENTITY_NAME, quote.get(Quote::OWNER)?)?;
    truth.access(user.id)?;
    let email = user.get(User::EMAIL).filter(|email| !email.is_empty());
    Some((user.get(User::NAME)?.to_owned(), email.map(str::to_owned)))
}

fn title(truth: &Authority, entity: &str, id: Option<Id>) -> Option<String> {
    let record = truth.row(entity, id?).filter(|record| record.deleted.is_none())?;
    Some(truth.schema().title(&record)).filter(|title| !title.is_empty())
}

fn signed(truth: &Authority, quote: Id) -> Option<Signed> {
    let record = truth.row(Acceptance::ENTITY_NAME, id_for(Acceptance::ENTITY_NAME, quote))?;
    let at = record.get(Acceptance::AT)?;
    Some(Signed {
        name: record.get(Acceptance::NAME)?.to_owned(),
        at: today(u64::try_from(at.as_millisecond()).unwrap_or_default()),
        path: record.get(Acceptance::SIGNATURE).map(str::to_owned),
    })
}
