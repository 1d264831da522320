//! The commands, run as they are.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    unreachable_pub,
    missing_docs,
    reason = "a test may stop at the first surprise, and is read by nobody's documentation"
)]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value as Json, json};
use support::{Server, binary, fail, request, run, sextant, sign_in, succeed, text};
use tempfile::TempDir;

const LINE: &str = "correct horse\n";

/// A directory with a workspace in `data`.
fn workspace() -> (TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    succeed(init(&data), LINE);
    (directory, data)
}

fn init(data: &Path) -> Command {
    sextant(data, &["init", "--workspace", "Acme", "--owner", "ada@example.com"])
}

fn json(command: Command) -> Json {
    serde_json::from_str(&succeed(command, "")).unwrap()
}

#[test]
fn usage_errors_are_two_and_others_one() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    fail(binary(), "", 2, "Usage");
    fail(sextant(&data, &["explode"]), "", 2, "unrecognized subcommand");
    let mut nowhere = binary();
    nowhere.args(["verify"]).env_remove("SEXTANT_DATA").env_remove("SEXTANT_DATABASE");
    fail(nowhere, "", 2, "--data DIR or --database URL");
    let empty = directory.path().join("empty");
    fs::create_dir(&empty).unwrap();
    let file = directory.path().join("backup");
    for command in [vec!["export", "--entity", "account"], vec!["verify"], vec!["backup", file.to_str().unwrap()]] {
        for place in [&data, &empty] {
            fail(sextant(place, &command), "", 1, "no workspace here yet");
        }
        assert!(!data.exists() && !file.exists(), "nothing is made by looking: {command:?}");
        assert_eq!(fs::read_dir(&empty).unwrap().count(), 0, "nothing is made by looking: {command:?}");
    }
    for nowhere in ["nonsense", "127.0.0.1:99999"] {
        fail(sextant(&data, &["serve", "--listen", nowhere]), "", 2, "cannot listen on");
    }
    fail(sextant(&data, &["user", "add", "--email", "a@b", "--name", "A", "--role", "king"]), LINE, 2, "is no role");
    let mut wrong = binary();
    wrong.args(["verify", "--database", "gopher://x"]).env_remove("SEXTANT_DATA");
    fail(wrong, "", 2, "give a directory");
}

#[test]
fn a_workspace_is_made_once() {
    let (_directory, data) = workspace();
    fail(init(&data), LINE, 1, "a workspace here already");
    let other = tempfile::tempdir().unwrap();
    fail(init(&other.path().join("d")), "short\n", 1, "too short");
    let mut bad = sextant(&other.path().join("d"), &["init", "--workspace", " ", "--owner", "ada@example.com"]);
    bad.arg("--json");
    let output = run(bad, LINE);
    let said: Json = serde_json::from_str(&text(&output.stderr)).unwrap();
    assert!(said["error"].as_str().unwrap().contains("Please fill this in"), "{said}");
}

#[test]
fn people_are_added_and_can_sign_in() {
    let (_directory, data) = workspace();
    let add = ["user", "add", "--email", "rob@example.com", "--name", "Rob", "--role", "rep"];
    succeed(sextant(&data, &add), LINE);
    fail(sextant(&data, &add), LINE, 1, "already");
    let mut to_team = sextant(&data, &["user", "add", "--email", "x@example.com", "--name", "X", "--role", "rep"]);
    to_team.args(["--team", "Nowhere"]);
    fail(to_team, LINE, 1, "no team");
    let mut server = Server::start(&data);
    let cookie = sign_in(&server.address, "rob@example.com");
    let (status, _, body) = request(&server.address, "GET", "/api/session", &cookie, "").unwrap();
    assert_eq!(status, 200);
    assert_eq!(serde_json::from_str::<Json>(&body).unwrap()["role"], "rep");
    assert_eq!(server.stop(), Some(0));
}

#[test]
fn a_store_in_use_is_said_and_free_again_after_a_stop() {
    let (directory, data) = workspace();
    let mut server = Server::start(&data);
    for arguments in [vec!["verify"], vec!["export", "--entity", "account"]] {
        fail(sextant(&data, &arguments), "", 1, "in use by a running server");
    }
    fail(sextant(&data, &["serve", "--listen", "127.0.0.1:0"]), "", 1, "in use by a running server");
    let (status, _, body) = request(&server.address, "GET", "/readyz", "", "").unwrap();
    assert_eq!((status, &*body), (200, "ok\n"), "and whoever has it is not disturbed");
    let taken = ["serve", "--listen", &server.address];
    fail(sextant(&directory.path().join("other"), &taken), "", 1, "cannot listen on");
    assert_eq!(server.stop(), Some(0));
    succeed(sextant(&data, &["verify"]), "");
}

