//! E-mails, from a person's push to a mail server that speaks SMTP.

use serde_json::json;
use server::config::{Config, Mail, Secret, Security};
use shared::{
    Id, Value,
    entities::{Email, QuoteLink},
    rules::Role,
    sync::{Operation, Outcome, Status},
};

use crate::blob;
use crate::offer::{field, record, sending, shop};
use crate::smtp::{Fate, Smtp};
use crate::support::{Device, Server, config, set};

const MINUTE: u64 = 60_000;
const HOUR: u64 = 60 * MINUTE;

fn mail(smtp: &Smtp) -> Mail {
    Mail {
        host: "127.0.0.1".to_owned(),
        port: smtp.port,
        security: Security::None,
        from: "Acme <offers@acme.example>".to_owned(),
        url: "https://crm.acme.example/".to_owned(),
        ..Mail::default()
    }
}

/// A shop with a mail server.
async fn ready(change: impl Fn(&mut Mail)) -> (Server, Smtp) {
    let smtp = Smtp::start().await;
    let mut mail = mail(&smtp);
    change(&mut mail);
    let server = Server::with(Config { mail, ..config() }).await;
    shop(&server, "Harbour Cranes").await;
    (server, smtp)
}

/// An e-mail about the quote, with values that are other than usual.
fn email(name: &str, more: &[(&'static str, Value)]) -> Operation {
    let usual = [
        ("subject", Value::from("Our offer")),
        ("to", "ada@quay.example, eve@quay.example".into()),
        ("body", "Dear Ada,\n\nhere it is:\n{link}\n".into()),
        ("status", "queued".into()),
        ("quote", Id::named("quote").into()),
    ];
    let values: std::collections::BTreeMap<_, _> = usual.into_iter().chain(more.iter().cloned()).collect();
    record("email", name, &values.into_iter().collect::<Vec<_>>())
}

async fn write(rita: &mut Device<'_>, name: &str, more: &[(&'static str, Value)]) {
    let outcome = rita.push(vec![email(name, more)]).await;
    assert_eq!(outcome.status, Status::Applied, "{outcome:?}");
}

async fn round(server: &Server) {
    server::mail::round(&server.app).await;
}

fn of(server: &Server, name: &str, of: &str) -> Value {
    field(server, "email", Id::named(name), of)
}

#[track_caller]
fn stands(server: &Server, name: &str, status: &str, reason: &str) {
    assert_eq!(of(server, name, "status"), Value::from(status));
    let said = of(server, name, "reason");
    let said = said.as_text().unwrap_or_default();
    assert!(said.contains(reason) && said.is_empty() == reason.is_empty(), "{said}");
}

#[track_caller]
fn refused(outcome: &Outcome, key: &str) {
    let Status::Rejected { problems, .. } = &outcome.status else { panic!("{outcome:?}") };
    assert_eq!(problems[0].message_key, key, "{problems:?}");
}

#[tokio::test]
async fn a_message_goes_out_once_with_a_link_that_nobody_here_knows() {
    let (server, smtp) = ready(|_| {}).await;
    let mut rita = server.sign_in("rita").await;
    write(&mut rita, "one", &[("cc", "boss@quay.example".into())]).await;
    round(&server).await;
    stands(&server, "one", "sent", "");
    round(&server).await;
    let heard = smtp.heard();
    assert_eq!(heard.len(), 1, "once");
    let heard = &heard[0];
    assert_eq!(heard.recipients, ["ada@quay.example", "eve@quay.example", "boss@quay.example"]);
    assert_eq!(heard.header("From"), "Acme <offers@acme.example>");
    assert_eq!(heard.header("Reply-To"), "rita <rita@example.com>");
    assert_eq!(heard.header("Subject"), "Our offer");
    assert_eq!(heard.header("Message-ID"), format!("<{}@acme.example>", Id::named("one")));
    let text = heard.text.replace("=\r\n", "");
    let (_, secret) = text.split_once("https://crm.acme.example/p/quote/").unwrap();
    let secret: String = secret.chars().take_while(char::is_ascii_hexdigit).collect();
    let page = server.get(&format!("/p/quote/{secret}")).await;
    assert_eq!(page.status, 200, "{}", page.text());
    let link = of(&server, "one", "quote_link");
    let id: Id = link.as_text().unwrap().parse().unwrap();
    assert_eq!(field(&server, "quote_link", id, "hash"), Value::from(QuoteLink::hash(&secret)));
    let log = server.app.workspace.store().scan(server::store::Table::Log, None, 10_000).await.unwrap();
    assert!(!log.is_empty() && log.iter().all(|row| !row.value.contains(&secret)), "the log does not know it");
}

