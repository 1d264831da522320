use serde_json::{Value as Json, json};
use server::store::{Store, StoreError, Table, memory::Fault};
use shared::{
    Id, Value,
    rules::Role,
    sync::{Operation, PROTOCOL, Rows, Status},
};

use crate::support::{Server, contact, owned, set};

fn id(name: &str) -> Id {
    Id::named(name)
}

/// A team of two reps under a manager, and a rep elsewhere.
async fn firm() -> Server {
    let server = Server::new().await;
    let north = server.team("north", None, None).await;
    let south = server.team("south", None, None).await;
    server.person("mia", Role::Manager, Some(north)).await;
    server.person("rob", Role::Rep, Some(north)).await;
    server.person("rita", Role::Rep, Some(north)).await;
    server.person("sam", Role::Rep, Some(south)).await;
    server.person("reader", Role::ReadOnly, Some(north)).await;
    server
}

fn row(server: &Server, entity: &str, id: Id) -> std::sync::Arc<shared::Record> {
    server.app.workspace.truth().row(entity, id).unwrap()
}

#[tokio::test]
async fn a_repeated_push_is_answered_as_the_first_time_and_done_once() {
    let server = firm().await;
    let mut rob = server.sign_in("rob").await;
    let create = rob.mutation(vec![owned(id("c"), "Smith", rob.user)]);
    let first = rob.push_all(std::slice::from_ref(&create)).await.outcomes();
    assert_eq!(first[0].status, Status::Applied);
    let head = server.app.workspace.truth().head().clone();
    for _ in 0..3 {
        assert_eq!(rob.push_all(std::slice::from_ref(&create)).await.outcomes(), first);
    }
    let twice = rob.push_all(&[create.clone(), create]).await.outcomes();
    assert_eq!(twice, [first[0].clone(), first[0].clone()]);
    assert_eq!(*server.app.workspace.truth().head(), head);
}

#[tokio::test]
async fn the_same_push_many_times_at_once_is_done_once() {
    let server = firm().await;
    let mut rob = server.sign_in("rob").await;
    let mutations: Vec<_> =
        (0..20).map(|n| rob.mutation(vec![owned(id(&format!("c{n}")), "Smith", rob.user)])).collect();
    let before = server.app.workspace.truth().head().seq;
    let replies = futures::future::join_all((0..10).map(|_| rob.push_all(&mutations))).await;
    let outcomes: Vec<_> = replies.iter().map(crate::support::Reply::outcomes).collect();
    assert!(outcomes.iter().all(|other| *other == outcomes[0]));
    assert_eq!(server.app.workspace.truth().head().seq, before + 20);
}

#[tokio::test]
async fn a_cloned_device_is_told_so_and_loses_nothing() {
    let server = firm().await;
    let mut rob = server.sign_in("rob").await;
    rob.push(vec![owned(id("a"), "Smith", rob.user)]).await;
    rob.number = 0;
    let other = rob.mutation(vec![owned(id("b"), "Jones", rob.user)]);
    let told = rob.push_all(std::slice::from_ref(&other)).await.outcomes();
    assert_eq!((told[0].status.clone(), told[0].cloned), (Status::Applied, true));
    assert!(server.app.workspace.truth().row("contact", id("b")).is_some(), "the clone's work stands");
    let head = server.app.workspace.truth().head().seq;
    assert_eq!(rob.push_all(&[other]).await.outcomes(), told, "however often it is offered, once");
    assert_eq!(server.app.workspace.truth().head().seq, head);
    let mut sam = server.sign_in("sam").await;
    sam.client = rob.client;
    sam.number = 77;
    let foreign = sam.push(vec![owned(id("d"), "May", sam.user)]).await;
    assert_eq!((foreign.status, foreign.cloned), (Status::Applied, true), "a device is one person's");
    rob.client = id("another device");
    let renamed = rob.push(vec![owned(id("e"), "Jones", rob.user)]).await;
    assert_eq!((renamed.status, renamed.cloned), (Status::Applied, false));
}

