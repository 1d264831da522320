//! The public configurator: what anybody is told, and what becomes of a request.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::{Value as Json, json};
use server::config::{Config, Public};
use shared::{
    Id, Value,
    entities::{Lead, Opportunity, Quote, QuoteLine, Task, seller_id},
    rules::{Access, Role},
    sync::{Operation, Rows},
    value::Money,
};

use crate::{
    blob,
    support::{Reply, Server, config, set},
};

/// What stands in records that nobody outside must ever read.
const NEVER: [&str; 6] = ["4711.11", "PART-SECRET", "Best friends", "Loyal fleet", "margin_class", "77.77"];

const MODEL: &str = r#"{
  "id": "rack", "name": "Rack", "currency": "EUR", "margin_class": "high",
  "base": { "price": "100", "parts": [{ "part": "PART-SECRET-1" }] },
  "attributes": [
    { "id": "place", "name": "Place", "group": "Basics", "buyer_note": "77.77", "kind": { "choice": { "options": [
      { "id": "inside", "name": "Inside" }, { "id": "outside", "name": "Outside", "price": "5" } ] } } },
    { "id": "frame", "name": "Frame", "group": "Basics", "kind": { "choice": { "options": [
      { "id": "wood", "name": "Wood", "parts": [{ "part": "PART-SECRET-2" }], "properties": { "cost": "77.77" } },
      { "id": "steel", "name": "Steel", "price": "30", "parts": [{ "part": "PART-SECRET-3", "quantity": "2" }] } ] } } }
  ],
  "rules": [{ "id": "rot", "sentence": "Wood rots outside.", "says": { "requires": {
    "if": "place = outside", "then": "frame = steel" } } }],
  "presets": [{ "id": "yard", "name": "For the yard", "about": "Stays in the rain", "choose": { "place": "outside" },
    "sold_at": "77.77" }]
}"#;

fn euro(amount: &str) -> Value {
    Money::new(amount.parse().unwrap(), "EUR".parse().unwrap()).into()
}

fn record(entity: &str, name: &str, values: &[(&'static str, Value)]) -> Operation {
    Operation::create(entity, Id::named(name), values.iter().cloned())
}

fn of(name: &str) -> Value {
    Id::named(name).into()
}

fn path(product: &str, rest: &str) -> String {
    format!("/p/configure/{}{rest}", Id::named(product))
}

/// A shop with a rack that anybody may configure, and a shelf that is nobody's business.
async fn shop_with(config: Config) -> Server {
    let server = Server::with(config).await;
    server.person("rita", Role::Rep, None).await;
    let product = |name: &'static str, public: bool| {
        let values = [
            ("name", "Bicycle rack".into()),
            ("price", euro("95")),
            ("cost", euro("4711.11")),
            ("active", true.into()),
            ("public", public.into()),
            ("description", "For <b>twelve</b> bicycles".into()),
        ];
        record("product", name, &values)
    };
    let model = |name: &'static str, product: &str, status: &str, version: f64| {
        let values = [
            ("product", of(product)),
            ("version", version.into()),
            ("status", status.into()),
            ("source", MODEL.into()),
        ];
        record("product_model", name, &values)
    };
    let book = |name: &'static str, extra: &[(&'static str, Value)]| {
        let own = [
            ("name", name.into()),
            ("currency", "EUR".into()),
            ("tax_category", "s".into()),
            ("tax_rate", 19.0.into()),
        ];
        record("price_book", name, &own.iter().chain(extra).cloned().collect::<Vec<_>>())
    };
    let price = |name: &'static str, book: &str, amount: &str| {
        record("price", name, &[("book", of(book)), ("product", of("rack")), ("amount", euro(amount))])
    };
    let rule = |name: &'static str, extra: &[(&'static str, Value)]| {
        let own =
            [("name", name.into()), ("active", true.into()), ("kind", "percent".into()), ("percent", 10.0.into())];
        record("discount_rule", name, &own.iter().chain(extra).cloned().collect::<Vec<_>>())
    };
    server
        .write(vec![
            product("rack", true),
            product("shelf", false),
            model("old", "rack", "published", 1.0),
            model("model", "rack", "published", 2.0),
            model("next", "rack", "draft", 3.0),
            model("of the shelf", "shelf", "published", 1.0),
            book("Public list", &[("public", true.into())]),
            book(
                "Best friends",
                &[("public", true.into()), ("group", "Best friends".into()), ("priority", 9.0.into())],
            ),
            price("open", "Public list", "120"),
            price("friends", "Best friends", "80"),
            rule("For twenty", &[("min_quantity", 20.0.into())]),
            rule("Loyal fleet", &[("group", "Best friends".into())]),
            record(
                "lead_route",
                "all",
                &[("name", "All".into()), ("active", true.into()), ("person", of("user/rita"))],
            ),
        ])
        .await;
    server
}