#[test]
fn a_running_server_is_backed_up_while_it_writes() {
    let (directory, data) = workspace();
    let mut server = Server::start(&data);
    let cookie = sign_in(&server.address, "ada@example.com");
    let write = |name: &str, cookie: &str| {
        let body = format!("{{\"last_name\":\"{name}\"}}");
        assert_eq!(request(&server.address, "POST", "/api/v1/contacts", cookie, &body).unwrap().0, 201);
    };
    write("Before", &cookie);
    let busy = std::sync::atomic::AtomicBool::new(true);
    let file = directory.path().join("backup");
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while busy.load(std::sync::atomic::Ordering::Relaxed) {
                write("Meanwhile", &cookie);
            }
        });
        let said = run(sextant(&data, &["backup", "--json", file.to_str().unwrap()]), "");
        busy.store(false, std::sync::atomic::Ordering::Relaxed);
        assert!(said.status.success(), "{}", text(&said.stderr));
        let said: Json = serde_json::from_str(&text(&said.stdout)).unwrap();
        assert!(said["seq"].as_u64().unwrap() >= 2, "{said}");
    });
    write("After", &cookie);
    fail(sextant(&data, &["backup", file.to_str().unwrap()]), "", 1, "exists already");
    let other = directory.path().join("other");
    succeed(sextant(&other, &["restore", file.to_str().unwrap()]), "");
    assert!(succeed(sextant(&other, &["verify"]), "").contains("clean"));
    let contacts = succeed(sextant(&other, &["export", "--entity", "contact"]), "");
    assert!(contacts.contains("Before") && !contacts.contains("After"), "{contacts}");
    assert_eq!(server.stop(), Some(0));
    let names = fs::read_dir(&data).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let left: Vec<String> = names.filter(|name| name.contains("spool") || name.contains("socket")).collect();
    assert!(left.is_empty(), "{left:?}");
    succeed(sextant(&data, &["verify"]), "");
}