#[tokio::test]
async fn different_fields_both_survive() {
    let server = firm().await;
    let (mut rob, mut rita) = (server.sign_in("rob").await, server.sign_in("rita").await);
    let base = rob.push(vec![owned(id("c"), "Smith", rob.user)]).await.seq;
    rob.push(vec![set("contact", id("c"), "title", "CEO", base)]).await;
    let later = rita.push(vec![set("contact", id("c"), "phone", "555", base)]).await;
    assert_eq!(later.status, Status::Applied);
    let row = row(&server, "contact", id("c"));
    assert_eq!((row.value("title"), row.value("phone")), (&Value::from("CEO"), &Value::from("555")));
}

#[tokio::test]
async fn of_two_values_of_one_field_one_stands_and_both_people_see_the_other() {
    let server = firm().await;
    let (mut rob, mut rita) = (server.sign_in("rob").await, server.sign_in("rita").await);
    let base = rob.push(vec![owned(id("c"), "Smith", rob.user)]).await.seq;
    server.clock.advance(1000);
    rob.push(vec![set("contact", id("c"), "title", "CEO", base)]).await;
    server.clock.advance(1000);
    let outcome = rita.push(vec![set("contact", id("c"), "title", "CTO", base)]).await;
    let Status::Merged { attentions } = outcome.status else { panic!("{outcome:?}") };
    assert_eq!(row(&server, "contact", id("c")).value("title"), &Value::from("CTO"), "the later edit stands");
    let kept = attentions[0].to_string();
    for name in ["rob", "rita"] {
        let device = server.sign_in(name).await;
        let attention = device.get(&format!("/api/v1/attentions/{kept}")).await.json();
        assert_eq!(attention["lost_value"], json!({ "value": "CEO" }).to_string());
        assert_eq!(attention["kept_value"], json!({ "value": "CTO" }).to_string());
        assert_eq!(
            (attention["kept_by"].as_str(), attention["lost_by"].as_str()),
            (Some(&*rita.user.to_string()), Some(&*rob.user.to_string()))
        );
    }
    let sam = server.sign_in("sam").await;
    sam.get(&format!("/api/v1/attentions/{kept}")).await.is_problem(404, "problem-not-found");
    let status = rob.push(vec![set("attention", attentions[0], "status", "kept", u64::MAX)]).await;
    assert_eq!(status.status, Status::Applied, "whom it concerns may decide");
}

#[tokio::test]
async fn a_disagreement_tells_nothing_to_somebody_who_may_not_see_the_record_any_more() {
    let server = firm().await;
    let (mut rita, mut sam) = (server.sign_in("rita").await, server.sign_in("sam").await);
    let base = rita.push(vec![owned(id("c"), "Smith", rita.user)]).await.seq;
    server.clock.advance(1000);
    rita.push(vec![set("contact", id("c"), "title", "CEO", base)]).await;
    server.write(vec![set("contact", id("c"), "owner", sam.user, u64::MAX)]).await;
    rita.get(&format!("/api/v1/contacts/{}", id("c"))).await.is_problem(404, "problem-not-found");
    server.clock.advance(1000);
    let outcome = sam.push(vec![set("contact", id("c"), "title", "secret", base)]).await;
    let Status::Merged { attentions } = outcome.status else { panic!("{outcome:?}") };
    let path = format!("/api/v1/attentions/{}", attentions[0]);
    rita.get(&path).await.is_problem(404, "problem-not-found");
    assert_eq!(sam.get(&path).await.json()["people"], json!([sam.user]));
}

