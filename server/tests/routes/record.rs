use axum::http::Method;
use serde_json::{Value as Json, json};
use shared::{Id, rules::Role, sync::Mutation};

use crate::support::{Device, Server, owned, set};

async fn firm() -> Server {
    let server = Server::new().await;
    let north = server.team("north", None, None).await;
    let south = server.team("south", None, None).await;
    server.person("rob", Role::Rep, Some(north)).await;
    server.person("rita", Role::Rep, Some(north)).await;
    server.person("sam", Role::Rep, Some(south)).await;
    server
}

fn names(page: &Json) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_record_is_made_read_changed_and_deleted() {
    let server = firm().await;
    let rob = server.sign_in("rob").await;
    let made =
        rob.post("/api/v1/contacts", &json!({ "first_name": "Ann", "last_name": "Smith", "owner": rob.user })).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let record = made.json();
    let path = format!("/api/v1/contacts/{}", record["id"].as_str().unwrap());
    assert_eq!((made.header("location"), record["name"].as_str()), (&*path, Some("Ann Smith")));
    assert_eq!(record["team"], json!(Id::named("north")), "rules apply as to an edit from a device");
    assert_eq!(record["_meta"]["created_by"], json!(rob.user));
    let read = rob.get(&path).await;
    assert_eq!((read.json(), read.header("etag")), (record.clone(), made.header("etag")));
    assert_eq!(rob.request(Method::GET, &path, None, &[("if-none-match", read.header("etag"))]).await.status, 304);
    let changed = rob.patch(&path, &json!({ "title": "CEO", "first_name": null, "_meta": {} })).await.json();
    assert_eq!(
        (changed["title"].as_str(), changed.get("first_name"), changed["name"].as_str()),
        (Some("CEO"), None, Some("Smith"))
    );
    assert_eq!(rob.delete(&path).await.status, 204);
    rob.get(&path).await.is_problem(404, "problem-not-found");
    rob.patch(&path, &json!({ "title": "CTO" })).await.is_problem(422, "problem-deleted");
}

#[tokio::test]
async fn what_was_deleted_is_told_to_those_who_see_it_and_comes_back() {
    let server = firm().await;
    let [rob, rita, sam] = [server.sign_in("rob").await, server.sign_in("rita").await, server.sign_in("sam").await];
    let made = rob.post("/api/v1/contacts", &json!({ "last_name": "Smith", "owner": rob.user })).await.json();
    let path = format!("/api/v1/contacts/{}", made["id"].as_str().unwrap());
    let restore = format!("{path}/restore");
    let deleted = async |device: &Device| device.get("/api/v1/deleted").await.json();
    assert_eq!(deleted(&rob).await["total"], 0);
    assert_eq!(rob.delete(&path).await.status, 204);
    let told = deleted(&rob).await;
    let item = &told["items"][0];
    assert_eq!((&told["total"], &item["id"], &item["title"]), (&json!(1), &made["id"], &json!("Smith")));
    assert_eq!((&item["deleted_by"], &item["may_restore"]), (&json!(rob.user), &json!(true)));
    assert_eq!(deleted(&sam).await["total"], 0, "another team's records are not told of");
    sam.post(&restore, &json!(null)).await.is_problem(404, "problem-not-found");
    assert_eq!(deleted(&rita).await["items"][0]["may_restore"], json!(true), "who may change it may restore it");
    assert_eq!(rita.post(&restore, &json!(null)).await.status, 200);
    assert_eq!(rob.get(&path).await.json()["last_name"], "Smith");
    assert_eq!(deleted(&rob).await["total"], 0);
}