#[test]
fn a_table_goes_in_once_and_comes_out() {
    let (directory, data) = workspace();
    let file = directory.path().join("accounts.csv");
    fs::write(&file, "name,sector,employees\nAcme,retail,5\nBeta,=1+1,-3\nGamma,finance,7\n").unwrap();
    let errors = directory.path().join("errors.csv");
    let import = |more: &[&str]| {
        let mut command = sextant(&data, &["import", "--entity", "account", file.to_str().unwrap(), "--json"]);
        command.args(more);
        command
    };
    // The good rows are in, and what the command exits with says that others are not.
    let in_part = |more: &[&str]| -> Json {
        let output = run(import(more), "");
        assert_eq!(output.status.code(), Some(1));
        assert!(text(&output.stderr).contains("1 of 3 rows could not be imported"), "{}", text(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let counts = |counts: &Json| {
        ["created", "updated", "skipped", "failed"].map(|name| counts["counts"][name].as_u64().unwrap())
    };
    assert_eq!(counts(&json(import(&["--dry-run"]))), [2, 0, 0, 1]);
    assert_eq!(counts(&in_part(&["--errors", errors.to_str().unwrap()])), [2, 0, 0, 1]);
    assert!(fs::read_to_string(&errors).unwrap().contains("Beta"));
    assert_eq!(counts(&in_part(&[])), [0, 0, 2, 1], "a second time changes nothing");
    let out = directory.path().join("out.csv");
    succeed(sextant(&data, &["export", "--entity", "account", "--out", out.to_str().unwrap()]), "");
    assert_eq!(fs::read_to_string(&out).unwrap().lines().count(), 3);
    let lines = succeed(sextant(&data, &["export", "--entity", "account", "--format", "jsonl"]), "");
    let first: Json = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
    assert_eq!(first["entity"], "account");
}

#[test]
fn an_import_leaves_an_owner_who_can_sign_in() {
    let (directory, data) = workspace();
    let file = directory.path().join("people.csv");
    let import = |text: &str| {
        fs::write(&file, text).unwrap();
        sextant(&data, &["import", "--entity", "user", file.to_str().unwrap()])
    };
    fail(import("name,email,role\nAda,ada@example.com,Rep\n"), "", 1, "the last owner");
    fail(import("name,email,active\nAda,ada@example.com,no\n"), "", 1, "the last owner");
    succeed(import("name,email,role\nAda,ada@example.com,Rep\nBob,bob@example.com,Owner\n"), "");
}

#[test]
fn an_import_is_listed_and_taken_back() {
    let (directory, data) = workspace();
    let file = directory.path().join("accounts.csv");
    let import = |text: &str| {
        fs::write(&file, text).unwrap();
        json(sextant(&data, &["import", "--entity", "account", "--currency", "EUR", file.to_str().unwrap(), "--json"]))
    };
    import("name,sector,revenue\nAcme,retail,5\n");
    let second = import("name,sector,revenue\nAcme,finance,5\nBeta,retail,12.50\n");
    let group = second["group"].as_str().unwrap();
    let export = || succeed(sextant(&data, &["export", "--entity", "account"]), "");
    assert!(export().contains("EUR") && export().contains("finance") && export().contains("Beta"), "{}", export());
    let list = succeed(sextant(&data, &["import", "--list"]), "");
    let line = list.lines().find(|line| line.starts_with(group)).unwrap();
    assert!(line.contains("created 1, updated 1, deleted 0"), "{list}");
    let undone = json(sextant(&data, &["import", "--undo", group, "--json"]));
    assert_eq!((undone["deleted"].as_u64(), undone["changed"].as_u64()), (Some(1), Some(1)), "{undone}");
    assert!(export().contains("retail") && !export().contains("finance") && !export().contains("Beta"), "{}", export());
    let list = succeed(sextant(&data, &["import", "--list"]), "");
    let marked: Vec<&str> = list.lines().filter(|line| line.ends_with("; nothing is left of it")).collect();
    assert!(matches!(marked.as_slice(), [one] if one.starts_with(group)), "{list}");
    let again = json(sextant(&data, &["import", "--undo", group, "--json"]));
    assert_eq!(again["deleted"].as_u64(), Some(0), "a second time changes nothing");
    // The undoing is a group of its own, so that can be taken back too.
    succeed(sextant(&data, &["import", "--undo", undone["group"].as_str().unwrap()]), "");
    assert!(export().contains("finance") && export().contains("Beta"), "{}", export());
    fail(sextant(&data, &["import", "--undo", "00000000000000000000000000"]), "", 1, "see --list");
    fail(sextant(&data, &["import"]), "", 2, "--entity");
    fail(sextant(&data, &["import", "--entity", "account"]), "", 2, "FILE");
    succeed(sextant(&data, &["verify"]), "");
}

#[test]
fn what_is_no_table_is_refused_with_a_sentence() {
    let (directory, data) = workspace();
    let cases: [(&str, &[u8], &str); 6] = [
        ("a.csv", b"", "empty"),
        ("b.csv", b"\x89PNG\r\n\x1a\n\0\0", ""),
        ("c.xlsx", b"PK\x03\x04", ".csv"),
        ("d.csv", b"name,name\n\"Acme,1\n", "no row could be imported"),
        ("e.csv", b"\"name,sector\nAcme,retail\n", "opened in line 1 is never closed"),
        ("missing.csv", b"", "No such file"),
    ];
    for (name, bytes, said) in cases {
        let file = directory.path().join(name);
        if name != "missing.csv" {
            fs::write(&file, bytes).unwrap();
        }
        let output = run(sextant(&data, &["import", "--entity", "account", file.to_str().unwrap()]), "");
        assert!(matches!(output.status.code(), Some(1 | 2)), "{name}");
        assert!(text(&output.stderr).contains(said), "{name}: {}", text(&output.stderr));
    }
    let file = directory.path().join("d.csv");
    fail(sextant(&data, &["import", "--entity", "planet", file.to_str().unwrap()]), "", 2, "no entity");
    succeed(sextant(&data, &["verify"]), "");
}

#[test]
fn an_import_says_that_a_file_has_no_rows() {
    let (directory, data) = workspace();
    let file = directory.path().join("accounts.csv");
    fs::write(&file, "name,sector\n").unwrap();
    let output = run(sextant(&data, &["import", "--entity", "account", file.to_str().unwrap()]), "");
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stderr).contains("no rows below its header"), "{}", text(&output.stderr));
}

#[test]
fn an_import_says_what_it_takes_for_granted() {
    let (directory, data) = workspace();
    let file = directory.path().join("accounts.csv");
    fs::write(&file, "name,revenue,lifecycle,shoe\nAcme,3178.24,odd,42\n").unwrap();
    let output = run(sextant(&data, &["import", "--entity", "account", file.to_str().unwrap(), "--json"]), "");
    let said = text(&output.stderr);
    for part in ["taken to be in USD", "\"lifecycle\": left out", "\"shoe\": left out"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let told: Json = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told["granted"]["doubts"].as_array().unwrap().len(), 3);
}

#[test]
fn programs_are_told_what_is_open_as_people_are() {
    let (directory, data) = workspace();
    let file = directory.path().join("deals.csv");
    let import = |bytes: &[u8]| {
        fs::write(&file, bytes).unwrap();
        run(sextant(&data, &["import", "--entity", "opportunity", file.to_str().unwrap(), "--json"]), "")
    };
    let last =
        |output: &Output| -> Json { serde_json::from_str(text(&output.stderr).lines().last().unwrap()).unwrap() };
    let asked = import(b"name,close date\nCrane,03/04/2026\nWinch,05/06/2026\n");
    assert_eq!((asked.status.code(), text(&asked.stdout)), (Some(1), String::new()));
    let told = last(&asked);
    assert!(told["error"].as_str().unwrap().contains("which of day, month and year comes first"), "{told}");
    let doubt = &told["open"]["doubts"][0];
    assert_eq!(
        (&doubt["column"], &doubt["blocking"], &doubt["about"]["about"]),
        (&json!("close date"), &json!(true), &json!("date"))
    );
    assert_eq!(doubt["about"]["candidates"].as_array().unwrap().len(), 2, "{told}");

    let mixed = ["name\nMüller\nKöln\n".as_bytes(), b"M\xE4rz\n"].concat();
    let told = last(&import(&mixed));
    assert_eq!(
        (&told["open"]["file"]["encoding"], &told["open"]["file"]["certainty"]),
        (&json!("UTF-8"), &json!("ambiguous"))
    );
    let taken = import(b"name\nM\xE4rz\n");
    let told: Json = serde_json::from_slice(&taken.stdout).unwrap_or_else(|_| panic!("{}", text(&taken.stderr)));
    assert_eq!((&told["file"]["encoding"], &told["file"]["damaged"]), (&json!("Windows-1252"), &json!(0)));
}

#[test]
fn filled_columns_that_are_left_out_are_told_with_the_reason() {
    let (directory, data) = workspace();
    let file = directory.path().join("accounts.csv");
    fs::write(&file, "name,phone,phone,fax,website,website\nAcme,+49 30 1,+49 30 2,+49 30 3,acme.example,\n").unwrap();
    let import = |more: &[&str]| {
        let mut command = sextant(&data, &["import", "--entity", "account", file.to_str().unwrap(), "--json"]);
        command.args(more);
        let output = run(command, "");
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        (text(&output.stderr), serde_json::from_slice::<Json>(&output.stdout).unwrap())
    };
    let (said, told) = import(&[]);
    assert!(said.contains("\"phone (2)\": left out; Only one of these is kept\n"), "{said}");
    assert!(said.contains("\"fax\": left out;"), "{said}");
    assert!(!said.contains("website"), "an empty column loses nothing: {said}");
    assert_eq!(told["granted"]["left_out"][0]["column"], "phone (2)");
    let (said, _) = import(&["--leave-out", "phone (2)"]);
    assert!(!said.contains("phone (2)"), "what was asked for is no news: {said}");
}

#[test]
fn what_cannot_be_read_fails_its_row_and_an_uncertain_encoding_is_asked_for() {
    let (directory, data) = workspace();
    let file = directory.path().join("accounts.csv");
    let import = |bytes: &[u8], more: &[&str]| {
        fs::write(&file, bytes).unwrap();
        let mut command = sextant(&data, &["import", "--entity", "account", file.to_str().unwrap()]);
        command.args(more);
        run(command, "")
    };
    let names = || succeed(sextant(&data, &["export", "--entity", "account"]), "");
    let mixed = ["name\nMüller\nKöln\n".as_bytes(), b"M\xE4rz\n"].concat();
    let output = import(&mixed, &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("--encoding windows-1252"), "{}", text(&output.stderr));
    assert!(!names().contains('M'), "nothing went in: {}", names());
    let output = import(&mixed, &["--encoding", "utf-8"]);
    assert_eq!(output.status.code(), Some(1));
    for part in ["1 place of the file cannot be read as UTF-8", "row 4: name: “M�rz” has a character", "1 of 3 rows"]
    {
        assert!(text(&output.stderr).contains(part), "{part}: {}", text(&output.stderr));
    }
    assert!(names().contains("Müller") && !names().contains("rz"), "{}", names());
    let output = import(b"name\nM\xE4rz\n", &[]);
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stderr).contains("taken to be in Windows-1252"), "{}", text(&output.stderr));
    assert!(names().contains("März"), "{}", names());
}

