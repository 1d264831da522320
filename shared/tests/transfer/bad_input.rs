//! Whatever people choose as a file: a clear message for the row or the file, never a panic.

use crate::workspace::{Workspace, read, suggested};
use shared::{
    entities::{Account, Contact},
    transfer::{Answer, CellProblem, Column, DateOrder, LinkPolicy, Mapping, Outcome, Plan, errors_csv, table},
};

fn mapping(json: &str) -> Mapping {
    serde_json::from_str(json).expect("a mapping")
}

/// Plans a file under the suggested mapping for an entity.
fn planned(workspace: &mut Workspace, entity: &str, text: &str) -> Plan {
    let table = read(text.as_bytes());
    let mut mapping = suggested(&workspace.schema, &table, Some(entity)).mapping;
    mapping.links.insert("account".to_owned(), LinkPolicy::Create);
    workspace.plan(&mapping, &table)
}

/// Row numbers and message keys of the failed rows.
fn failures(plan: &Plan) -> Vec<(usize, Vec<&str>)> {
    let keys = |problems: &[CellProblem]| -> Vec<String> {
        problems.iter().map(|cell| cell.problem.message_key.clone()).collect()
    };
    let found: Vec<(usize, Vec<String>)> = plan.failures().map(|(row, problems)| (row, keys(problems))).collect();
    found.into_iter().map(|(row, keys)| (row, keys.into_iter().map(|key| &*key.leak()).collect())).collect()
}

#[test]
fn what_was_chosen_for_columns_outlives_another_reading_of_the_file() {
    let workspace = Workspace::new();
    let table = read(b"name,Reference,location\nAcme,A-1,Bonn\n");
    let suggestion = suggested(&workspace.schema, &table, Some(Account::ENTITY_NAME)).mapping;
    let mut mapping = suggestion.clone();
    let reference = mapping.column_mut("Reference").unwrap();
    (reference.targets, reference.ignored) = (vec!["number".to_owned()], None);
    mapping.answer("location", "Bonn", Answer::Empty);
    let chosen: Vec<Column> = mapping.chosen_over(&suggestion).cloned().collect();
    let names: Vec<&str> = chosen.iter().map(|column| column.column.as_str()).collect();
    assert_eq!(names, ["Reference", "location"], "what was suggested is not chosen");
    let mut again = suggestion.clone();
    again.columns.retain(|column| column.column != "location");
    again.choose(&chosen);
    assert_eq!(again.column("Reference"), mapping.column("Reference"));
    assert_eq!(again.columns.len(), 2, "a column that is not there stays away");
}

#[test]
fn amounts_without_a_currency_are_in_the_one_that_was_chosen() {
    let mut workspace = Workspace::new();
    let table = read(b"name,revenue\nAcme,12.50\n");
    let mut mapping = suggested(&workspace.schema, &table, Some(Account::ENTITY_NAME)).mapping;
    mapping.column_mut("revenue").unwrap().currency = None;
    mapping.in_currency("CHF".parse().unwrap());
    let plan = workspace.plan(&mapping, &table);
    assert_eq!(plan.counts.created, 1);
    workspace.carry_out(&plan);
    let account = workspace.find("account", "Acme");
    let revenue = account.get(Account::REVENUE).unwrap();
    assert_eq!(revenue.currency.code(), "CHF");
}

#[test]
fn bad_rows_fail_alone() {
    let cases: [(&str, &str, &str); 14] = [
        ("ragged, short", "name,sector,phone\nAcme,retail\n", "import-ragged"),
        ("ragged, long", "name,sector\nAcme,retail,oops\n", "import-ragged"),
        ("unclosed quote", "name,sector\n\"Acme,retail\nBeta,retail\n", "import-unclosed-quote"),
        ("no title", "name,sector\n,retail\n", "problem-required"),
        ("not a number", "name,employees\nAcme,1\nBeta,2\nGamma,many\n", "import-number"),
        ("negative number", "name,employees\nAcme,-5\n", "problem-out-of-range"),
        ("absurd year", "name,founded\nAcme,0044\n", "problem-out-of-range"),
        ("script address", "name,website\nAcme,javascript:alert(1)\n", "problem-url"),
        ("duplicate number", "name,account number\nAcme,1\nBeta,2\nGamma,1\n", "import-duplicate"),
        ("duplicate name", "name,sector\nAcme,retail\nacme ,finance\n", "import-duplicate"),
        ("own parent", "name,parent\nAcme,Acme\n", "problem-own-parent"),
        ("circle", "name,parent\nAcme,Beta\nBeta,Acme\n", "problem-cycle"),
        ("link to nothing", "name,parent\nAcme,Nowhere Ltd\n", "import-link-unknown"),
        ("unknown owner", "name,owner\nAcme,Nobody Known\n", "import-link-unknown"),
    ];
    for (name, text, key) in cases {
        let mut workspace = Workspace::new();
        let plan = planned(&mut workspace, "account", text);
        let found = failures(&plan);
        assert!(found.iter().any(|(_, keys)| keys.contains(&key)), "{name}: {found:?}");
        assert!(found.iter().all(|(row, _)| *row >= 2), "{name}");
        workspace.carry_out(&plan);
        assert_eq!(workspace.live("account").len(), plan.counts.created, "{name}");
    }
}