async fn shop() -> Server {
    shop_with(config()).await
}

/// What the page's script gets.
async fn parts(server: &Server) -> Json {
    let reply = server.get(&path("rack", "/parts")).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    reply.json()
}

/// A request as the page sends it.
async fn filled(server: &Server) -> Json {
    json!({
        "key": "0123456789abcdef-1",
        "ticket": parts(server).await["ticket"],
        "name": " Ada Quay ",
        "firm": "Harbour Cranes",
        "email": "ada@cranes.example",
        "phone": "+49 421 555 0100",
        "country": "DE",
        "quantity": 2,
        "note": "By March, please.",
        "consent": true,
        "website": "",
        "choices": { "place": "outside" },
        "shown": "310.00",
    })
}

fn with(mut body: Json, field: &str, value: Json) -> Json {
    body[field] = value;
    body
}

/// Sends a request some seconds after its page was loaded.
async fn send(server: &Server, body: &Json) -> Reply {
    server.clock.advance(4_000);
    server.post(&path("rack", "/request"), body).await
}

fn all(server: &Server, entity: &str) -> Vec<std::sync::Arc<shared::Record>> {
    let truth = server.app.workspace.truth();
    truth.visible(&Access::system(), entity).map(|held| held.record.clone()).collect()
}

#[tokio::test]
async fn only_public_products_are_there() {
    let server = shop().await;
    assert_eq!(server.get(&path("rack", "")).await.status, StatusCode::OK);
    for gone in ["shelf", "nothing"] {
        for rest in ["", "/parts"] {
            assert_eq!(server.get(&path(gone, rest)).await.status, StatusCode::NOT_FOUND, "{gone}{rest}");
        }
    }
    assert_eq!(server.get("/p/configure/none").await.status, StatusCode::NOT_FOUND);
    server.write(vec![set("product", Id::named("rack"), "active", false, u64::MAX)]).await;
    assert_eq!(server.get(&path("rack", "")).await.status, StatusCode::NOT_FOUND, "it is not sold any more");
}