#[test]
fn a_row_without_what_must_be_there_names_the_field() {
    let (directory, data) = workspace();
    let file = directory.path().join("accounts.csv");
    fs::write(&file, "sector,employees\nretail,5\n").unwrap();
    let import = || sextant(&data, &["import", "--entity", "account", file.to_str().unwrap()]);
    fail(import(), "", 1, "row 2: Name: Please fill this in.");
    let mut other = import();
    other.args(["--currency", "XXQ"]);
    fail(other, "", 2, "no currency of ISO 4217");
}

#[test]
fn an_import_that_is_taken_back_tells_what_still_refers_to_it() {
    let (directory, data) = workspace();
    let import = |entity: &str, rows: &str| {
        let file = directory.path().join(format!("{entity}.csv"));
        fs::write(&file, rows).unwrap();
        json(sextant(&data, &["import", "--entity", entity, file.to_str().unwrap(), "--json"]))
    };
    let accounts = import("account", "name,parent\nAcme,\nBeta,Acme\n");
    import("contact", "first name,last name,account\nAda,Lovelace,Acme\nBob,Bee,Acme\nCy,Cee,\n");
    let group = accounts["group"].as_str().unwrap();
    let tried = json(sextant(&data, &["import", "--undo", group, "--dry-run", "--json"]));
    assert_eq!((tried["deleted"].as_u64(), tried["referring"].as_u64()), (Some(2), Some(2)), "{tried}");
    assert!(tried["group"].is_null());
    assert!(succeed(sextant(&data, &["export", "--entity", "account"]), "").contains("Acme"), "it was only tried");
    let said = succeed(sextant(&data, &["import", "--undo", group]), "");
    assert!(said.contains("deleted 2, changed back 0; 2 other records refer to what is deleted, and stay"), "{said}");
}