#[tokio::test]
async fn the_quote_goes_along_when_it_is_wanted() {
    let (server, smtp) = ready(|mail| mail.from = "offers@acme.example".to_owned()).await;
    let mut rita = server.sign_in("rita").await;
    write(&mut rita, "one", &[("with_pdf", true.into()), ("body", "Grüße".into())]).await;
    round(&server).await;
    stands(&server, "one", "sent", "");
    let heard = smtp.heard().remove(0);
    assert_eq!(heard.header("From"), "rita <offers@acme.example>", "an address alone gets the person's name");
    for part in ["multipart/mixed", "Content-Type: application/pdf", "filename=\"Q-1.pdf\"", "\r\nJVBERi0"] {
        assert!(heard.text.contains(part), "{part} is not in\n{:.2000}", heard.text);
    }
    assert_eq!(of(&server, "one", "quote_link"), Value::Null, "no link where the text has none");
}

/// The other quote, sent with a picture that its device has not sent yet, and an e-mail with it as PDF.
async fn pictured(server: &Server, rita: &mut Device<'_>) {
    let columns = Value::list(["picture", "quantity"]);
    let template = record("quote_template", "seen", &[("name", "Seen".into()), ("columns", columns)]);
    let picture = set("product", Id::named("desk"), "picture", blob::reference(), u64::MAX);
    server.write(vec![template, picture]).await;
    server.write(vec![set("quote", Id::named("other"), "template", Id::named("seen"), u64::MAX)]).await;
    server.write(vec![sending(server, "other", |_| {})]).await;
    let quote = Id::named("other").into();
    write(rita, "one", &[("with_pdf", true.into()), ("body", "Here it is".into()), ("quote", quote)]).await;
    round(server).await;
    stands(server, "one", "queued", "has not come from its device yet");
}

#[tokio::test]
async fn a_message_waits_for_the_pictures_of_its_quote() {
    let (server, smtp) = ready(|_| {}).await;
    let mut rita = server.sign_in("rita").await;
    pictured(&server, &mut rita).await;
    assert_eq!(blob::put(&rita, &blob::reference().hash, blob::PNG).await.status, 201);
    server.clock.advance(MINUTE);
    round(&server).await;
    stands(&server, "one", "sent", "");
    assert!(smtp.heard().remove(0).text.contains("filename=\"Q-2.pdf\""));
}

#[tokio::test]
async fn a_message_does_not_wait_for_ever_for_a_picture_that_never_comes() {
    let (server, smtp) = ready(|_| {}).await;
    let mut rita = server.sign_in("rita").await;
    pictured(&server, &mut rita).await;
    for minutes in [1, 5] {
        server.clock.advance(minutes * MINUTE);
        round(&server).await;
        stands(&server, "one", "queued", "has not come");
    }
    assert!(smtp.heard().is_empty());
    server.clock.advance(15 * MINUTE);
    round(&server).await;
    stands(&server, "one", "sent", "");
    assert!(smtp.heard().remove(0).text.contains("application/pdf"), "with an empty frame");
}

#[tokio::test]
async fn what_is_refused_says_why_and_goes_again_when_somebody_asks() {
    let (server, smtp) = ready(|_| {}).await;
    let mut rita = server.sign_in("rita").await;
    smtp.fates(&[Fate::Recipient("550 no such mailbox")]);
    write(&mut rita, "one", &[]).await;
    round(&server).await;
    stands(&server, "one", "failed", "no such mailbox");
    server.clock.advance(48 * HOUR);
    round(&server).await;
    assert!(smtp.heard().is_empty(), "not by itself");
    let again = rita.patch(&format!("/api/v1/emails/{}", Id::named("one")), &json!({ "status": "queued" })).await;
    assert_eq!(again.status, 200, "{}", again.text());
    round(&server).await;
    stands(&server, "one", "sent", "");
    assert_eq!(smtp.heard().len(), 1);
}

#[tokio::test]
async fn what_does_not_get_through_is_tried_again_as_the_same_message() {
    let (server, smtp) = ready(|_| {}).await;
    let mut rita = server.sign_in("rita").await;
    smtp.fates(&[Fate::Message("451 not now"), Fate::TakenUnheard]);
    write(&mut rita, "one", &[]).await;
    round(&server).await;
    stands(&server, "one", "queued", "not now");
    round(&server).await;
    stands(&server, "one", "queued", "Try 1 ");
    server.clock.advance(MINUTE);
    round(&server).await;
    stands(&server, "one", "queued", "Try 2 ");
    server.clock.advance(5 * MINUTE);
    round(&server).await;
    stands(&server, "one", "sent", "");
    // The one whose answer was lost came twice; whoever has it can tell.
    let heard = smtp.heard();
    assert_eq!(heard.len(), 2);
    assert_eq!(heard[0].header("Message-ID"), heard[1].header("Message-ID"));
    let body = |text: &str| text.split_once("\r\n\r\n").unwrap().1.to_owned();
    assert_eq!(body(&heard[0].text), body(&heard[1].text), "with the same link");
}

