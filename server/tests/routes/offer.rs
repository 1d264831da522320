//! What a customer sees by a link, and what the customer cannot.

use axum::body::Body;
use axum::http::{Request, header};
use document::{Fonts, Template};
use pricing::{PricedQuote, Prices, records};
use serde_json::{Value as Json, json};
use server::config::{Config, Public};
use shared::{
    Id, Value,
    entities::{Quote, QuoteLink, seller_id},
    rules::Role,
    schema::id_for,
    sync::{Change, Edit, Operation, Rows},
    value::{Date, Money},
};

use crate::{
    blob,
    support::{Reply, Server, config, set},
};

const SECRET: &str = "0123456789abcdef0123456789abcdef01234567";
const DAY: u64 = 24 * 60 * 60 * 1000;
/// What stands in records that a customer must never read.
const NEVER: [&str; 4] = ["4711.11", "our old friend", "Other Customer", "keep the margin quiet"];

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn euro(amount: &str) -> Value {
    Money::new(amount.parse().unwrap(), "EUR".parse().unwrap()).into()
}

pub fn record(entity: &str, name: &str, values: &[(&'static str, Value)]) -> Operation {
    Operation::create(entity, Id::named(name), values.iter().cloned())
}

fn path(of: &str) -> String {
    format!("/p/quote/{SECRET}{of}")
}

/// A shop with two quotes; the one named `quote` was sent, and there is a link to it. 2026-11-18 is today.
pub async fn shop(server: &Server, texts: &str) {
    server.person("rita", Role::Rep, None).await;
    let rita = Value::from(Id::named("user/rita"));
    let of = |name: &str| Value::from(Id::named(name));
    let line = |name: &'static str, quote: &str| {
        let values: [(&'static str, Value); 7] = [
            ("quote", of(quote)),
            ("product", of("desk")),
            ("name", texts.into()),
            ("description", texts.into()),
            ("quantity", 2.0.into()),
            ("discount", 10.0.into()),
            ("discount_reason", "our old friend".into()),
        ];
        record("quote_line", name, &values)
    };
    let quote = |name: &'static str, title: &str, number: &str| {
        let values: [(&'static str, Value); 11] = [
            ("title", title.into()),
            ("number", number.into()),
            ("version", 1.0.into()),
            ("status", "draft".into()),
            ("account", of("account")),
            ("contact", of("contact")),
            ("currency", "EUR".into()),
            ("date", day("2026-11-18").into()),
            ("valid_until", day("2026-12-18").into()),
            ("introduction", texts.into()),
            ("owner", rita.clone()),
        ];
        record("quote", name, &values)
    };
    let book = [
        ("name", "Other Customer's prices".into()),
        ("currency", "EUR".into()),
        ("standard", true.into()),
        ("tax_category", "s".into()),
        ("tax_rate", 20.0.into()),
    ];
    server
        .write(vec![
            record("account", "account", &[("name", texts.into()), ("owner", rita.clone())]),
            record("contact", "contact", &[("last_name", texts.into()), ("account", of("account"))]),
            record("product", "desk", &[("name", "Desk".into()), ("price", euro("100")), ("cost", euro("4711.11"))]),
            record("price_book", "book", &book),
            quote("quote", texts, "Q-1"),
            line("line", "quote"),
            quote("other", "Other Customer", "Q-2"),
            line("line of the other", "other"),
            record("note", "note", &[("body", "keep the margin quiet".into()), ("account", of("account"))]),
        ])
        .await;
    send(server, "quote").await;
    let values = [
        ("name", "Ada".into()),
        ("quote", of("quote")),
        ("hash", QuoteLink::hash(SECRET).into()),
        ("expires_on", day("2026-12-18").into()),
    ];
    server.write(vec![record("quote_link", "link", &values)]).await;
}

async fn send(server: &Server, name: &str) {
    server.write(vec![sending(server, name, |_| {})]).await;
}

async fn ready() -> Server {
    let server = Server::new().await;
    shop(&server, "Harbour Cranes").await;
    server
}

async fn post(server: &Server, to: &str, pairs: &[(&str, &str)]) -> Reply {
    let encode = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat();
    let body: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
    let request = Request::post(path(to)).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    server.send(request.body(Body::from(body.join("&"))).unwrap()).await
}

/// The fingerprint of what the page shows.
fn shown(page: &Reply) -> String {
    let text = page.text();
    let (_, rest) = text.split_once(r#"name="shown" value=""#).unwrap_or_else(|| panic!("no form: {text}"));
    rest[..64].to_owned()
}

async fn accept(server: &Server, name: &str, signature: &str) -> Reply {
    let shown = shown(&server.get(&path("")).await);
    post(server, "/accept", &[("name", name), ("agree", "yes"), ("signature", signature), ("shown", &shown)]).await
}

pub fn field(server: &Server, entity: &str, id: Id, field: &str) -> Value {
    let truth = server.app.workspace.truth();
    truth.row(entity, id).map_or(Value::Null, |row| row.value(field).clone())
}

fn status(server: &Server) -> Value {
    field(server, "quote", Id::named("quote"), "status")
}

/// Texts of a field of all records of an entity.
fn all(server: &Server, entity: &str, field: &str) -> Vec<String> {
    let truth = server.app.workspace.truth();
    let rows = truth.all().filter(|held| &*held.record.entity == entity);
    rows.map(|held| held.record.value(field).as_text().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn a_link_shows_its_quote_and_nothing_else() {
    let server = ready().await;
    let reply = server.get(&path("")).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let page = reply.text();
    for told in [
        "Q-1",
        "Harbour Cranes",
        "€200.00",
        "−€20.00",
        "€180.00",
        "€36.00",
        "€216.00",
        "18 December 2026",
        "rita@example.com",
    ] {
        assert!(page.contains(told), "{told} is not in\n{page}");
    }
    for never in NEVER {
        assert!(!page.contains(never), "{never} is in\n{page}");
    }
}

/// What a device writes of the same rows.
fn printed(server: &Server) -> Vec<u8> {
    printed_of(server, "quote")
}

fn printed_of(server: &Server, name: &str) -> Vec<u8> {
    let truth = server.app.workspace.truth();
    let quote = truth.row(Quote::ENTITY_NAME, Id::named(name)).unwrap();
    let priced = records::priced(&quote).unwrap().unwrap();
    let mut document = document::document(&*truth, &quote, &priced);
    document.give(&blob::reference().hash, blob::PNG);
    document::render(&document, &Template::standard().unwrap(), &Fonts::embedded().unwrap()).unwrap()
}

#[tokio::test]
async fn its_document_is_the_devices_to_the_byte() {
    let server = ready().await;
    let page = server.get(&path("")).await.text();
    assert!(page.contains(&format!(r#"href="{}""#, path("/quote.pdf"))), "{page}");
    let reply = server.get(&path("/quote.pdf")).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!(reply.header("content-type"), "application/pdf");
    assert_eq!(reply.header("content-disposition"), "attachment; filename=\"Q-1.pdf\"");
    assert_eq!((reply.header("cache-control"), reply.header("referrer-policy")), ("no-store", "no-referrer"));
    assert!(reply.bytes == printed(&server), "{} bytes", reply.bytes.len());
    // As it was sent, whatever things are called and cost now.
    server.write(vec![set("account", Id::named("account"), "name", "Another", u64::MAX)]).await;
    server.write(vec![set("product", Id::named("desk"), "price", euro("1"), u64::MAX)]).await;
    assert!(server.get(&path("/quote.pdf")).await.bytes == reply.bytes);
}

#[tokio::test]
async fn its_document_shows_the_logo_and_the_pictures_that_it_was_sent_with() {
    let server = ready().await;
    let plain = server.get(&path("/quote.pdf")).await.bytes;
    let ada = server.sign_in("ada").await;
    let picture = || Value::from(blob::reference());
    let logo = set("seller", seller_id(), "logo", picture(), u64::MAX);
    server.write(vec![logo, set("product", Id::named("desk"), "picture", picture(), u64::MAX)]).await;
    assert!(server.get(&path("/quote.pdf")).await.bytes == plain, "what was sent before has no logo");
    let columns = Value::list(["picture", "quantity"]);
    server.write(vec![record("quote_template", "seen", &[("name", "Seen".into()), ("columns", columns)])]).await;
    server.write(vec![set("quote", Id::named("other"), "template", Id::named("seen"), u64::MAX)]).await;
    send(&server, "other").await;
    let address = format!("/api/v1/quotes/{}/pdf", Id::named("other"));
    let without = ada.get(&address).await;
    assert_eq!(without.status, 200, "a file that its device has not sent yet leaves a frame: {}", without.text());
    assert_eq!(blob::put(&ada, &blob::reference().hash, blob::PNG).await.status, 201);
    let with = ada.get(&address).await.bytes;
    assert!(with != without.bytes && with == printed_of(&server, "other"));
    server.write(vec![set("seller", seller_id(), "logo", Value::Null, u64::MAX)]).await;
    assert!(ada.get(&address).await.bytes == with, "as it was sent");
}

/// Sends the other quote; the address of its page.
async fn offer_other(server: &Server) -> String {
    send(server, "other").await;
    let secret = SECRET.replace('0', "f");
    let link: [(&'static str, Value); 4] = [
        ("name", "Ada".into()),
        ("quote", Id::named("other").into()),
        ("hash", QuoteLink::hash(&secret).into()),
        ("expires_on", day("2026-12-18").into()),
    ];
    server.write(vec![record("quote_link", "another", &link)]).await;
    format!("/p/quote/{secret}")
}

#[tokio::test]
async fn a_configured_product_is_seen_as_it_was_sent_and_no_other_file_is_given() {
    let server = ready().await;
    let (ada, file) = (server.sign_in("ada").await, blob::reference());
    let line = Id::named("line of the other");
    server.write(vec![set("quote_line", line, "picture", Value::from(file.clone()), u64::MAX)]).await;
    let page = offer_other(&server).await;
    let picture = format!("{page}/picture/{}", file.hash);
    let reply = server.get(&page).await;
    assert!(reply.status == 200 && !reply.text().contains("/picture/"), "its device has not sent it yet");
    assert_eq!(server.get(&picture).await.status, 404);

    assert_eq!(blob::put(&ada, &file.hash, blob::PNG).await.status, 201);
    assert!(server.get(&page).await.text().contains(&format!(r#"src="{picture}""#)));
    let reply = server.get(&picture).await;
    assert!(reply.status == 200 && reply.bytes == blob::PNG, "{}", reply.status);
    assert_eq!((reply.header("content-type"), reply.header("cache-control")), ("image/png", "no-store"));
    assert!(server.get(&format!("{page}/quote.pdf")).await.bytes == printed_of(&server, "other"), "printed as well");

    assert_eq!(server.get(&path(&format!("/picture/{}", file.hash))).await.status, 404, "it is not that quote's");
    assert_eq!(server.get(&format!("{page}/picture/{}", "0a".repeat(32))).await.status, 404);
    server.write(vec![set("quote_link", Id::named("another"), "revoked", true, u64::MAX)]).await;
    assert_eq!(server.get(&picture).await.status, 404, "nor is it there when the link has ended");
}

#[tokio::test]
async fn the_page_has_the_logo_that_it_was_sent_with() {
    let server = ready().await;
    let (ada, file) = (server.sign_in("ada").await, blob::reference());
    assert_eq!(blob::put(&ada, &file.hash, blob::PNG).await.status, 201);
    let logo = |value: Value| set("seller", seller_id(), "logo", value, u64::MAX);
    server.write(vec![logo(file.clone().into())]).await;
    let page = offer_other(&server).await;
    server.write(vec![logo(Value::Null)]).await;
    let shown = format!(r#"class="offer__logo" src="{page}/picture/{}""#, file.hash);
    assert!(server.get(&page).await.text().contains(&shown), "as it was sent");
    assert_eq!(server.get(&format!("{page}/picture/{}", file.hash)).await.bytes, blob::PNG);
    assert!(!server.get(&path("")).await.text().contains("offer__logo"), "what was sent before has none");
}

#[tokio::test]
async fn the_page_says_what_the_template_said_when_the_quote_was_sent() {
    let server = ready().await;
    let template =
        [("name", "Short".into()), ("terms", "Thirty days".into()), ("closing", "Kind *regards* <b>to you</b>".into())];
    server.write(vec![record("quote_template", "short", &template)]).await;
    server.write(vec![set("quote", Id::named("other"), "template", Id::named("short"), u64::MAX)]).await;
    let other = offer_other(&server).await;
    server.write(vec![set("quote_template", Id::named("short"), "closing", "Regards", u64::MAX)]).await;
    let page = server.get(&other).await.text();
    assert!(page.contains("Thirty days") && page.contains("Kind <em>regards</em>"), "{page}");
    assert!(!page.contains("<b>to you</b>"), "{page}");
    let plain = server.get(&path("")).await.text();
    assert!(
        !plain.contains("Thirty days") && !plain.contains("regards"),
        "a quote without a template says nothing more"
    );
}

#[tokio::test]
async fn members_fetch_the_document_of_what_they_may_see() {
    let server = ready().await;
    server.person("eve", Role::Rep, None).await;
    let of = |name: &str| format!("/api/v1/quotes/{}/pdf", Id::named(name));
    let rita = server.sign_in("rita").await;
    let reply = rita.get(&of("quote")).await;
    assert!(reply.status == 200 && reply.bytes == printed(&server), "{}", reply.status);
    rita.get(&of("other")).await.is_problem(422, "problem-quote-not-sent");
    rita.get(&of("nothing")).await.is_problem(404, "problem-not-found");
    server.sign_in("eve").await.get(&of("quote")).await.is_problem(404, "problem-not-found");
    server.get(&of("quote")).await.is_problem(401, "problem-signed-out");
}

#[tokio::test]
async fn so_many_documents_are_fetched_by_one_link_and_none_after_its_end() {
    let public = Public { documents: 2, document_seconds: 60, ..Public::default() };
    let server = Server::with(Config { public, ..config() }).await;
    shop(&server, "Harbour Cranes").await;
    let fetch = async || server.get(&path("/quote.pdf")).await.status.as_u16();
    assert_eq!([fetch().await, fetch().await, fetch().await], [200, 200, 429]);
    assert_eq!(server.get(&path("")).await.status, 200, "the page itself is still shown");
    server.clock.advance(60_000);
    assert_eq!(fetch().await, 200);
    server.write(vec![set("quote_link", Id::named("link"), "revoked", true, u64::MAX)]).await;
    assert_eq!(fetch().await, 410);
    assert_eq!(server.get("/p/quote/guess/quote.pdf").await.status, 404);
}

/// What a device does that sends a quote; `forge` changes what it claims.
pub fn sending(server: &Server, name: &str, forge: impl Fn(&mut PricedQuote)) -> Operation {
    let truth = server.app.workspace.truth();
    let quote = truth.row(Quote::ENTITY_NAME, Id::named(name)).unwrap();
    let draft = records::draft(&*truth, &quote).unwrap();
    let mut priced = Prices::open(&records::catalog(&*truth, &quote).unwrap()).quote(&draft).unwrap();
    forge(&mut priced);
    let values = records::send(&*truth, &quote, &priced, day("2026-11-18")).unwrap();
    let change = |(field, value)| Change { field, edit: Edit::Set(value), base: u64::MAX };
    let changes = values.into_iter().map(change).collect();
    Operation::Patch { entity: "quote".into(), id: quote.id, changes }
}

#[tokio::test]
async fn what_a_device_has_priced_wrong_is_refused_and_kept_for_its_person() {
    let server = ready().await;
    let mut rita = server.sign_in("rita").await;
    let forged = sending(&server, "other", |quote| quote.lines[0].net = "1".parse().unwrap());
    let outcome = rita.push(vec![forged]).await;
    let shared::sync::Status::Rejected { problems, attention } = &outcome.status else { panic!("{outcome:?}") };
    assert_eq!(problems[0].message_key, "problem-quote-differs");
    let attention = attention.expect("it is kept");
    assert_eq!(field(&server, "attention", attention, "kind"), Value::from("rejected"));
    assert_eq!(field(&server, "quote", Id::named("other"), "status"), Value::from("draft"));
    let honest = rita.push(vec![sending(&server, "other", |_| {})]).await;
    assert_eq!(honest.status, shared::sync::Status::Applied, "{honest:?}");
    assert_eq!(field(&server, "quote", Id::named("other"), "gross"), euro("216.00"));
}

#[tokio::test]
async fn what_needed_an_approval_and_had_none_is_refused_by_every_way() {
    let server = ready().await;
    let rule = [
        ("name", "Discounts".into()),
        ("active", true.into()),
        ("kind", "line_discount".into()),
        ("percent", 5.0.into()),
        ("roles", Value::list(["manager"])),
    ];
    server.write(vec![record("approval_rule", "rule", &rule)]).await;
    let mut rita = server.sign_in("rita").await;
    let op = sending(&server, "other", |_| {});
    let Operation::Patch { changes, .. } = &op else { unreachable!() };
    let value = |change: &Change| match &change.edit {
        Edit::Set(value) => (change.field.to_string(), serde_json::to_value(value).unwrap()),
        other => panic!("{other:?}"),
    };
    let body = Json::Object(changes.iter().map(value).collect());
    let quote = format!("/api/v1/quotes/{}", Id::named("other"));
    rita.patch(&quote, &body).await.is_problem(422, "problem-quote-needs-approval");
    let outcome = rita.push(vec![op]).await;
    assert!(matches!(outcome.status, shared::sync::Status::Rejected { .. }), "{outcome:?}");
}

#[tokio::test]
async fn its_page_is_kept_by_nobody_told_to_nobody_and_runs_nothing_of_others() {
    let server = ready().await;
    for to in ["", "nothing"] {
        let reply = server.get(&path(to)).await;
        assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
        assert_eq!(reply.header("cache-control"), "no-store");
        assert_eq!(reply.header("referrer-policy"), "no-referrer");
        assert_eq!(reply.header("x-robots-tag"), "noindex, nofollow");
        let policy = reply.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self';"), "{policy}");
        assert!(!policy.contains("unsafe") && policy.contains("frame-ancestors 'none'"), "{policy}");
        let page = reply.text();
        assert!(!page.contains(" style=") && !page.contains("<style") && !page.contains("onclick"), "{page}");
    }
}

#[tokio::test]
async fn hostile_texts_stay_texts() {
    let hostile = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'><a href=\"javascript:alert(3)\">x</a>";
    let server = Server::new().await;
    shop(&server, hostile).await;
    let name = "</main><script>alert(4)</script>";
    let question = post(&server, "/ask", &[("name", name), ("question", hostile)]).await;
    assert_eq!(question.status, 303, "{}", question.text());
    accept(&server, name, "").await;
    let page = server.get(&path("?asked=1")).await.text();
    assert!(page.contains("&lt;script&gt;alert(1)") && page.contains("&lt;script&gt;alert(4)"), "{page}");
    for tag in ["<script>", "<img", "href=\"javascript"] {
        assert!(!page.contains(tag), "{tag} is in\n{page}");
    }
}

#[tokio::test]
async fn accepting_makes_the_order_once_and_keeps_the_proof() {
    let server = ready().await;
    let reply = accept(&server, " Ada  Quay\n", "M 10 20 L 30 40 L 50 60").await;
    assert_eq!((reply.status.as_u16(), reply.header("location")), (303, path("").as_str()), "{}", reply.text());
    let quote = Id::named("quote");
    assert_eq!(status(&server), Value::from("accepted"));
    assert_eq!(field(&server, "quote", quote, "accepted_by"), Value::from("Ada  Quay"));
    let order = id_for("order", quote);
    assert_eq!(field(&server, "order", order, "gross"), euro("216.00"));
    assert_eq!(field(&server, "order_line", id_for("order_line", Id::named("line")), "quantity"), Value::from(2.0));
    let proof = id_for("acceptance", quote);
    assert_eq!(field(&server, "acceptance", proof, "signature"), Value::from("M10 20L30 40L50 60"));
    assert_eq!(field(&server, "acceptance", proof, "kind"), Value::from("drawn"));
    assert_eq!(field(&server, "acceptance", proof, "link"), Value::from(Id::named("link")));
    let sealed = {
        let truth = server.app.workspace.truth();
        records::shown(&truth.row("quote", quote).unwrap()).unwrap().unwrap().fingerprint().unwrap()
    };
    assert_eq!(field(&server, "acceptance", proof, "shown"), Value::from(sealed), "the proof is of what stands there");
    assert_eq!(all(&server, "task", "subject"), ["Look at the order of Q-1"]);
    // Pressed twice, the second press comes after the first.
    let again = post(&server, "/accept", &[("name", "Eve"), ("agree", "yes"), ("shown", "")]).await;
    assert_eq!(again.status, 303);
    assert_eq!(all(&server, "order", "number").len(), 1);
    assert_eq!(field(&server, "quote", quote, "accepted_by"), Value::from("Ada  Quay"));
    let page = server.get(&path("")).await.text();
    assert!(page.contains("Ada  Quay accepted this offer") && page.contains(r#"d="M10 20L30 40L50 60""#), "{page}");
    assert!(!page.contains("/accept\""), "there is nothing to accept any more");
}

#[tokio::test]
async fn two_who_accept_at_once_make_one_order() {
    let server = ready().await;
    let shown = shown(&server.get(&path("")).await);
    let press =
        async |name: &str| post(&server, "/accept", &[("name", name), ("agree", "yes"), ("shown", &shown)]).await;
    let (one, two) = tokio::join!(press("Ada"), press("Eve"));
    assert_eq!((one.status.as_u16(), two.status.as_u16()), (303, 303));
    assert_eq!(all(&server, "order", "number"), ["O-1"]);
    assert_eq!(all(&server, "acceptance", "name").len(), 1);
}

#[tokio::test]
async fn what_is_missing_or_forged_is_not_accepted() {
    let server = ready().await;
    let real = shown(&server.get(&path("")).await);
    let long = "x".repeat(201);
    let cases: [(&str, [(&str, &str); 4]); 6] = [
        ("Please enter your name", [("name", " "), ("agree", "yes"), ("signature", ""), ("shown", &real)]),
        ("too long", [("name", &long), ("agree", "yes"), ("signature", ""), ("shown", &real)]),
        ("Please tick", [("name", "Ada"), ("agree", ""), ("signature", ""), ("shown", &real)]),
        ("could not be read", [("name", "Ada"), ("agree", "yes"), ("signature", "M 1 1 C"), ("shown", &real)]),
        ("has changed", [("name", "Ada"), ("agree", "yes"), ("signature", ""), ("shown", "")]),
        ("has changed", [("name", "Ada"), ("agree", "yes"), ("signature", ""), ("shown", SECRET)]),
    ];
    for (sentence, form) in cases {
        let reply = post(&server, "/accept", &form).await;
        assert_eq!(reply.status, 422, "{sentence}");
        assert!(reply.text().contains(sentence), "{sentence} is not in\n{}", reply.text());
    }
    let body = Body::from("name=Ada&agree=yes&signature=".to_owned() + &"M".repeat(70_000));
    let request = Request::post(path("/accept")).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    assert_eq!(server.send(request.body(body).unwrap()).await.status, 413);
    let request = Request::post(path("/accept")).header(header::CONTENT_TYPE, "application/json");
    assert_eq!(server.send(request.body(Body::from("{}")).unwrap()).await.status, 415);
    assert_eq!(status(&server), Value::from("sent"));
    // Nobody signs for a customer, whatever their role.
    let owner = server.sign_in("ada").await;
    let values: Json = json!({ "quote": Id::named("quote"), "name": "Forged", "kind": "typed",
        "at": "2026-11-18T10:00:00Z", "shown": real, "link": Id::named("link") });
    owner.post("/api/v1/acceptances", &values).await.is_problem(403, "problem-not-allowed");
    accept(&server, "Ada", "").await;
    let proof = format!("/api/v1/acceptances/{}", id_for("acceptance", Id::named("quote")));
    owner.patch(&proof, &json!({ "name": "Forged" })).await.is_problem(403, "problem-not-allowed");
    assert_eq!(owner.delete(&proof).await.status, 403);
}

#[tokio::test]
async fn a_question_reaches_who_sells() {
    let server = ready().await;
    let reply = post(&server, "/ask", &[("name", "Ada"), ("question", "In blue?\nAnd green?")]).await;
    assert_eq!((reply.status.as_u16(), reply.header("location")), (303, path("?asked=1").as_str()));
    assert!(server.get(&path("?asked=1")).await.text().contains("Your question has been passed on"));
    assert_eq!(all(&server, "activity", "body"), ["In blue?\nAnd green?"]);
    assert_eq!(all(&server, "activity", "quote"), [Id::named("quote").to_string()]);
    assert_eq!(all(&server, "activity", "owner"), [Id::named("user/rita").to_string()]);
    assert_eq!(all(&server, "task", "subject"), ["Answer the question about Q-1"]);
    let empty = post(&server, "/ask", &[("name", "Ada"), ("question", " ")]).await;
    assert_eq!(empty.status, 422);
    assert_eq!(status(&server), Value::from("sent"));
}

#[tokio::test]
async fn what_is_declined_says_why_and_is_not_accepted_afterwards() {
    let server = ready().await;
    let shown = shown(&server.get(&path("")).await);
    assert_eq!(post(&server, "/decline", &[("reason", "Too dear")]).await.status, 303);
    assert_eq!(status(&server), Value::from("declined"));
    assert_eq!(field(&server, "quote", Id::named("quote"), "answer"), Value::from("Too dear"));
    assert!(server.get(&path("")).await.text().contains("This offer was declined"));
    let late = post(&server, "/accept", &[("name", "Ada"), ("agree", "yes"), ("shown", &shown)]).await;
    assert_eq!(late.status, 303);
    assert_eq!(status(&server), Value::from("declined"));
    assert!(all(&server, "order", "number").is_empty());
}

#[tokio::test]
async fn a_link_ends_and_says_so() {
    let server = ready().await;
    let gone = async |sentence: &str| {
        let reply = server.get(&path("")).await;
        let page = reply.text();
        assert_eq!(reply.status, 410, "{page}");
        assert!(page.contains(sentence), "{sentence} is not in\n{page}");
        assert!(!page.contains("€") && !page.contains("Harbour"), "{page}");
        let press = post(&server, "/accept", &[("name", "Ada"), ("agree", "yes"), ("shown", "")]).await;
        assert_eq!(press.status, 303);
    };
    let quote = Id::named("quote");
    server.write(vec![set("quote", quote, "status", "replaced", u64::MAX)]).await;
    gone("There is a newer version").await;
    server.write(vec![set("quote", quote, "status", "expired", u64::MAX)]).await;
    gone("This offer has expired").await;
    server.write(vec![set("quote", quote, "status", "sent", u64::MAX)]).await;
    assert_eq!(server.get(&path("")).await.status, 200);
    // The last day is over when it is over everywhere.
    server.clock.advance(30 * DAY + DAY / 2);
    assert_eq!(server.get(&path("")).await.status, 200);
    server.clock.advance(DAY);
    gone("It was valid until 18 December 2026. Please ask rita").await;
    server.write(vec![set("quote_link", Id::named("link"), "expires_on", day("2027-12-18"), u64::MAX)]).await;
    gone("This offer has expired").await;
    server.write(vec![set("quote_link", Id::named("link"), "revoked", true, u64::MAX)]).await;
    gone("This link was withdrawn").await;
    assert_eq!(status(&server), Value::from("sent"));
}

#[tokio::test]
async fn a_draft_has_no_page_even_for_who_has_the_secret() {
    let server = ready().await;
    let values = [
        ("quote", Value::from(Id::named("other"))),
        ("hash", QuoteLink::hash("early").into()),
        ("expires_on", day("2026-12-18").into()),
    ];
    server.write(vec![record("quote_link", "early", &values)]).await;
    assert_eq!(server.get("/p/quote/early").await.status, 404);
}

#[tokio::test]
async fn guessing_gets_slow_and_reading_does_not() {
    let public = Public { guesses: 3, guess_seconds: 10, ..Public::default() };
    let server = Server::with(Config { public, ..config() }).await;
    shop(&server, "Harbour Cranes").await;
    for _ in 0..10 {
        assert_eq!(server.get(&path("")).await.status, 200);
    }
    for guess in ["a", "b", &"c".repeat(3000)] {
        assert_eq!(server.get(&format!("/p/quote/{guess}")).await.status, 404);
    }
    let reply = server.get("/p/quote/d").await;
    assert_eq!((reply.status.as_u16(), reply.header("retry-after")), (429, "10"));
    assert!(reply.text().contains("Too many attempts"));
    assert_eq!(server.get(&path("")).await.status, 429, "a right guess tells nothing either");
    server.clock.advance(10_000);
    assert_eq!(server.get(&path("")).await.status, 200);
}

#[tokio::test]
async fn so_many_answers_come_by_one_link() {
    let public = Public { answers: 2, answer_seconds: 60, ..Public::default() };
    let server = Server::with(Config { public, ..config() }).await;
    shop(&server, "Harbour Cranes").await;
    let ask = async || post(&server, "/ask", &[("name", "Ada"), ("question", "And now?")]).await.status.as_u16();
    assert_eq!([ask().await, ask().await, ask().await], [303, 303, 429]);
    server.clock.advance(60_000);
    assert_eq!(ask().await, 303);
    assert_eq!(all(&server, "activity", "body").len(), 3);
}

#[tokio::test]
async fn a_rep_hands_out_and_takes_back_links_and_leads_them_nowhere_else() {
    let server = ready().await;
    let mut rita = server.sign_in("rita").await;
    let id = Id::named("hers");
    // The quote is sealed, and a link is made all the same; it belongs to whom the quote belongs.
    let values = [
        ("quote", Value::from(Id::named("quote"))),
        ("hash", QuoteLink::hash("hers").into()),
        ("expires_on", day("2026-12-18").into()),
    ];
    let made = rita.push(vec![Operation::create("quote_link", id, values)]).await;
    assert_eq!(made.status, shared::sync::Status::Applied, "{made:?}");
    assert_eq!(field(&server, "quote_link", id, "owner"), Value::from(Id::named("user/rita")));
    assert_eq!(server.get("/p/quote/hers").await.status, 200);
    let link = format!("/api/v1/quote_links/{id}");
    rita.patch(&link, &json!({ "quote": Id::named("other") })).await.is_problem(422, "problem-quote-link-stays");
    rita.patch(&link, &json!({ "hash": QuoteLink::hash("x") })).await.is_problem(422, "problem-quote-link-stays");
    let taken = json!({ "quote": Id::named("other"), "hash": QuoteLink::hash(SECRET), "expires_on": "2026-12-18" });
    rita.post("/api/v1/quote_links", &taken).await.is_problem(422, "problem-taken");
    assert_eq!(rita.patch(&link, &json!({ "revoked": true })).await.status, 200);
    rita.patch(&link, &json!({ "revoked": false })).await.is_problem(422, "problem-quote-link-stays");
    assert_eq!(server.get("/p/quote/hers").await.status, 410);
    assert_eq!(server.get(&path("")).await.status, 200, "the other link is another one");
    // Nothing that anybody can read leads back to a secret.
    let told = rita.get("/api/v1/quote_links").await.text();
    assert!(told.contains(&QuoteLink::hash(SECRET)) && !told.contains(SECRET), "{told}");
}

#[tokio::test]
async fn that_a_link_was_opened_is_noted_once() {
    let server = ready().await;
    let opened = || field(&server, "quote_link", Id::named("link"), "opened_at");
    assert_eq!(opened(), Value::Null);
    server.get(&path("")).await;
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    let first = opened();
    assert_ne!(first, Value::Null);
    server.clock.advance(DAY);
    server.get(&path("")).await;
    tokio::task::yield_now().await;
    assert_eq!(opened(), first);
}