#[tokio::test]
async fn a_refused_change_is_kept_for_the_person_and_the_manager_and_stops_nothing() {
    let server = firm().await;
    let mut rob = server.sign_in("rob").await;
    let bad = rob.mutation(vec![Operation::create("opportunity", id("o"), [("name", Value::from("Deal"))])]);
    let good = rob.mutation(vec![owned(id("c"), "Smith", rob.user)]);
    let outcomes = rob.push_all(&[bad, good]).await.outcomes();
    let Status::Rejected { problems, attention } = &outcomes[0].status else { panic!("{outcomes:?}") };
    assert_eq!(problems[0].message_key, "problem-required");
    assert_eq!(outcomes[1].status, Status::Applied);
    assert!(outcomes[0].seq > 0, "it has a place in the log, so that the device can settle it");
    for (name, sees) in [("rob", true), ("mia", true), ("ada", true), ("rita", false), ("sam", false)] {
        let device = server.sign_in(name).await;
        let reply = device.get(&format!("/api/v1/attentions/{}", attention.unwrap())).await;
        assert_eq!(reply.status == 200, sees, "{name}");
        if sees {
            let kept = reply.json();
            assert_eq!((kept["kind"].as_str(), kept["status"].as_str()), (Some("rejected"), Some("open")));
            let ops: Vec<Operation> = serde_json::from_str(kept["operations"].as_str().unwrap()).unwrap();
            assert_eq!(ops[0].target().1, id("o"));
        }
    }
}

#[tokio::test]
async fn nobody_else_of_the_team_decides_on_a_refused_change() {
    let server = firm().await;
    let (mut rob, mut rita) = (server.sign_in("rob").await, server.sign_in("rita").await);
    let refused = rob.push(vec![set("contact", id("nobody"), "title", "x", 0)]).await;
    let Status::Rejected { attention: Some(attention), .. } = refused.status else { panic!("{refused:?}") };
    let closed = rita.push(vec![set("attention", attention, "status", "discarded", u64::MAX)]).await;
    assert!(matches!(closed.status, Status::Rejected { .. }), "{closed:?}");
    assert_eq!(row(&server, "attention", attention).value("status"), &Value::from("open"));
}

#[tokio::test]
async fn the_work_of_one_person_is_not_taken_under_anothers_name() {
    let server = firm().await;
    let mut rob = server.sign_in("rob").await;
    let (rita, before) = (server.sign_in("rita").await, server.app.workspace.truth().head().clone());
    let mutations = [rob.mutation(vec![owned(id("c"), "Smith", rob.user)])];
    let push = |user: Id| json!({ "protocol": PROTOCOL, "epoch": "", "user": user, "mutations": mutations });
    rita.post("/api/sync/push", &push(rob.user)).await.is_problem(409, "problem-other-person");
    assert_eq!(*server.app.workspace.truth().head(), before);
    assert_eq!(rob.post("/api/sync/push", &push(rob.user)).await.outcomes()[0].status, Status::Applied);
}

#[tokio::test]
async fn nobody_writes_what_they_may_not() {
    let server = firm().await;
    let (mut rob, mut sam, mut reader) =
        (server.sign_in("rob").await, server.sign_in("sam").await, server.sign_in("reader").await);
    rob.push(vec![owned(id("c"), "Smith", rob.user)]).await;
    let refused = |outcome: &shared::sync::Outcome| match &outcome.status {
        Status::Rejected { problems, .. } => problems[0].message_key.clone(),
        other => panic!("{other:?}"),
    };
    let other_team = sam.push(vec![set("contact", id("c"), "title", "X", u64::MAX)]).await;
    assert_eq!(refused(&other_team), "problem-not-allowed");
    assert_eq!(refused(&reader.push(vec![contact(id("r"), "X")]).await), "problem-not-allowed");
    assert_eq!(
        refused(&rob.push(vec![set("user", rob.user, "role", Role::Owner.id(), u64::MAX)]).await),
        "problem-not-allowed"
    );
    let role = Operation::create("role", id("x"), [("name", Value::from("King")), ("key", "owner".into())]);
    assert_eq!(refused(&rob.push(vec![role.clone()]).await), "problem-not-allowed");
    let mut ada = server.sign_in("ada").await;
    assert_eq!(refused(&ada.push(vec![role]).await), "problem-not-allowed", "not even owners write roles");
    assert_eq!(row(&server, "contact", id("c")).value("title"), &Value::Null);
}