#[tokio::test]
async fn in_the_end_it_is_given_up() {
    let (server, smtp) = ready(|_| {}).await;
    let mut rita = server.sign_in("rita").await;
    smtp.fates(&[Fate::Message("451 not now"); 9]);
    write(&mut rita, "one", &[]).await;
    for _ in 0..9 {
        round(&server).await;
        server.clock.advance(12 * HOUR);
    }
    stands(&server, "one", "failed", "9 tries");
}

#[tokio::test]
async fn a_claim_is_one_servers_until_it_runs_out() {
    let (server, smtp) = ready(|_| {}).await;
    let mut rita = server.sign_in("rita").await;
    write(&mut rita, "one", &[]).await;
    let claimed = set("email", Id::named("one"), "status", "sending", u64::MAX);
    // A day after the tests' today.
    let until = set("email", Id::named("one"), "due_at", "2026-11-19T12:00:00Z", u64::MAX);
    server.write(vec![claimed, until]).await;
    round(&server).await;
    assert!(smtp.heard().is_empty());
    server.clock.advance(48 * HOUR);
    round(&server).await;
    stands(&server, "one", "sent", "");
    assert_eq!(smtp.heard().len(), 1);
}

#[tokio::test]
async fn two_servers_send_it_once() {
    let (server, smtp) = ready(|_| {}).await;
    let mut rita = server.sign_in("rita").await;
    for name in ["one", "two", "three"] {
        write(&mut rita, name, &[]).await;
    }
    tokio::join!(round(&server), round(&server), round(&server));
    assert_eq!(smtp.heard().len(), 3);
}

#[tokio::test]
async fn nobody_writes_headers_into_it() {
    let (server, smtp) = ready(|_| {}).await;
    let mut rita = server.sign_in("rita").await;
    let cases: [(&str, &str, &str); 6] = [
        ("subject", "Our offer\r\nBcc: all@victims.example", "problem-one-line"),
        ("to", "ada@quay.example\r\nBcc: all@victims.example", "problem-email-address"),
        ("to", "ada@quay.example,\neve@quay.example", "problem-email-address"),
        ("cc", "ada@quay.example>\r\nRCPT TO:<all@victims.example", "problem-email-address"),
        ("to", "Ada <ada@quay.example>", "problem-email-address"),
        ("to", " , ", "problem-required"),
    ];
    for (at, (name, value, key)) in cases.into_iter().enumerate() {
        refused(&rita.push(vec![email(&format!("bad {at}"), &[(name, value.into())])]).await, key);
    }
    let many: Vec<String> = (0..21).map(|at| format!("a{at}@quay.example")).collect();
    refused(&rita.push(vec![email("many", &[("to", many.join(",").into())])]).await, "problem-email-many");
    let text = "Hello\r\n.\r\nMAIL FROM:<a@b>\r\nRCPT TO:<all@victims.example>\r\nDATA\r\nspam\r\n.\r\n";
    write(&mut rita, "dots", &[("body", text.into()), ("subject", "Ünï=?utf-8?q?=0D=0ABcc:_x?=".into())]).await;
    round(&server).await;
    let heard = smtp.heard();
    assert_eq!(heard.len(), 1);
    assert_eq!(heard[0].recipients, ["ada@quay.example", "eve@quay.example"]);
    let top = heard[0].text.split("\r\n\r\n").next().unwrap();
    assert!(!top.contains("\r\nBcc"), "{top}");
}

#[tokio::test]
async fn so_many_go_out_in_an_hour() {
    let (server, smtp) = ready(|mail| mail.per_hour = 2).await;
    server.person("bob", Role::Rep, None).await;
    let (mut rita, mut bob) = (server.sign_in("rita").await, server.sign_in("bob").await);
    for name in ["one", "two", "three"] {
        write(&mut rita, name, &[]).await;
        round(&server).await;
    }
    stands(&server, "three", "queued", "More than 2");
    let alone = [("quote", Value::Null), ("body", "Hello".into())];
    write(&mut bob, "of another", &alone).await;
    round(&server).await;
    stands(&server, "of another", "sent", "");
    assert_eq!(smtp.heard().len(), 3);
    server.clock.advance(HOUR + MINUTE);
    round(&server).await;
    stands(&server, "three", "sent", "");
}