#[test]
fn a_column_whose_figures_are_none_is_left_out_or_kept_only_when_that_is_said() {
    let (directory, data) = workspace();
    let file = directory.path().join("accounts.csv");
    fs::write(&file, "name,employees\nAcme,many\nBeta,few\nCeti,12\n").unwrap();
    let import = |more: &[&str]| {
        let mut command = sextant(&data, &["import", "--entity", "account", file.to_str().unwrap()]);
        command.args(more);
        command
    };
    fail(
        import(&[]),
        "",
        1,
        "\"many\" cannot go into employees (\"targets\": [\"FIELD\"], or --leave-out \"employees\", or --keep \"employees\", ",
    );
    fail(import(&["--leave-out", "staff"]), "", 2, "no column \"staff\"");
    fail(import(&["--keep", "staff"]), "", 2, "no column \"staff\"");
    fail(
        import(&["--leave-out", "employees", "--keep", "employees"]),
        "",
        2,
        "where column \"employees\" goes is not known",
    );
    let back = directory.path().join("back.csv");
    fail(
        import(&["--keep", "employees", "--errors", back.to_str().unwrap()]),
        "",
        1,
        "2 of 3 rows could not be imported",
    );
    let back = fs::read_to_string(back).unwrap();
    assert!(back.contains("Acme,many") && back.contains("Beta,few") && !back.contains("Ceti"), "{back}");
    assert!(succeed(import(&["--leave-out", "employees"]), "").contains("created 2, updated 0, skipped 1"));
}

#[test]
fn a_backup_is_restored_into_an_empty_place_only() {
    let (directory, data) = workspace();
    let file = directory.path().join("backup");
    let path = file.to_str().unwrap();
    let backed_up = json(sextant(&data, &["backup", path, "--json"]));
    fail(sextant(&data, &["backup", path]), "", 1, "exists already");
    let other = directory.path().join("other");
    let restored = json(sextant(&other, &["restore", path, "--json"]));
    assert_eq!((&restored["rows"], &restored["seq"]), (&backed_up["rows"], &backed_up["seq"]));
    fail(sextant(&other, &["restore", path]), "", 1, "not empty");
    assert!(succeed(sextant(&other, &["verify"]), "").contains("clean: 1 log entries"));
    let mut server = Server::start(&other);
    sign_in(&server.address, "ada@example.com");
    server.kill();
    let bytes = fs::read(&file).unwrap();
    fs::write(&file, &bytes[..bytes.len() - 20]).unwrap();
    let third = directory.path().join("third");
    fail(sextant(&third, &["restore", path]), "", 1, "not a whole backup");
    fail(sextant(&third, &["restore", "/nowhere"]), "", 1, "No such file");
    assert!(!third.exists(), "a backup that is none leaves nothing behind");
}

