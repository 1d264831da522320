//! A message as it goes over the wire.

use std::time::{Duration, SystemTime};

use lettre::{
    Address, Message,
    message::{Attachment, Mailbox, MultiPart, SinglePart, header::ContentType},
};
use shared::{Record, entities::Email, record::Millis};

use crate::documents::Pdf;

/// What a message is made of.
pub(super) struct Letter<'a> {
    pub(super) email: &'a Record,
    /// Name and address of who wrote it.
    pub(super) author: Option<(String, String)>,
    /// The address of the quote's page.
    pub(super) link: Option<&'a str>,
    pub(super) pdf: Option<Pdf>,
    pub(super) at: Millis,
}

impl Letter<'_> {
    /// The message. Every try of it has the same Message-ID.
    ///
    /// # Errors
    /// When an address is none that mail servers take, in words.
    pub(super) fn message(self, from: &Mailbox) -> Result<Message, String> {
        let said = |error: &dyn std::fmt::Display| error.to_string();
        let (name, reply_to) = self.author.unzip();
        let from = Mailbox::new(from.name.clone().or(name.clone()), from.email.clone());
        let id = format!("<{}@{}>", self.email.id, from.email.domain());
        let at = SystemTime::UNIX_EPOCH + Duration::from_millis(self.at);
        let subject = self.email.get(Email::SUBJECT).unwrap_or_default();
        let mut builder = Message::builder().message_id(Some(id)).date(at).from(from).subject(subject);
        if let Some(address) = reply_to.and_then(|address| address.parse::<Address>().ok()) {
            builder = builder.reply_to(Mailbox::new(name, address));
        }
        for to in Email::addresses(self.email.get(Email::TO).unwrap_or_default()) {
            builder = builder.to(Mailbox::new(None, address(to)?));
        }
        for cc in Email::addresses(self.email.get(Email::CC).unwrap_or_default()) {
            builder = builder.cc(Mailbox::new(None, address(cc)?));
        }
        let body = self.email.get(Email::BODY).unwrap_or_default();
        let text = SinglePart::plain(body.replace(Email::LINK_HERE, self.link.unwrap_or_default()));
        let message = match self.pdf {
            None => builder.singlepart(text),
            Some(pdf) => {
                let kind = ContentType::parse("application/pdf").map_err(|error| said(&error))?;
                let file = Attachment::new(pdf.name).body(pdf.bytes, kind);
                builder.multipart(MultiPart::mixed().singlepart(text).singlepart(file))
            }
        };
        message.map_err(|error| said(&error))
    }
}

fn address(text: &str) -> Result<Address, String> {
    text.parse().map_err(|error| format!("{text}: {error}"))
}