#[tokio::test]
async fn without_a_mail_server_it_says_so() {
    let server = Server::new().await;
    shop(&server, "Harbour Cranes").await;
    let mut rita = server.sign_in("rita").await;
    write(&mut rita, "one", &[]).await;
    round(&server).await;
    stands(&server, "one", "failed", "no mail server set up");
}

#[tokio::test]
async fn nothing_is_said_in_the_open_where_tls_was_asked_for() {
    let (server, smtp) = ready(|mail| {
        mail.security = Security::StartTls;
        (mail.user, mail.password) = ("rita".to_owned(), Secret::from("sesame"));
    })
    .await;
    let mut rita = server.sign_in("rita").await;
    write(&mut rita, "one", &[]).await;
    round(&server).await;
    assert_ne!(of(&server, "one", "status"), Value::from("sent"));
    assert!(smtp.heard().is_empty() && smtp.signed_in().is_empty());
}

#[tokio::test]
async fn who_has_a_password_signs_in_and_no_log_shows_it() {
    let (server, smtp) =
        ready(|mail| (mail.user, mail.password) = ("offers".to_owned(), Secret::from("open sesame"))).await;
    let mut rita = server.sign_in("rita").await;
    write(&mut rita, "one", &[]).await;
    round(&server).await;
    stands(&server, "one", "sent", "");
    assert_eq!(smtp.signed_in(), ["AUTH PLAIN AG9mZmVycwBvcGVuIHNlc2FtZQ=="]);
    assert!(!format!("{:?}", server.app.config).contains("sesame"));
}

#[tokio::test]
async fn a_quote_that_was_not_sent_goes_to_nobody() {
    let (server, smtp) = ready(|_| {}).await;
    let mut rita = server.sign_in("rita").await;
    write(&mut rita, "one", &[("quote", Id::named("other").into())]).await;
    round(&server).await;
    stands(&server, "one", "failed", "not here as it was sent");
    // Sent with it, in one go, it does.
    let sent = sending(&server, "other", |_| {});
    let outcome = rita.push(vec![sent, email("two", &[("quote", Id::named("other").into())])]).await;
    assert_eq!(outcome.status, Status::Applied, "{outcome:?}");
    round(&server).await;
    stands(&server, "two", "sent", "");
    assert_eq!(smtp.heard().len(), 1);
}

#[tokio::test]
async fn a_link_that_was_taken_back_is_not_sent_again() {
    let (server, smtp) = ready(|_| {}).await;
    let mut rita = server.sign_in("rita").await;
    smtp.fates(&[Fate::Message("451 not now")]);
    write(&mut rita, "one", &[]).await;
    round(&server).await;
    let link: Id = of(&server, "one", "quote_link").as_text().unwrap().parse().unwrap();
    server.write(vec![set("quote_link", link, "revoked", true, u64::MAX)]).await;
    server.clock.advance(HOUR);
    round(&server).await;
    stands(&server, "one", "failed", "withdrawn");
}

#[tokio::test]
async fn people_hand_it_over_and_take_it_back_and_no_more() {
    let (server, smtp) = ready(|_| {}).await;
    let mut rita = server.sign_in("rita").await;
    for (name, value) in
        [("status", Value::from("sent")), ("sent_at", "2026-11-18T10:00:00Z".into()), ("tries", 3.0.into())]
    {
        refused(&rita.push(vec![email("forged", &[(name, value)])]).await, "problem-email-status");
    }
    write(&mut rita, "one", &[]).await;
    let one = format!("/api/v1/emails/{}", Id::named("one"));
    rita.patch(&one, &json!({ "status": "sent" })).await.is_problem(422, "problem-email-status");
    rita.patch(&one, &json!({ "to": "all@victims.example" })).await.is_problem(422, "problem-sealed-email");
    rita.delete(&one).await.is_problem(422, "problem-sealed-email");
    assert_eq!(rita.patch(&one, &json!({ "status": "cancelled" })).await.status, 200);
    round(&server).await;
    stands(&server, "one", "cancelled", "");
    assert!(smtp.heard().is_empty());
    rita.patch(&one, &json!({ "status": "queued" })).await.is_problem(422, "problem-email-status");
    let made = field(&server, Email::ENTITY_NAME, Id::named("one"), "owner");
    assert_eq!(made, Value::from(Id::named("user/rita")), "it belongs to whom the quote belongs");
}