#[tokio::test]
async fn a_draft_that_programs_write_has_its_totals_in_lists() {
    let server = firm().await;
    server.person("max", Role::Manager, None).await;
    let max = server.sign_in("max").await;
    let price = |amount: &str| json!({ "amount": amount, "currency": "EUR" });
    let make = async |plural: &str, body: Json| {
        let made = max.post(&format!("/api/v1/{plural}"), &body).await;
        assert_eq!(made.status, 201, "{}", made.text());
        made.json()["id"].as_str().unwrap().to_owned()
    };
    let draft = |number: &str| {
        json!({ "title": "Offer", "number": number, "version": 1, "status": "draft", "currency": "EUR",
        "date": "2026-11-21", "owner": max.user })
    };
    let (quote, other) = (make("quotes", draft("Q-1")).await, make("quotes", draft("Q-2")).await);
    let product = make("products", json!({ "name": "Crane", "code": "C-1", "price": price("480") })).await;
    let net = async |quote: &str| max.get(&format!("/api/v1/quotes/{quote}")).await.json()["net"]["amount"].clone();
    let body = json!({ "quote": quote, "product": product, "position": 1, "quantity": 2 });
    let line = format!("/api/v1/quote_lines/{}", make("quote_lines", body).await);
    assert_eq!(net(&quote).await, "960.00");
    max.patch(&line, &json!({ "quantity": 3 })).await;
    assert_eq!(net(&quote).await, "1440.00");
    let content = async |quote: &str| max.get(&format!("/api/v1/quotes/{quote}")).await.json()["totals_of"].clone();
    let of_three = content(&quote).await;
    assert!(of_three.is_string(), "of which lines that is the total");
    let changed =
        max.patch(&format!("/api/v1/quotes/{quote}"), &json!({ "discount_kind": "percent", "discount": 10 })).await;
    assert_eq!(changed.json()["net"]["amount"], "1296.00", "the answer has it already");
    max.delete(&line).await;
    assert_eq!(net(&quote).await, "0.00");
    assert_ne!(content(&quote).await, of_three);
    max.post(&format!("{line}/restore"), &json!(null)).await;
    assert_eq!((net(&quote).await, content(&quote).await), (json!("1296.00"), of_three));
    max.patch(&line, &json!({ "quote": other })).await;
    assert_eq!((net(&quote).await, net(&other).await), (json!("0.00"), json!("1440.00")), "the line has moved");
}

#[tokio::test]
async fn parts_come_back_with_their_whole() {
    let server = firm().await;
    let rob = server.sign_in("rob").await;
    let make = async |plural: &str, body: Json| {
        let made = rob.post(&format!("/api/v1/{plural}"), &body).await;
        assert_eq!(made.status, 201, "{}", made.text());
        made.json()["id"].as_str().unwrap().to_owned()
    };
    let account = make("accounts", json!({ "name": "Acme", "owner": rob.user })).await;
    let quote = make(
        "quotes",
        json!({ "title": "Offer", "number": "Q-1", "version": 1, "status": "draft",
        "account": account, "currency": "EUR", "date": "2026-11-21", "owner": rob.user }),
    )
    .await;
    server.person("max", Role::Manager, None).await;
    let manager = server.sign_in("max").await;
    let product = manager.post("/api/v1/products", &json!({ "name": "Crane", "code": "C-1" })).await.json();
    let product = product["id"].as_str().unwrap().to_owned();
    let line = |name: &str| json!({ "name": name, "quote": quote, "product": product, "position": 1, "quantity": 1 });
    let (kept, gone) = (make("quote_lines", line("Kept")).await, make("quote_lines", line("Gone")).await);
    assert_eq!(rob.delete(&format!("/api/v1/quote_lines/{gone}")).await.status, 204);
    assert_eq!(rob.delete(&format!("/api/v1/quotes/{quote}")).await.status, 204);
    let told = rob.get("/api/v1/deleted").await.json();
    let items: Vec<_> = told["items"].as_array().unwrap().iter().map(|item| (&item["title"], &item["parts"])).collect();
    assert_eq!(items[0].1, &json!(1), "the line that went with the quote is told with it: {told}");
    assert_eq!(rob.post(&format!("/api/v1/quotes/{quote}/restore"), &json!(null)).await.status, 200);
    assert_eq!(rob.get(&format!("/api/v1/quote_lines/{kept}")).await.status, 200);
    assert_eq!(rob.get(&format!("/api/v1/quote_lines/{gone}")).await.status, 404, "it was deleted before");
}