#[test]
fn absurd_dates_fail_their_row_with_column_and_number() {
    let mut workspace = Workspace::new();
    let text = "first name,birthday\nAda,1815-12-10\nBob,2026-02-30\nCy,0001-01-01\nDi,9999-12-31\nEd,-44-03-15\n";
    let plan = planned(&mut workspace, "contact", text);
    let expected =
        [(3, vec!["import-date"]), (4, vec!["problem-year"]), (5, vec!["problem-year"]), (6, vec!["import-date"])];
    assert_eq!(failures(&plan), expected);
    let (_, problems) = plan.failures().next().unwrap();
    assert_eq!(problems[0].column.as_deref(), Some("birthday"));
}

#[test]
fn ambiguous_dates_are_asked_never_guessed() {
    let mut workspace = Workspace::new();
    let table = read(b"first name,birthday\nAda,01/02/1990\nBob,03/04/1991\n");
    let suggestion = suggested(&workspace.schema, &table, Some("contact"));
    assert!(suggestion.doubts.iter().any(|doubt| doubt.blocking && doubt.column == "birthday"));
    let plan = workspace.plan(&suggestion.mapping, &table);
    assert_eq!(failures(&plan), [(2, vec!["import-date-ambiguous"]), (3, vec!["import-date-ambiguous"])]);
    let mut mapping = suggestion.mapping;
    mapping.column_mut("birthday").unwrap().date = Some(DateOrder::Mdy);
    assert_eq!(
        shared::transfer::doubts(&workspace.schema, &mapping, &shared::transfer::profile(&table))
            .iter()
            .filter(|d| d.blocking)
            .count(),
        0
    );
    let plan = workspace.plan(&mapping, &table);
    workspace.carry_out(&plan);
    assert_eq!(workspace.find("contact", "Ada").value("birthday").as_text(), Some("1990-01-02"));
}

#[test]
fn a_cell_of_five_million_characters_is_a_row_error() {
    let mut workspace = Workspace::new();
    let text = format!("name,description\nAcme,{}\nBeta,short\n", "x".repeat(5_000_000));
    let plan = planned(&mut workspace, "account", &text);
    assert_eq!(failures(&plan), [(2, vec!["problem-text-too-large"])]);
    assert_eq!(plan.counts.created, 1);
    let long_name = format!("name\n{}\n", "é".repeat(5_000_000));
    assert_eq!(failures(&planned(&mut workspace, "account", &long_name)), [(2, vec!["problem-too-long"])]);
}

#[test]
fn what_is_taken_is_told_by_the_dry_run_as_it_is_refused_when_written() {
    let mut workspace = Workspace::new();
    let role = |name: &str, email: &str| format!("{name},{email},Rep,yes\n");
    let text = ["name,email,role,active\n", &role("Ada", "Ada@Example.com"), &role("Ben", "ada@example.com")].concat();
    let plan = planned(&mut workspace, "user", &text);
    assert_eq!(failures(&plan), [(3, vec!["import-duplicate"])]);
    workspace.carry_out(&plan);
    let again =
        planned(&mut workspace, "user", &["name,email,role,active\n", &role("Cyd", "ADA@example.com")].concat());
    assert!(again.counts.created == 0, "{:?}", again.counts);
}

#[test]
fn long_cells_make_many_small_mutations() {
    let mut workspace = Workspace::new();
    let rows: String = (0..40).map(|row| format!("Firm {row},{}\n", "x".repeat(300_000))).collect();
    let plan = planned(&mut workspace, "account", &format!("name,description\n{rows}"));
    assert_eq!(plan.counts.created, 40);
    let batches = shared::transfer::operations(&workspace.schema, &plan);
    assert_eq!(batches.iter().flatten().count(), 40);
    for batch in &batches {
        assert!(serde_json::to_string(batch).unwrap().len() < 2 << 20, "a server takes 8 MiB at a time");
    }
    workspace.carry_out(&plan);
    assert_eq!(workspace.live("account").len(), 40);
}

#[test]
fn files_that_are_no_table_are_refused() {
    let wide = format!("{}\n", "x,".repeat(5000));
    assert_eq!(table(&wide, b',', true).expect_err("too wide").message_key, "import-too-many-columns");
    assert_eq!(table("", b',', true).expect_err("empty").message_key, "import-file-empty");
    assert_eq!(table("\n\n", b',', true).expect_err("blank").message_key, "import-file-empty");
    assert!(table("name\n", b',', true).unwrap().rows.is_empty());
}