#[tokio::test]
async fn the_picture_of_a_public_product_is_there_for_anybody_and_no_other_file() {
    let server = shop().await;
    let file = blob::reference();
    assert!(!server.get(&path("rack", "")).await.text().contains("shop__picture"));
    let picture = |name: &str| set("product", Id::named(name), "picture", file.clone(), u64::MAX);
    server.write(vec![picture("rack"), picture("shelf")]).await;
    let rest = format!("/picture/{}", file.hash);
    assert_eq!(server.get(&path("rack", &rest)).await.status, StatusCode::NOT_FOUND, "it has not come yet");
    assert_eq!(blob::put(&server.sign_in("ada").await, &file.hash, blob::PNG).await.status, StatusCode::CREATED);
    let reply = server.get(&path("rack", &rest)).await;
    assert!(reply.bytes == blob::PNG);
    assert_eq!(reply.header("cache-control"), "public, max-age=31536000, immutable");
    let page = server.get(&path("rack", "")).await.text();
    assert!(page.contains(&format!(r#"src="{}" alt="Bicycle rack""#, path("rack", &rest))), "{page}");
    assert_eq!(server.get(&path("shelf", &rest)).await.status, StatusCode::NOT_FOUND, "it is not public");
    let other = format!("/picture/{}", "0".repeat(64));
    assert_eq!(server.get(&path("rack", &other)).await.status, StatusCode::NOT_FOUND);
    server.write(vec![set("product", Id::named("rack"), "picture", Value::Null, u64::MAX)]).await;
    assert_eq!(server.get(&path("rack", &rest)).await.status, StatusCode::NOT_FOUND, "it is shown no more");
}

#[tokio::test]
async fn the_page_shows_everything_that_can_be_chosen_and_no_markup_of_others() {
    let server = shop().await;
    let page = server.get(&path("rack", "")).await;
    let text = page.text();
    for words in ["Bicycle rack", "Basics", "Outside", "Steel", "Ask for a quote"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(!text.contains("<b>twelve</b>"), "{text}");
    let policy = page.header("content-security-policy");
    assert!(policy.contains("frame-ancestors 'none'") && policy.contains("script-src 'self';"), "{policy}");
    assert!(page.header("x-robots-tag").is_empty(), "a shop wants to be found");
}

#[tokio::test]
async fn only_sites_of_the_list_may_show_the_page() {
    let server = shop().await;
    let sites = "https://www.example.com https://shop.example:8443";
    let seller = [("name", "Tidewater"), ("sites", sites)];
    server.write(seller.map(|(field, value)| set("seller", seller_id(), field, value, u64::MAX)).to_vec()).await;
    let page = server.get(&path("rack", "?embed")).await;
    let policy = page.header("content-security-policy");
    assert!(policy.contains(&format!("frame-ancestors {sites};")), "{policy}");
    assert!(page.text().contains("Tidewater"));
}

#[tokio::test]
async fn nothing_that_is_the_makers_own_leaves() {
    let server = shop().await;
    let texts = [server.get(&path("rack", "")).await.text(), parts(&server).await.to_string()];
    for text in &texts {
        for secret in NEVER {
            assert!(!text.contains(secret), "{secret}: {text}");
        }
    }
    let catalog = &parts(&server).await["prices"]["catalog"];
    assert_eq!(catalog["books"].as_array().unwrap().len(), 1, "{catalog}");
    assert_eq!(catalog["books"][0]["entries"][0]["price"], "120");
    let rules = catalog["discounts"].as_array().unwrap();
    assert_eq!(rules.iter().map(|rule| rule["name"].as_str().unwrap()).collect::<Vec<_>>(), [""]);
}

#[tokio::test]
async fn a_model_for_customers_has_the_same_products() {
    let source = parts(&shop().await).await["source"].as_str().unwrap().to_owned();
    let told = product::Model::from_json(&source).unwrap();
    let own = product::Model::from_json(MODEL).unwrap();
    let [preset] = told.presets.as_slice() else { panic!("{source}") };
    assert_eq!(
        (&*preset.name, &*preset.about, &preset.choose),
        ("For the yard", "Stays in the rain", &own.presets[0].choose)
    );
    assert!(preset.extra.is_empty() && !own.presets[0].extra.is_empty());
    let [mut told, mut own] =
        [told, own].map(|model| product::Configurator::build(&model, &product::Limits::default()).unwrap());
    let choices = [("place".to_owned(), "outside".to_owned())].into();
    let [told, own] = [&mut told, &mut own].map(|engine| engine.whole(&choices, 2).unwrap());
    assert_eq!((&told.picks, told.from), (&own.picks, own.from));
    assert!(told.parts.is_empty() && !own.parts.is_empty());
}

#[tokio::test]
async fn a_request_becomes_a_lead_a_deal_and_a_quote_for_whom_it_is_routed_to() {
    let server = shop().await;
    let reply = send(&server, &filled(&server).await).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
    let [lead, deal, quote, line, task] =
        [Lead::ENTITY_NAME, Opportunity::ENTITY_NAME, Quote::ENTITY_NAME, QuoteLine::ENTITY_NAME, Task::ENTITY_NAME]
            .map(|entity| all(&server, entity).remove(0));
    let rita = Some(Id::named("user/rita"));
    assert_eq!(lead.get(Lead::PERSON), Some("Ada Quay"));
    assert_eq!(lead.get(Lead::SOURCE), Some("configurator"));
    assert_eq!(lead.get(Lead::OWNER), rita);
    assert_eq!((lead.get(Lead::OPPORTUNITY), lead.get(Lead::QUOTE)), (Some(deal.id), Some(quote.id)));
    assert!(lead.get(Lead::CONSENT).unwrap().contains("You may keep"));
    assert_eq!(deal.get(Opportunity::OWNER), rita);
    assert_eq!((quote.get(Quote::OWNER), quote.get(Quote::STATUS)), (rita, Some("draft")));
    // The rack is 120 in the book; outside and steel cost 5 and 30 more, and there are two.
    assert_eq!(quote.value(Quote::NET.id), &euro("310.00"));
    assert_eq!(quote.value(Quote::GROSS.id), &euro("368.90"));
    assert_eq!(deal.value(Opportunity::AMOUNT.id), &euro("310.00"));
    let configuration: Json = serde_json::from_str(line.get(QuoteLine::CONFIGURATION).unwrap()).unwrap();
    assert_eq!(configuration["model"], Id::named("model").to_string(), "the newest that is published");
    assert_eq!(configuration["parts"], json!({ "PART-SECRET-1": "1", "PART-SECRET-3": "2" }));
    assert_eq!(line.get(QuoteLine::OWNER), rita);
    assert_eq!((task.get(Task::OWNER), task.get(Task::DESCRIPTION)), (rita, None), "there is nothing to warn of");
}

#[tokio::test]
async fn the_same_request_counts_once_and_what_differs_is_told() {
    let server = shop().await;
    let body = with(filled(&server).await, "shown", json!("299.00"));
    for _ in 0..3 {
        assert_eq!(send(&server, &body).await.status, StatusCode::CREATED);
    }
    assert_eq!(all(&server, Lead::ENTITY_NAME).len(), 1);
    let task = all(&server, Task::ENTITY_NAME).remove(0);
    assert!(task.get(Task::DESCRIPTION).unwrap().contains("€299.00"), "{task:?}");
}

#[tokio::test]
async fn choices_that_do_not_go_together_are_mended_and_told() {
    let server = shop().await;
    let choices = json!({ "place": "outside", "frame": "wood", "colour": "red" });
    assert_eq!(send(&server, &with(filled(&server).await, "choices", choices)).await.status, StatusCode::CREATED);
    let task = all(&server, Task::ENTITY_NAME).remove(0);
    let told = task.get(Task::DESCRIPTION).unwrap();
    assert!(told.contains("colour = red") && told.contains("does not go together"), "{told}");
}

#[tokio::test]
async fn what_can_be_mended_is_said_field_by_field() {
    let server = shop().await;
    let good = filled(&server).await;
    let cases = [
        ("name", json!("  "), "problem-required"),
        ("email", json!("nonsense"), "problem-email"),
        ("firm", json!("x".repeat(300)), "problem-too-long"),
        ("country", json!("Germany"), "problem-country"),
        ("quantity", json!(0), "problem-out-of-range"),
        ("consent", json!(false), "problem-consent"),
    ];
    for (field, value, key) in cases {
        let reply = send(&server, &with(good.clone(), field, value)).await;
        reply.is_problem(422, key);
        assert_eq!(reply.json()["problems"][0]["field"], field);
    }
    send(&server, &with(good, "key", json!("short"))).await.is_problem(422, "problem-malformed");
    assert!(all(&server, Lead::ENTITY_NAME).is_empty());
}

#[tokio::test]
async fn a_request_needs_a_page_that_was_loaded_a_moment_before() {
    let server = shop().await;
    let good = filled(&server).await;
    server.post(&path("rack", "/request"), &good).await.is_problem(429, "problem-too-often");
    for wrong in ["", "1.2", "1795000000000.01ARZ3NDEKTSV4RRFFQ69G5FAV"] {
        send(&server, &with(good.clone(), "ticket", json!(wrong))).await.is_problem(409, "problem-page-stale");
    }
    server.clock.advance(31 * 24 * 60 * 60 * 1000);
    send(&server, &good).await.is_problem(409, "problem-page-stale");
    assert!(all(&server, Lead::ENTITY_NAME).is_empty());
}

#[tokio::test]
async fn programs_that_fill_in_everything_write_nothing() {
    let server = shop().await;
    let reply = send(&server, &with(filled(&server).await, "website", json!("https://spam.example"))).await;
    assert_eq!(reply.status, StatusCode::CREATED, "it hears what everybody hears");
    assert!(all(&server, Lead::ENTITY_NAME).is_empty());
}

#[tokio::test]
async fn requests_are_bounded_by_address_and_in_all() {
    let public = Public { requests: 2, request_seconds: 600, ..Public::default() };
    let server = shop_with(Config { public, ..config() }).await;
    let good = filled(&server).await;
    for at in 0..2 {
        let key = json!(format!("0123456789abcdef-{at}"));
        assert_eq!(send(&server, &with(good.clone(), "key", key)).await.status, StatusCode::CREATED);
    }
    let reply = send(&server, &with(good.clone(), "key", json!("0123456789abcdef-3"))).await;
    reply.is_problem(429, "problem-too-often");
    assert!(!reply.header("retry-after").is_empty());
    assert_eq!(all(&server, Lead::ENTITY_NAME).len(), 2);

    let public = Public { requests: 100, requests_an_hour: 1, ..Public::default() };
    let server = shop_with(Config { public, ..config() }).await;
    let good = filled(&server).await;
    assert_eq!(send(&server, &good).await.status, StatusCode::CREATED);
    send(&server, &with(good, "key", json!("0123456789abcdef-4"))).await.is_problem(429, "problem-too-often");
}

#[tokio::test]
async fn other_sites_and_huge_bodies_are_refused() {
    let server = shop().await;
    let body = filled(&server).await.to_string();
    let request = Request::post(path("rack", "/request")).header(header::CONTENT_TYPE, "application/json");
    let foreign = request.header("sec-fetch-site", "cross-site").body(Body::from(body)).unwrap();
    server.send(foreign).await.is_problem(403, "problem-cross-site");
    let huge = with(filled(&server).await, "note", json!("x".repeat(100_000)));
    assert_eq!(send(&server, &huge).await.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn without_a_public_book_nothing_is_told_of_prices_and_requests_still_come_in() {
    let server = shop().await;
    server.write(vec![set("price_book", Id::named("Public list"), "public", false, u64::MAX)]).await;
    assert_eq!(parts(&server).await["prices"], Json::Null);
    let body = with(filled(&server).await, "shown", Json::Null);
    assert_eq!(send(&server, &body).await.status, StatusCode::CREATED);
    let lead = all(&server, Lead::ENTITY_NAME).remove(0);
    assert!(lead.get(Lead::QUOTE).is_some());
    let truth = server.app.workspace.truth();
    assert!(truth.row(Quote::ENTITY_NAME, lead.get(Lead::QUOTE).unwrap()).is_some());
}

#[tokio::test]
async fn without_routes_an_owner_gets_it() {
    let server = shop().await;
    server.write(vec![set("lead_route", Id::named("all"), "active", false, u64::MAX)]).await;
    assert_eq!(send(&server, &filled(&server).await).await.status, StatusCode::CREATED);
    assert_eq!(all(&server, Lead::ENTITY_NAME).remove(0).get(Lead::OWNER), Some(server.owner));
}