#[tokio::test]
async fn what_is_wrong_is_said_by_field_and_leaves_no_trace() {
    let server = firm().await;
    let rob = server.sign_in("rob").await;
    let before = server.app.workspace.truth().head().seq;
    let wrong = json!({ "name": "Deal", "probability": 120, "close_date": "soon" });
    let reply = rob.post("/api/v1/opportunities", &wrong).await;
    assert_eq!(reply.status, 422);
    let mut found: Vec<_> = reply.json()["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| (p["field"].to_string(), p["message_key"].to_string()))
        .collect();
    found.sort();
    let expected =
        [("close_date", "problem-date"), ("probability", "problem-out-of-range"), ("stage", "problem-required")];
    assert_eq!(found, expected.map(|(field, key)| (format!("\"{field}\""), format!("\"{key}\""))));
    rob.post("/api/v1/contacts", &json!({ "last_nam": "S" })).await.is_problem(422, "problem-unknown-field");
    rob.post("/api/v1/contacts", &json!({ "last_name": "S", "name": "S" })).await.is_problem(422, "problem-computed");
    rob.post("/api/v1/contacts", &json!({ "last_name": "S", "id": "7" })).await.is_problem(422, "problem-link");
    rob.post("/api/v1/contacts", &json!([])).await.is_problem(400, "problem-malformed");
    rob.post("/api/v1/planets", &json!({})).await.is_problem(404, "problem-not-found");
    rob.post("/api/v1/pipelines", &json!({ "name": "P" })).await.is_problem(403, "problem-not-allowed");
    assert_eq!(server.app.workspace.truth().head().seq, before);
    assert_eq!(rob.get("/api/v1/attentions").await.json()["total"], 0);
}

#[tokio::test]
async fn a_repeated_request_with_a_key_is_done_once() {
    let server = firm().await;
    let rob = server.sign_in("rob").await;
    let body = json!({ "last_name": "Smith" });
    let send = async |device: &Device<'_>, body: &Json, key: &str| {
        device.request(Method::POST, "/api/v1/contacts", Some(body), &[("idempotency-key", key)]).await
    };
    let first = send(&rob, &body, "k1").await;
    server.clock.advance(5000);
    let again = send(&rob, &body, "k1").await;
    assert_eq!((again.status, again.json()), (first.status, first.json()));
    assert_eq!(rob.get("/api/v1/contacts").await.json()["total"], 1);
    send(&rob, &json!({ "last_name": "Jones" }), "k1").await.is_problem(422, "problem-key-reused");
    assert_eq!(
        send(&server.sign_in("rita").await, &body, "k1").await.status,
        201,
        "another person's key is another key"
    );
    send(&rob, &body, &"k".repeat(201)).await.is_problem(400, "problem-malformed");
    let replies = futures::future::join_all((0..8).map(|_| send(&rob, &body, "k2"))).await;
    assert!(replies.iter().all(|reply| reply.json() == replies[0].json()));
    assert_eq!(rob.get("/api/v1/contacts").await.json()["total"], 3);
}

#[tokio::test]
async fn nobody_takes_the_place_of_anothers_repeatable_request() {
    let server = firm().await;
    let (rob, rita) = (server.sign_in("rob").await, server.sign_in("rita").await);
    let guesses = [format!("rest/{}/2026-1", rob.user), format!("rest/{}/2026-1/record", rob.user)];
    for guess in guesses.map(|guess| Id::named(&guess)) {
        let ops = vec![owned(guess, "Guessed", rita.user)];
        let squats = Mutation { client: guess, number: 1, at: 1, ops, group: None, epoch: String::new(), seen: None };
        rita.push_all(&[squats]).await.outcomes();
    }
    let body = json!({ "last_name": "Smith" });
    let made = rob.request(Method::POST, "/api/v1/contacts", Some(&body), &[("idempotency-key", "2026-1")]).await;
    assert_eq!((made.status.as_u16(), made.json()["name"].as_str()), (201, Some("Smith")), "{}", made.text());
}

#[tokio::test]
async fn if_match_refuses_what_base_merges() {
    let server = firm().await;
    let (rob, rita) = (server.sign_in("rob").await, server.sign_in("rita").await);
    let made = rob.post("/api/v1/contacts", &json!({ "last_name": "Smith", "title": "CEO", "owner": rob.user })).await;
    let path = made.header("location").to_owned();
    let (tag, seq) = (made.header("etag").to_owned(), made.json()["_meta"]["seq"].clone());
    server.clock.advance(1000);
    assert_eq!(rita.patch(&path, &json!({ "title": "CTO" })).await.status, 200);
    let change = json!({ "title": "CFO" });
    let matched = [("if-match", &*tag)];
    rob.request(Method::PATCH, &path, Some(&change), &matched).await.is_problem(412, "problem-changed-meanwhile");
    rob.request(Method::DELETE, &path, None, &matched).await.is_problem(412, "problem-changed-meanwhile");
    server.clock.advance(1000);
    let merged = rob.patch(&format!("{path}?base={seq}"), &change).await;
    assert_eq!(
        (merged.status.as_u16(), merged.json()["title"].as_str().map(ToOwned::to_owned)),
        (200, Some("CFO".to_owned()))
    );
    let attention = merged.json()["_meta"]["attentions"][0].as_str().unwrap().to_owned();
    assert_eq!(
        rita.get(&format!("/api/v1/attentions/{attention}")).await.json()["lost_value"],
        json!({ "value": "CTO" }).to_string()
    );
    let now = rob.get(&path).await.header("etag").to_owned();
    assert_eq!(
        rob.request(Method::PATCH, &path, Some(&json!({ "title": "CIO" })), &[("if-match", &now)]).await.status,
        200
    );
    rob.request(Method::PATCH, &path, Some(&change), &[("if-match", "nonsense")])
        .await
        .is_problem(400, "problem-malformed");
}

