use serde_json::{Value as Json, json};
use shared::{
    Id, Value,
    rules::Role,
    sync::{Cursor, Operation, Status},
};

use crate::support::{Device, Server, contact, owned, set};

fn id(name: &str) -> Id {
    Id::named(name)
}

async fn firm() -> Server {
    let server = Server::new().await;
    let north = server.team("north", None, None).await;
    let south = server.team("south", None, None).await;
    server.person("mia", Role::Manager, Some(north)).await;
    server.person("rob", Role::Rep, Some(north)).await;
    server.person("sam", Role::Rep, Some(south)).await;
    server
}

fn ids(rows: &Json) -> Vec<String> {
    rows.as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

/// Pulls what is new since `cursor`, as one whose rows came under the scopes held now.
async fn news(device: &Device<'_>, cursor: &Cursor) -> Json {
    device.pull(Some(cursor), &device.scopes(), false).await
}

fn cursor(reply: &Json) -> Cursor {
    serde_json::from_value(reply["cursor"].clone()).unwrap()
}

#[tokio::test]
async fn an_empty_replica_takes_a_snapshot_of_what_it_may_hold() {
    let server = firm().await;
    let (mut rob, mut sam) = (server.sign_in("rob").await, server.sign_in("sam").await);
    rob.push(vec![owned(id("north"), "Smith", rob.user)]).await;
    sam.push(vec![owned(id("south"), "Jones", sam.user)]).await;
    let reply = rob.pull(None, &json!([]), false).await;
    assert_eq!(reply["kind"], "snapshot");
    assert_eq!(reply["identity"]["user"], json!(rob.user));
    assert_eq!(reply["manifest"]["cursor"], json!(rob.here()));
    let contacts = reply["manifest"]["chunks"]
        .as_array()
        .unwrap()
        .iter()
        .find(|chunk| chunk["entity"] == "contact")
        .unwrap()
        .clone();
    assert_eq!(contacts["rows"], 1);
    let order: Vec<_> = reply["manifest"]["chunks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|chunk| chunk["entity"].as_str().unwrap().to_owned())
        .collect();
    let expected = ["role", "user", "team", "pipeline", "stage", "seller", "contact"];
    assert_eq!(order, expected, "what is needed first comes first");
}

#[tokio::test]
async fn changes_since_the_cursor_come_whole_and_only_to_those_who_may_see_them() {
    let server = firm().await;
    let (mut rob, sam) = (server.sign_in("rob").await, server.sign_in("sam").await);
    let here = rob.here();
    rob.push(vec![owned(id("c"), "Smith", rob.user)]).await;
    rob.push(vec![set("contact", id("c"), "title", "CEO", u64::MAX)]).await;
    let reply = news(&rob, &here).await;
    assert_eq!(reply["kind"], "changes");
    assert_eq!(ids(&reply["rows"]), [id("c").to_string()], "a row changed twice comes once");
    assert_eq!(cursor(&reply), rob.here());
    assert_eq!(reply["now"], server.now());
    let reply = news(&sam, &here).await;
    assert_eq!((ids(&reply["rows"]).len(), reply["forget"].as_array().unwrap().len()), (0, 0));
    assert_eq!(cursor(&reply), rob.here(), "but the cursor moves on");
}

#[tokio::test]
async fn deleted_rows_are_forgotten_and_restored_ones_come_back() {
    let server = firm().await;
    let mut rob = server.sign_in("rob").await;
    rob.push(vec![owned(id("c"), "Smith", rob.user)]).await;
    let before = rob.here();
    rob.push(vec![Operation::Delete { entity: "contact".into(), id: id("c") }]).await;
    let reply = news(&rob, &before).await;
    assert_eq!((reply["forget"].clone(), ids(&reply["rows"]).len()), (json!([["contact", id("c")]]), 0));
    let between = rob.here();
    rob.push(vec![Operation::Restore { entity: "contact".into(), id: id("c") }]).await;
    for since in [before, between] {
        assert_eq!(ids(&news(&rob, &since).await["rows"]), [id("c").to_string()]);
    }
}

#[tokio::test]
async fn a_row_that_moves_away_is_forgotten_by_those_it_leaves() {
    let server = firm().await;
    let (mut rob, sam) = (server.sign_in("rob").await, server.sign_in("sam").await);
    rob.push(vec![owned(id("c"), "Smith", rob.user)]).await;
    let here = rob.here();
    let mut mia = server.sign_in("mia").await;
    assert_eq!(mia.push(vec![set("contact", id("c"), "owner", sam.user, u64::MAX)]).await.status, Status::Applied);
    assert_eq!(news(&rob, &here).await["forget"], json!([["contact", id("c")]]));
    assert_eq!(ids(&news(&sam, &here).await["rows"]), [id("c").to_string()]);
    let other = server.person("tom", Role::Rep, None).await;
    let tom = server.sign_in("tom").await;
    assert_eq!(tom.user, other);
    assert_eq!(news(&tom, &here).await["forget"], json!([]), "who never held it is told nothing of it");
}

#[tokio::test]
async fn forgets_survive_a_restart() {
    let server = firm().await;
    let (mut rob, sam) = (server.sign_in("rob").await, server.sign_in("sam").await);
    rob.push(vec![owned(id("c"), "Smith", rob.user), owned(id("d"), "May", rob.user)]).await;
    let here = rob.here();
    server.write(vec![set("contact", id("c"), "owner", sam.user, u64::MAX)]).await;
    rob.push(vec![Operation::Delete { entity: "contact".into(), id: id("d") }]).await;
    rob.push(vec![Operation::Restore { entity: "contact".into(), id: id("d") }]).await;
    let mut after = Server::over(server.store.clone(), crate::support::config()).await;
    after.owner = server.owner;
    let rob = after.sign_in("rob").await;
    let reply = news(&rob, &here).await;
    assert_eq!(reply["forget"], json!([["contact", id("c")]]));
    assert_eq!(ids(&reply["rows"]), [id("d").to_string()]);
}

#[tokio::test]
async fn whoever_moves_to_another_team_drops_the_old_records_and_gets_the_new_ones() {
    let server = firm().await;
    let (mut rob, mut sam) = (server.sign_in("rob").await, server.sign_in("sam").await);
    server.person("rita", Role::Rep, Some(id("north"))).await;
    let mut rita = server.sign_in("rita").await;
    rita.push(vec![owned(id("of rita"), "Ray", rita.user)]).await;
    rob.push(vec![owned(id("of rob"), "Smith", rob.user)]).await;
    sam.push(vec![owned(id("of sam"), "Jones", sam.user)]).await;
    let (here, scopes, proof) = (rob.here(), rob.scopes(), rob.proof().await);
    server.write(vec![set("user", rob.user, "team", id("south"), u64::MAX)]).await;
    let reply = rob.pull_proving(&here, &scopes, false, &proof).await;
    assert_eq!(reply["forget"], json!([["contact", id("of rita")]]));
    let mut rows = ids(&reply["rows"]);
    rows.sort();
    let mut expected = [id("of rob"), id("of sam"), rob.user].map(|id| id.to_string());
    expected.sort();
    assert_eq!(rows, expected, "what the person owns goes along");
    assert_eq!(reply["identity"]["scopes"], rob.scopes());
    assert_eq!(reply["more"], false);
    let rita = server.sign_in("rita").await;
    assert_eq!(news(&rita, &here).await["forget"], json!([["contact", id("of rob")]]), "and leaves the old team");
}

#[tokio::test]
async fn an_admin_who_becomes_a_rep_drops_everything_else() {
    let server = firm().await;
    let (mut rob, mut sam) = (server.sign_in("rob").await, server.sign_in("sam").await);
    server.write(vec![set("user", rob.user, "role", Role::Admin.id(), u64::MAX)]).await;
    rob.push(vec![owned(id("of rob"), "Smith", rob.user)]).await;
    sam.push(vec![owned(id("of sam"), "Jones", sam.user)]).await;
    let (here, scopes, proof) = (rob.here(), rob.scopes(), rob.proof().await);
    server.write(vec![set("user", rob.user, "role", Role::Rep.id(), u64::MAX)]).await;
    let reply = rob.pull_proving(&here, &scopes, true, &proof).await;
    assert_eq!(reply["forget"], json!([["contact", id("of sam")]]));
    sam.push(vec![owned(id("later"), "Young", sam.user)]).await;
    let later = rob.pull_proving(&rob.here(), &scopes, true, &proof).await;
    assert_eq!(later["kind"], "snapshot", "what was proven of one cursor is not of another");
}

#[tokio::test]
async fn whoever_claims_to_have_held_more_is_not_told_what_there_is() {
    let server = firm().await;
    let (rob, mut sam) = (server.sign_in("rob").await, server.sign_in("sam").await);
    sam.push(vec![owned(id("of sam"), "Jones", sam.user)]).await;
    let here = rob.here();
    let (mine, theirs, proof) = (rob.scopes(), sam.scopes(), sam.proof().await);
    let forged = [
        rob.pull(Some(&here), &mine, true).await,
        rob.pull(Some(&here), &theirs, false).await,
        rob.pull_proving(&here, &theirs, false, &proof).await,
        rob.pull_proving(&here, &mine, true, &json!("0".repeat(26))).await,
    ];
    for reply in forged {
        assert_eq!(reply["kind"], "snapshot");
        assert!(!reply.to_string().contains(&id("of sam").to_string()));
    }
    assert_eq!(news(&rob, &here).await["kind"], "changes", "what is so needs no proof");
}

#[tokio::test]
async fn a_cursor_of_another_past_or_from_the_future_begins_anew() {
    let server = firm().await;
    let mut rob = server.sign_in("rob").await;
    rob.push(vec![contact(id("c"), "Smith")]).await;
    let here = rob.here();
    let cases = [
        Cursor { epoch: "other".to_owned(), ..here.clone() },
        Cursor { hash: "0".repeat(64), ..here.clone() },
        Cursor { seq: here.seq + 5, ..here.clone() },
        Cursor { seq: here.seq - 1, ..here.clone() },
    ];
    for cursor in cases {
        assert_eq!(news(&rob, &cursor).await["kind"], "snapshot", "{cursor:?}");
    }
    assert_eq!(news(&rob, &here).await["kind"], "changes");
}

#[tokio::test]
async fn an_old_cursor_is_checked_against_the_stored_log_after_a_restart() {
    let server = firm().await;
    let mut rob = server.sign_in("rob").await;
    let old = rob.here();
    for n in 0..5 {
        rob.push(vec![contact(id(&format!("c{n}")), "Smith")]).await;
    }
    let after = Server::over(server.store.clone(), crate::support::config()).await;
    let rob = after.sign_in("rob").await;
    let reply = news(&rob, &old).await;
    assert_eq!((reply["kind"].as_str(), ids(&reply["rows"]).len()), (Some("changes"), 5));
    assert_eq!(news(&rob, &Cursor { hash: "0".repeat(64), ..old }).await["kind"], "snapshot");
}

#[tokio::test]
async fn much_comes_in_pages_and_too_much_as_a_snapshot() {
    let server = firm().await;
    let rob = server.sign_in("rob").await;
    let start = rob.here();
    let batch = |from: usize| (from..from + 900).map(|n| contact(id(&format!("c{n}")), "Smith")).collect::<Vec<_>>();
    for from in [0, 900, 1800, 2700] {
        server.write(batch(from)).await;
    }
    let mut at = start.clone();
    let mut sizes = Vec::new();
    loop {
        let reply = news(&rob, &at).await;
        sizes.push(ids(&reply["rows"]).len());
        at = cursor(&reply);
        if reply["more"] == false {
            break;
        }
    }
    assert_eq!(sizes, [2700, 900], "pages end between entries");
    assert_eq!(at, rob.here());
    for from in (3600..21_000).step_by(900) {
        server.write(batch(from)).await;
    }
    assert_eq!(news(&rob, &start).await["kind"], "snapshot");
}

#[tokio::test]
async fn pages_forget_what_left_before_the_page_began() {
    let server = firm().await;
    let (mut rob, sam) = (server.sign_in("rob").await, server.sign_in("sam").await);
    rob.push(vec![owned(id("c"), "Smith", rob.user)]).await;
    let start = rob.here();
    server.write(vec![set("contact", id("c"), "owner", sam.user, u64::MAX)]).await;
    for from in [0, 1000, 2000] {
        server.write((from..from + 1000).map(|n| contact(id(&format!("c{n}")), "Smith")).collect()).await;
    }
    server.write(vec![set("contact", id("c"), "title", "CEO", u64::MAX)]).await;
    let first = news(&rob, &start).await;
    assert_eq!((first["more"].clone(), first["forget"].clone()), (json!(true), json!([])));
    let second = news(&rob, &cursor(&first)).await;
    assert_eq!(second["forget"], json!([["contact", id("c")]]));
}

#[tokio::test]
async fn strings_that_break_things_come_back_to_the_letter() {
    let server = firm().await;
    let mut rob = server.sign_in("rob").await;
    let here = rob.here();
    let texts = [
        "\u{0}\u{1}\u{7f}",
        "\u{202e}olleh",
        "<script>alert(1)</script>",
        "'; DROP TABLE x; --",
        "\u{feff}x",
        "𝕿𝖍𝖊",
        "=1+1",
        "\\u0000",
        " x ",
        "\r\n\t",
    ];
    for (n, text) in texts.iter().enumerate() {
        rob.push(vec![Operation::create(
            "note",
            id(&format!("n{n}")),
            [("body", Value::from(*text)), ("owner", rob.user.into())],
        )])
        .await;
    }
    let reply = news(&rob, &here).await;
    let bodies: Vec<_> =
        reply["rows"].as_array().unwrap().iter().map(|row| row["cells"][0][1].as_str().unwrap().to_owned()).collect();
    assert_eq!(bodies, texts);
}