#[tokio::test]
async fn rights_count_when_the_writer_gets_to_it() {
    let server = firm().await;
    let mut rob = server.sign_in("rob").await;
    let mutation = rob.mutation(vec![owned(id("c"), "Smith", rob.user)]);
    server.write(vec![set("user", rob.user, "active", false, u64::MAX)]).await;
    rob.push_all(&[mutation]).await.is_problem(401, "problem-signed-out");
}

#[tokio::test]
async fn an_expired_session_loses_nothing() {
    let server = firm().await;
    let mut rob = server.sign_in("rob").await;
    let mutation = rob.mutation(vec![owned(id("c"), "Smith", rob.user)]);
    server.clock.advance(31 * 24 * 60 * 60 * 1000);
    rob.push_all(std::slice::from_ref(&mutation)).await.is_problem(401, "problem-signed-out");
    let again = server.sign_in("rob").await;
    assert_eq!(again.push_all(&[mutation]).await.outcomes()[0].status, Status::Applied);
}

#[tokio::test]
async fn a_full_disk_refuses_writes_lets_read_and_recovers_by_itself() {
    let server = firm().await;
    let mut rob = server.sign_in("rob").await;
    rob.push(vec![owned(id("a"), "Smith", rob.user)]).await;
    let mutation = rob.mutation(vec![owned(id("b"), "Jones", rob.user)]);
    let before = server.app.workspace.truth().head().clone();
    server.store.fail_next(&StoreError::Full, 3);
    for _ in 0..3 {
        rob.push_all(std::slice::from_ref(&mutation)).await.is_problem(507, "problem-server-full");
        assert_eq!(rob.get("/api/v1/contacts").await.json()["total"], 1);
        let ready = server.get("/readyz").await;
        assert_eq!((ready.status.as_u16(), &*ready.text()), (200, "read-only\n"), "a balancer leaves the readers here");
        assert!(server.get("/metrics").await.text().contains("\nsextant_read_only 1\n"));
        assert_eq!(*server.app.workspace.truth().head(), before, "nothing is shown that is not on disk");
        server.store.fail_next(&StoreError::Full, 0);
    }
    server.store.heal();
    assert_eq!(server.get("/readyz").await.text(), "ok\n");
    assert!(server.get("/metrics").await.text().contains("\nsextant_read_only 0\n"));
    assert_eq!(rob.push_all(&[mutation]).await.outcomes()[0].status, Status::Applied);
}

#[tokio::test]
async fn a_commit_of_unknown_outcome_that_did_happen_is_found_by_the_next_push() {
    let server = firm().await;
    let mut rob = server.sign_in("rob").await;
    let mutation = rob.mutation(vec![owned(id("b"), "Jones", rob.user)]);
    let before = server.app.workspace.truth().head().seq;
    server.store.fail_next_with(Fault { error: StoreError::Unavailable("cut".to_owned()), applied: true });
    rob.push_all(std::slice::from_ref(&mutation)).await.is_problem(503, "problem-unavailable");
    assert_eq!(server.app.workspace.truth().head().seq, before, "not shown while nobody knows");
    let outcome = rob.push_all(&[mutation]).await.outcomes().remove(0);
    assert_eq!((outcome.status, outcome.seq), (Status::Applied, before + 1));
    assert_eq!(server.app.workspace.truth().head().seq, before + 1, "and done once");
    assert_eq!(rob.push(vec![owned(id("d"), "May", rob.user)]).await.seq, before + 2);
    let log = server.store.scan(Table::Log, None, 1000).await.unwrap();
    assert_eq!(log.len() as u64, before + 2);
}