#[tokio::test]
async fn two_programs_of_one_person_lose_nothing_to_each_other() {
    let server = firm().await;
    let (one, other) = (server.sign_in("rob").await, server.sign_in("rob").await);
    let made = one.post("/api/v1/contacts", &json!({ "last_name": "Smith", "title": "CEO", "owner": one.user })).await;
    let path = made.header("location").to_owned();
    let seq = made.json()["_meta"]["seq"].clone();
    server.clock.advance(1000);
    assert_eq!(other.patch(&path, &json!({ "title": "CTO" })).await.status, 200);
    server.clock.advance(1000);
    let merged = one.patch(&format!("{path}?base={seq}"), &json!({ "title": "CFO" })).await.json();
    assert_eq!(merged["_meta"]["attentions"].as_array().map(Vec::len), Some(1), "{merged}");
}

#[tokio::test]
async fn what_somebody_may_not_see_is_not_there() {
    let server = firm().await;
    let (rob, sam) = (server.sign_in("rob").await, server.sign_in("sam").await);
    let path = rob
        .post("/api/v1/contacts", &json!({ "last_name": "Smith", "owner": rob.user }))
        .await
        .header("location")
        .to_owned();
    sam.get(&path).await.is_problem(404, "problem-not-found");
    sam.patch(&path, &json!({ "title": "X" })).await.is_problem(404, "problem-not-found");
    sam.delete(&path).await.is_problem(404, "problem-not-found");
    assert_eq!(sam.get("/api/v1/contacts").await.json()["total"], 0);
    assert_eq!(sam.get("/api/v1/contacts?q=smith").await.json()["total"], 0);
    server.get(&path).await.is_problem(401, "problem-signed-out");
    let away = rob.patch(&path, &json!({ "owner": sam.user })).await;
    assert_eq!(away.status, 204, "it is out of the caller's sight now");
    assert_eq!(sam.get(&path).await.status, 200);
}

#[tokio::test]
async fn lists_are_filtered_sorted_and_paged() {
    let server = firm().await;
    let rob = server.sign_in("rob").await;
    for (name, revenue) in [("Beta", 200), ("Alpha", 300), ("gamma", 100), ("Delta", 400)] {
        let body = json!({ "name": name, "revenue": { "amount": revenue.to_string(), "currency": "USD" }, "sector": if revenue > 150 { "big" } else { "small" } });
        assert_eq!(rob.post("/api/v1/accounts", &body).await.status, 201);
    }
    let sorted = rob.get("/api/v1/accounts?sort=name").await.json();
    assert_eq!((names(&sorted), &sorted["total"]), (vec!["Alpha", "Beta", "Delta", "gamma"], &json!(4)));
    assert_eq!(names(&rob.get("/api/v1/accounts?sort=-revenue&limit=2").await.json()), ["Delta", "Alpha"]);
    assert_eq!(
        names(&rob.get("/api/v1/accounts?sort=name&filter=sector:is:big").await.json()),
        ["Alpha", "Beta", "Delta"]
    );
    assert_eq!(names(&rob.get("/api/v1/accounts?q=GAM").await.json()), ["gamma"]);
    for sort in ["", "&sort=name"] {
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = rob.get(&format!("/api/v1/accounts?limit=3{sort}{cursor}")).await.json();
            seen.extend(names(&page).into_iter().map(ToOwned::to_owned));
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        seen.sort();
        assert_eq!(seen, ["Alpha", "Beta", "Delta", "gamma"], "{sort}");
    }
    for wrong in ["filter=nothing:is:1", "filter=((", "sort=nothing", "cursor=x", "filter=name:explode:1"] {
        let reply = rob.get(&format!("/api/v1/accounts?{wrong}")).await;
        assert_eq!(reply.status, 422, "{wrong}: {}", reply.text());
        assert!(!reply.json()["problems"][0]["message"].as_str().unwrap().starts_with("problem-"), "{}", reply.text());
    }
    rob.get("/api/v1/accounts?limit=many").await.is_problem(400, "problem-malformed");
}