#[test]
fn a_demo_is_made_once_and_says_how_to_sign_in() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    let made = json(sextant(&data, &["demo", "--size", "small", "--json"]));
    assert_eq!(json(sextant(&data, &["demo", "--size", "small", "--json"])), made);
    assert!(made["records"].as_u64().unwrap() > 1000);
    fail(sextant(&data, &["demo", "--size", "large"]), "", 1, "choose another directory");
    fail(sextant(&data, &["demo", "--size", "huge"]), "", 2, "is no size");
    let (_other, workspace) = workspace();
    fail(sextant(&workspace, &["demo"]), "", 1, "no demo");
    succeed(sextant(&data, &["verify"]), "");
}

#[test]
fn settings_come_from_file_environment_and_command_line() {
    let (directory, data) = workspace();
    let config = directory.path().join("sextant.toml");
    fs::write(
        &config,
        format!("data = {:?}\nlisten = \"127.0.0.1:0\"\n[limits]\nbody_bytes = 2000\n", data.to_str().unwrap()),
    )
    .unwrap();
    let serve = |environment: &[(&str, &str)]| {
        let mut command = binary();
        command
            .args(["serve", "--config", config.to_str().unwrap()])
            .env_remove("SEXTANT_DATA")
            .env_remove("SEXTANT_DATABASE");
        command.envs(environment.iter().copied());
        command
    };
    fail(serve(&[("SEXTANT_LIMITS_STREAMS", "many")]), "", 2, "SEXTANT_LIMITS_STREAMS must be a number");
    fail(serve(&[("SEXTANT_PROXIES", "nonsense")]), "", 2, "not an address or network");
    fs::write(&config, "[limits]\nbody_byte = 1\n").unwrap();
    fail(serve(&[]), "", 2, "body_byte");
    fs::write(&config, "[limits").unwrap();
    fail(serve(&[]), "", 2, "the configuration is wrong");
    fail(serve(&[("SEXTANT_CONFIG", "/nowhere")]), "", 2, "the configuration is wrong");
    assert!(data.exists());
}

/// What the disk being full looks like from outside: a reserve that no disk has.
#[test]
fn a_full_disk_refuses_writes_and_lets_read() {
    let (_directory, data) = workspace();
    let mut server = Server::start(&data);
    let cookie = sign_in(&server.address, "ada@example.com");
    assert_eq!(server.stop(), Some(0));
    let mut full = sextant(&data, &["serve", "--listen", "127.0.0.1:0", "--reserve-mib", "999999999999"]);
    let mut server = Server::of(&mut full);
    assert!(server.listens(), "it starts on a full disk");
    let (status, _, body) =
        request(&server.address, "POST", "/api/v1/contacts", &cookie, "{\"last_name\":\"x\"}").unwrap();
    assert_eq!(status, 507, "{body}");
    assert!(body.contains("disk is full"), "{body}");
    let (status, _, body) = request(&server.address, "GET", "/readyz", "", "").unwrap();
    assert_eq!((status, &*body), (200, "read-only\n"), "a balancer leaves the readers here");
    let fresh = sign_in(&server.address, "ada@example.com");
    for cookie in [&cookie, &fresh] {
        assert_eq!(request(&server.address, "GET", "/api/v1/users", cookie, "").unwrap().0, 200);
    }
    assert_eq!(request(&server.address, "DELETE", "/api/session", &fresh, "").unwrap().0, 204);
    assert_eq!(request(&server.address, "GET", "/api/v1/users", &fresh, "").unwrap().0, 401, "and is signed out");
    assert_eq!(server.stop(), Some(0));
    succeed(sextant(&data, &["verify"]), "");
}

#[test]
fn a_silent_connection_does_not_keep_the_server_from_stopping() {
    let (_directory, data) = workspace();
    let mut server = Server::start(&data);
    let _silent = std::net::TcpStream::connect(&server.address).unwrap();
    let mut half = std::net::TcpStream::connect(&server.address).unwrap();
    std::io::Write::write_all(&mut half, b"GET /healthz HTTP/1.1\r\nHost: x\r\n").unwrap();
    let begun = std::time::Instant::now();
    assert_eq!(server.stop(), Some(0));
    assert!(begun.elapsed().as_secs() < 40);
}