#[test]
fn formula_like_cells_and_markup_are_plain_text() {
    let mut workspace = Workspace::new();
    let nasty = [
        "=cmd|' /C calc'!A0",
        "@SUM(1+1)",
        "+1+cmd",
        "-2+3",
        "<script>alert(1)</script>",
        "'; DROP TABLE--",
        "\u{202e}abc",
        "💥",
    ];
    let rows: String = nasty.iter().map(|name| format!("\"{}\"\n", name.replace('"', "\"\""))).collect();
    let plan = planned(&mut workspace, "account", &format!("name\n{rows}"));
    assert_eq!(failures(&plan), []);
    workspace.carry_out(&plan);
    for name in nasty {
        assert_eq!(workspace.find("account", name).get(Account::NAME), Some(name));
    }
}

#[test]
fn a_wrong_mapping_is_refused_with_reasons() {
    let mut workspace = Workspace::new();
    let table = read(b"a,b\n1,2\n");
    let cases = [
        (r#"{"entity":"nothing"}"#, "problem-unknown-entity"),
        (r#"{"entity":"account","columns":[{"column":"c","targets":["name"]}]}"#, "import-no-such-column"),
        (r#"{"entity":"account","columns":[{"column":"a","targets":["nme"]}]}"#, "import-no-such-field"),
        (r#"{"entity":"account","columns":[{"column":"a","targets":["parent.parent.nme"]}]}"#, "import-no-such-field"),
        (r#"{"entity":"opportunity","columns":[{"column":"a","targets":["weighted"]}]}"#, "import-no-such-field"),
        (
            r#"{"entity":"account","columns":[{"column":"a","targets":["name"]}],"match":["nme"]}"#,
            "import-no-such-field",
        ),
        (
            r#"{"entity":"account","columns":[{"column":"a","targets":["name"]}],"defaults":{"nme":["x"]}}"#,
            "import-no-such-field",
        ),
    ];
    for (json, key) in cases {
        let settings = shared::transfer::Settings {
            schema: &workspace.schema,
            access: &shared::rules::Access::system(),
            today: crate::workspace::today(),
        };
        let problems = shared::transfer::plan(settings, &mapping(json), &table, &workspace, &mut || shared::Id::NIL)
            .expect_err(json);
        assert_eq!(problems[0].message_key, key, "{json}");
    }
    assert!(serde_json::from_str::<Mapping>(r#"{"entty":"account"}"#).is_err(), "misspelt settings are not ignored");
    let plan =
        workspace.plan(&mapping(r#"{"entity":"account","columns":[{"column":"a","targets":["name"]}]}"#), &table);
    assert_eq!(plan.counts.created, 1);
}

#[test]
fn rows_that_link_to_failed_rows_fail_with_the_reason() {
    let mut workspace = Workspace::new();
    let plan = planned(
        &mut workspace,
        "account",
        "name,parent,employees\nAcme,,10\nBeta,,-1\nGamma,Beta,5\nDelta,Gamma,5\nEps,Acme,1\n",
    );
    assert_eq!(
        failures(&plan),
        [(3, vec!["problem-out-of-range"]), (4, vec!["import-depends"]), (5, vec!["import-depends"])]
    );
    workspace.carry_out(&plan);
    assert_eq!(workspace.live("account").len(), 2);
}

#[test]
fn accounts_made_for_failed_contacts_only_are_not_made() {
    let mut workspace = Workspace::new();
    let plan =
        planned(&mut workspace, "contact", "first name,email,company\nAda,ada@a.example,Acme\nBob,x@y@ z,Beta\n");
    assert_eq!((plan.counts.created, plan.counts.failed, plan.counts.linked), (1, 1, 1));
    workspace.carry_out(&plan);
    assert_eq!(workspace.live("account").len(), 1);
}

#[test]
fn what_a_person_may_not_write_fails_before_it_is_sent() {
    let workspace = Workspace::new();
    let rep = shared::rules::Access {
        role: shared::rules::Role::Rep,
        user: shared::Id::named("rep"),
        scopes: [shared::rules::Scope::Workspace].into(),
    };
    let table = read(b"product name,price\nPump,12 EUR\n");
    let mapping = suggested(&workspace.schema, &table, Some("product")).mapping;
    let settings =
        shared::transfer::Settings { schema: &workspace.schema, access: &rep, today: crate::workspace::today() };
    let plan =
        shared::transfer::plan(settings, &mapping, &table, &workspace, &mut || shared::Id::named("new")).unwrap();
    assert_eq!(failures(&plan), [(2, vec!["problem-not-allowed"])]);
}

#[test]
fn failed_rows_come_back_as_a_file_that_can_be_mended() {
    let mut workspace = Workspace::new();
    let table = read(b"name,employees,sector\nAcme,10,retail\n=Beta,-1,\"a, b\"\n");
    let mapping = suggested(&workspace.schema, &table, Some("account")).mapping;
    let plan = workspace.plan(&mapping, &table);
    let errors = errors_csv(&table, &plan, |cell| {
        format!("{}: {}", cell.column.as_deref().unwrap_or_default(), cell.problem.message_key)
    });
    assert_eq!(errors, "name,employees,sector,import_problem\n'=Beta,'-1,\"a, b\",employees: problem-out-of-range\n");
    let mended = read(errors.replace("'-1", "1").as_bytes());
    let mapping = suggested(&workspace.schema, &mended, Some("account")).mapping;
    let plan = workspace.plan(&mapping, &mended);
    assert!(matches!(plan.rows[0].outcome, Outcome::Create(_)), "{plan:?}");
    workspace.carry_out(&plan);
    assert_eq!(workspace.find("account", "=Beta").get(Account::EMPLOYEES), Some(1.0));
}

#[test]
fn a_place_that_cannot_be_read_is_named_and_fails_its_row_alone() {
    let mut workspace = Workspace::new();
    let good = "Müller,Köln,weiß\n".to_owned() + "Möller,Düren,grün\n" + "Zoë,Łódź,żółty\n";
    let bytes = [b"name,sector,shoe\n", good.as_bytes(), b"M\xE4rz,b\xE4r,x\nUlm,y,sch\xF6n\n"].concat();
    let table = read(&bytes);
    let mapping = suggested(&workspace.schema, &table, Some("account")).mapping;
    let plan = workspace.plan(&mapping, &table);
    let found: Vec<_> = plan.failures().map(|(row, cells)| (row, cells.to_vec())).collect();
    let [(5, cells)] = found.as_slice() else { panic!("{found:?}") };
    let named: Vec<_> = cells.iter().map(|cell| (cell.column.as_deref(), &*cell.problem.message_key)).collect();
    assert_eq!(named, [(Some("name"), "import-damaged-cell"), (Some("sector"), "import-damaged-cell")]);
    // Nobody asks about a column that goes nowhere, and a `�` that somebody wrote is a text.
    assert_eq!(plan.counts.created, 4);
    assert_eq!(planned(&mut workspace, "account", "name,sector\n� Works,retail\n").counts.created, 1);
}

#[test]
fn a_name_that_nobody_sees_is_none() {
    let mut workspace = Workspace::new();
    let plan = planned(&mut workspace, "account", "name,sector\n\u{200b}\u{feff},retail\nAcme,\u{200b}\n");
    assert_eq!(failures(&plan), [(2, vec!["problem-required"])]);
    let (_, cells) = plan.failures().next().expect("a row");
    assert_eq!(cells[0].column.as_deref(), Some("name"));
}

#[test]
fn a_currency_that_is_none_fails_the_row_and_is_not_taken_for_another() {
    let mut workspace = Workspace::new();
    let text = "name,revenue,currency\nAcme,5,XXQ\nBeta,6,Taler\nCeti,7 XXQ,\nDelta,8,HRK\nEps,9,€\n";
    let plan = planned(&mut workspace, "account", text);
    let currency = vec!["problem-currency"];
    assert_eq!(failures(&plan), [(2, currency.clone()), (3, currency.clone()), (4, currency)]);
}

#[test]
fn deep_trees_are_refused_rather_than_drawn() {
    let mut workspace = Workspace::new();
    let rows: String = (1..200).map(|n| format!("A{n:03}x,A{:03}x\n", n - 1)).collect();
    let plan = planned(&mut workspace, "account", &format!("name,parent\nA000x,\n{rows}"));
    workspace.carry_out(&plan);
    assert!(plan.counts.failed > 0 && workspace.live("account").len() == plan.counts.created);
}

#[test]
fn names_of_people_are_split_and_recognised() {
    let mut workspace = Workspace::new();
    let text = "Full Name,Email\nAda King Lovelace,ada@a.example\n\"Hopper, Grace\",grace@a.example\nPlato,\n";
    let plan = planned(&mut workspace, "contact", text);
    assert_eq!(failures(&plan), []);
    workspace.carry_out(&plan);
    let ada = workspace.find("contact", "Ada King Lovelace");
    assert_eq!((ada.get(Contact::FIRST_NAME), ada.get(Contact::LAST_NAME)), (Some("Ada King"), Some("Lovelace")));
    assert_eq!(workspace.find("contact", "Grace Hopper").get(Contact::FIRST_NAME), Some("Grace"));
    let again = planned(&mut workspace, "contact", text);
    assert_eq!((again.counts.skipped, again.touched().count()), (3, 0));
}