#[tokio::test]
async fn a_page_of_ids_begins_where_it_should_whatever_went_before_it() {
    let server = firm().await;
    let rob = server.sign_in("rob").await;
    let ids: Vec<_> = (1..=5).map(|n| Id::new(n, 1)).collect();
    server.write(ids.iter().map(|id| owned(*id, "Smith", rob.user)).collect()).await;
    let first = rob.get("/api/v1/contacts?limit=2").await.json();
    server.write(vec![shared::sync::Operation::Delete { entity: "contact".into(), id: ids[0] }]).await;
    let second =
        rob.get(&format!("/api/v1/contacts?limit=2&cursor={}", first["next_cursor"].as_str().unwrap())).await.json();
    let got: Vec<_> =
        second["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(got, [ids[2].to_string(), ids[3].to_string()]);
}

#[tokio::test]
async fn uniqueness_holds_against_requests_at_the_same_time() {
    let server = firm().await;
    let rob = server.sign_in("rob").await;
    let body = json!({ "name": "Acme", "number": "A-1" });
    let replies = futures::future::join_all((0..10).map(|_| rob.post("/api/v1/accounts", &body))).await;
    assert_eq!(replies.iter().filter(|reply| reply.status == 201).count(), 1);
    replies.iter().find(|reply| reply.status != 201).unwrap().is_problem(422, "problem-taken");
}

#[tokio::test]
async fn owners_are_made_by_owners_only() {
    let server = firm().await;
    server.person("adam", Role::Admin, None).await;
    let (ada, adam) = (server.sign_in("ada").await, server.sign_in("adam").await);
    let path = format!("/api/v1/users/{}", Id::named("user/rob"));
    let owner = json!({ "role": Role::Owner.id() });
    adam.patch(&path, &owner).await.is_problem(422, "problem-only-owners-make-owners");
    assert_eq!(ada.patch(&path, &owner).await.status, 200);
    server.write(vec![set("user", Id::named("user/rob"), "role", Role::Rep.id(), u64::MAX)]).await;
}

#[tokio::test]
async fn the_last_owner_stays_an_owner_who_can_sign_in() {
    let server = firm().await;
    let ada = server.sign_in("ada").await;
    let path = format!("/api/v1/users/{}", ada.user);
    ada.patch(&path, &json!({ "role": Role::ReadOnly.id() })).await.is_problem(422, "problem-last-owner");
    ada.patch(&path, &json!({ "active": false })).await.is_problem(422, "problem-last-owner");
    ada.delete(&path).await.is_problem(422, "problem-last-owner");
    let rob = format!("/api/v1/users/{}", Id::named("user/rob"));
    assert_eq!(ada.patch(&rob, &json!({ "role": Role::Owner.id() })).await.status, 200);
    assert_eq!(ada.patch(&path, &json!({ "role": Role::ReadOnly.id() })).await.status, 200, "now there is another");
}

#[tokio::test]
async fn the_longest_text_that_a_field_may_hold_comes_by_the_api_too() {
    let server = firm().await;
    let rob = server.sign_in("rob").await;
    // Each letter is six in JSON.
    let body = "\u{1}".repeat(1 << 20);
    let made = rob.post("/api/v1/notes", &json!({ "body": body, "owner": rob.user })).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let path = made.header("location").to_owned();
    assert_eq!(rob.patch(&path, &json!({ "body": format!("{}x", &body[1..]) })).await.status, 200);
    let long = rob.patch(&path, &json!({ "body": format!("{body}x") })).await;
    long.is_problem(422, "problem-text-too-large");
    rob.patch(&path, &json!({ "body": "x".repeat(9 << 20) })).await.is_problem(413, "problem-too-large");
}

#[tokio::test]
async fn a_published_article_is_not_for_everybody_to_hide() {
    let server = firm().await;
    let (rob, rita) = (server.sign_in("rob").await, server.sign_in("rita").await);
    let article = json!({ "title": "Returns", "body": "Thirty days.", "status": "published", "owner": rob.user });
    let made = rob.post("/api/v1/articles", &article).await;
    let path = made.header("location").to_owned();
    for change in [
        json!({ "status": "draft" }),
        json!({ "body": "" }),
        json!({ "title": "x" }),
        json!({ "owner": rita.user }),
        json!({ "roles": ["owner"] }),
    ] {
        rita.patch(&path, &change).await.is_problem(422, "problem-article-kept");
    }
    assert_eq!(rita.patch(&path, &json!({ "keywords": "refund" })).await.status, 200, "anybody sorts it in");
    assert_eq!(rob.patch(&path, &json!({ "status": "draft" })).await.status, 200);
}