#[tokio::test]
async fn oversized_requests_are_refused_whole() {
    let server = firm().await;
    let mut rob = server.sign_in("rob").await;
    let long = Operation::create("note", id("n"), [("body", Value::from("x".repeat(9 << 20)))]);
    let mutation = rob.mutation(vec![long]);
    rob.push_all(&[mutation]).await.is_problem(413, "problem-too-large");
    rob.number = 0;
    let many: Vec<_> = (0..201).map(|_| rob.mutation(vec![])).collect();
    rob.push_all(&many).await.is_problem(413, "problem-too-many-at-once");
    assert_eq!(rob.push_all(&many[..200]).await.outcomes().len(), 200);
}

#[tokio::test]
async fn what_stands_for_a_mutation_too_large_to_come_is_kept_as_refused() {
    let server = firm().await;
    let mut rob = server.sign_in("rob").await;
    let long = [("body", Value::from("x".repeat(9 << 20))), ("owner", rob.user.into())];
    let whole = rob.mutation(vec![Operation::create("note", id("n"), long)]);
    rob.push_all(std::slice::from_ref(&whole)).await.is_problem(413, "problem-too-large");
    let stand_in = shared::sync::TooLarge::of(&whole);
    let body = json!({ "protocol": 1, "epoch": "", "mutations": [], "too_large": [stand_in] });
    let outcomes = rob.post("/api/sync/push", &body).await.outcomes();
    let Status::Rejected { problems, attention: Some(attention) } = &outcomes[0].status else { panic!("{outcomes:?}") };
    assert_eq!(problems[0].message_key, "problem-change-too-large");
    let kept = row(&server, "attention", *attention);
    assert!(kept.value("operations").as_text().unwrap().starts_with(r#"{"cut":"#));
    assert_eq!(kept.value("entity").as_text(), Some("note"));
    assert_eq!(rob.post("/api/sync/push", &body).await.outcomes(), outcomes, "once");
}

#[tokio::test]
async fn a_cell_of_five_million_characters_is_refused_and_kept_in_the_log() {
    let server = firm().await;
    let mut rob = server.sign_in("rob").await;
    let text = "x".repeat(5_000_000);
    let outcome = rob
        .push(vec![Operation::create(
            "note",
            id("n"),
            [("body", Value::from(text.as_str())), ("owner", rob.user.into())],
        )])
        .await;
    let Status::Rejected { problems, attention } = outcome.status else { panic!() };
    assert_eq!(problems[0].message_key, "problem-text-too-large");
    let operations = row(&server, "attention", attention.unwrap()).value("operations").as_text().unwrap().len();
    assert!(operations < 10_000, "an attention record of {operations} bytes would go to every manager");
    let entry = server.store.get(Table::Log, &server::store::sequence_key(outcome.seq)).await.unwrap().unwrap();
    assert!(entry.contains(&text));
}

#[tokio::test]
async fn a_clock_ten_years_off_does_not_win_for_ever() {
    const TEN_YEARS: u64 = 10 * 365 * 24 * 60 * 60 * 1000;
    let server = firm().await;
    let (mut rob, mut rita) = (server.sign_in("rob").await, server.sign_in("rita").await);
    let base = rob.push(vec![owned(id("c"), "Smith", rob.user)]).await.seq;
    let mut ahead = rob.mutation(vec![set("contact", id("c"), "title", "from the future", base)]);
    ahead.at += TEN_YEARS;
    assert_eq!(rob.push_all(&[ahead]).await.outcomes()[0].status, Status::Applied);
    server.clock.advance(1000);
    rita.push(vec![set("contact", id("c"), "title", "now", base)]).await;
    assert_eq!(row(&server, "contact", id("c")).value("title"), &Value::from("now"));
    let seen = row(&server, "contact", id("c")).cell("title").unwrap().stamp.seq;
    let mut behind = rob.mutation(vec![set("contact", id("c"), "title", "from the past", seen)]);
    behind.at -= TEN_YEARS;
    assert_eq!(
        rob.push_all(&[behind]).await.outcomes()[0].status,
        Status::Applied,
        "what was seen may be changed, whatever the clock says"
    );
}

#[tokio::test]
async fn an_unreadable_mutation_stops_nothing_and_is_kept() {
    let server = firm().await;
    let mut rob = server.sign_in("rob").await;
    let good = rob.mutation(vec![owned(id("c"), "Smith", rob.user)]);
    let odd = json!({ "client": rob.client, "number": 50, "at": 1, "ops": [{ "op": "explode", "id": 7 }] });
    let body = json!({ "protocol": PROTOCOL, "epoch": "", "mutations": [odd, good] });
    for _ in 0..2 {
        let outcomes = rob.post("/api/sync/push", &body).await.outcomes();
        let Status::Rejected { problems, attention } = &outcomes[0].status else { panic!() };
        assert_eq!(problems[0].message_key, "problem-unreadable-change");
        assert!(
            row(&server, "attention", attention.unwrap()).value("operations").as_text().unwrap().contains("explode")
        );
        assert_eq!(outcomes[1].status, Status::Applied);
    }
}

#[tokio::test]
async fn a_newer_app_is_served_as_far_as_it_is_understood() {
    let server = firm().await;
    let mut rob = server.sign_in("rob").await;
    let mut good: Json = serde_json::to_value(rob.mutation(vec![owned(id("c"), "Smith", rob.user)])).unwrap();
    good["colour"] = "red".into();
    let newer =
        |mutations: &[Json]| json!({ "protocol": PROTOCOL + 1, "epoch": "", "mutations": mutations, "mood": "good" });
    let odd = json!({ "client": rob.client, "number": 50, "at": 1, "ops": [{ "op": "explode" }] });
    let reply = rob.post("/api/sync/push", &newer(&[good.clone(), odd])).await;
    reply.is_problem(501, "problem-outdated-server");
    assert!(server.app.workspace.truth().row("contact", id("c")).is_none(), "it waits on the device, whole");
    assert_eq!(rob.post("/api/sync/push", &newer(&[good])).await.outcomes()[0].status, Status::Applied);
    let pull =
        json!({ "protocol": PROTOCOL + 1, "client": rob.client, "cursor": { "shape": "new" }, "scopes": ["galaxy:1"] });
    assert_eq!(rob.post("/api/sync/pull", &pull).await.json()["kind"], "snapshot");
}

#[tokio::test]
async fn an_app_that_is_too_old_is_told_to_update() {
    let server = firm().await;
    let rob = server.sign_in("rob").await;
    let push = json!({ "protocol": 0, "epoch": "", "mutations": [] });
    rob.post("/api/sync/push", &push).await.is_problem(426, "problem-outdated-app");
    let pull = json!({ "protocol": 0, "client": rob.client, "cursor": null, "scopes": [] });
    rob.post("/api/sync/pull", &pull).await.is_problem(426, "problem-outdated-app");
}

#[tokio::test]
async fn what_a_newer_app_wrote_comes_back_whole() {
    let server = firm().await;
    let mut rob = server.sign_in("rob").await;
    let odd = Value::from_json(json!({ "deep": [1, { "x": null }] }));
    rob.push(vec![Operation::create("contact", id("c"), [("last_name", Value::from("S")), ("aura", odd.clone())])])
        .await;
    rob.push(vec![set("contact", id("c"), "title", "CEO", 0)]).await;
    assert_eq!(row(&server, "contact", id("c")).value("aura"), &odd);
    assert_eq!(rob.get(&format!("/api/v1/contacts/{}", id("c"))).await.json()["aura"]["deep"][0], 1.0);
}

#[tokio::test]
async fn links_to_nothing_and_taken_ids_are_refused() {
    let server = firm().await;
    let mut rob = server.sign_in("rob").await;
    rob.push(vec![contact(id("c"), "Smith")]).await;
    let cases = [
        (contact(id("c"), "Again"), "problem-id-taken"),
        (
            Operation::create("contact", id("d"), [("last_name", Value::from("S")), ("account", id("nothing").into())]),
            "problem-link-to-nothing",
        ),
        (Operation::create("planet", id("d"), [("name", Value::from("Mars"))]), "problem-unknown-entity"),
        (
            Operation::create("task", id("d"), [("subject", Value::from("t")), ("due", "-000044-03-15".into())]),
            "problem-year",
        ),
        (set("contact", id("nobody"), "title", "x", 0), "problem-gone"),
    ];
    for (op, key) in cases {
        let outcome = rob.push(vec![op]).await;
        let Status::Rejected { problems, .. } = outcome.status else { panic!("{key}") };
        assert_eq!(problems[0].message_key, key);
    }
}

#[tokio::test]
async fn a_mutation_stands_whole_or_not_at_all() {
    let server = firm().await;
    let mut rob = server.sign_in("rob").await;
    let ops = vec![owned(id("a"), "Smith", rob.user), set("contact", id("a"), "email", "no address", 0)];
    assert!(matches!(rob.push(ops).await.status, Status::Rejected { .. }));
    assert!(server.app.workspace.truth().row("contact", id("a")).is_none());
}

#[tokio::test]
async fn after_a_restore_devices_of_the_old_epoch_overwrite_nothing_silently() {
    let server = firm().await;
    let mut rob = server.sign_in("rob").await;
    rob.push(vec![owned(id("c"), "Smith", rob.user)]).await;
    let mut rita = server.sign_in("rita").await;
    rob.push(vec![set("contact", id("c"), "title", "here", u64::MAX)]).await;
    let mutation = rita.mutation(vec![set("contact", id("c"), "title", "there", 900)]);
    let body = json!({ "protocol": PROTOCOL, "epoch": "another life", "mutations": [mutation] });
    let outcome = rita.post("/api/sync/push", &body).await.outcomes().remove(0);
    assert!(matches!(outcome.status, Status::Merged { .. }), "{outcome:?}");
}

#[tokio::test]
async fn making_a_record_opens_no_other_one_of_the_same_id() {
    let server = firm().await;
    let mut rob = server.sign_in("rob").await;
    let promote = set("user", rob.user, "role", Role::Admin.id(), u64::MAX);
    let outcome = rob.push(vec![owned(rob.user, "Trojan", rob.user), promote]).await;
    let Status::Rejected { problems, .. } = outcome.status else { panic!("{outcome:?}") };
    assert_eq!(problems[0].message_key, "problem-not-allowed");
    assert_eq!(server.app.workspace.access(rob.user).unwrap().role, Role::Rep);
}

#[tokio::test]
async fn admins_neither_make_nor_unmake_owners() {
    let server = firm().await;
    server.person("adam", Role::Admin, None).await;
    let mut adam = server.sign_in("adam").await;
    let attempts = [
        set("user", adam.user, "role", Role::Owner.id(), u64::MAX),
        set("user", server.owner, "role", Role::Rep.id(), u64::MAX),
        set("user", server.owner, "email", "adam2@example.com", u64::MAX),
        set("user", server.owner, "active", false, u64::MAX),
        Operation::Delete { entity: "user".into(), id: server.owner },
    ];
    for op in attempts {
        let outcome = adam.push(vec![op]).await;
        let Status::Rejected { problems, .. } = outcome.status else { panic!("{outcome:?}") };
        assert_eq!(problems[0].message_key, "problem-only-owners-make-owners");
    }
    let mut ada = server.sign_in("ada").await;
    assert_eq!(
        ada.push(vec![set("user", adam.user, "role", Role::Owner.id(), u64::MAX)]).await.status,
        Status::Applied
    );
    assert_eq!(ada.push(vec![set("user", adam.user, "role", Role::Rep.id(), u64::MAX)]).await.status, Status::Applied);
}
