//! Links by name, near names, nested records, updates and undo.

use crate::workspace::{Workspace, read, suggested};
use shared::{
    Value,
    entities::{Account, Contact, Opportunity},
    sync::{Change, Edit, Operation},
    transfer::{Answer, LinkPolicy, Mapping, Outcome, Plan, Receipt, left_behind, nothing_left, undo},
};

fn import(workspace: &mut Workspace, entity: &str, text: &str, change: impl FnOnce(&mut Mapping)) -> (Plan, Receipt) {
    let table = read(text.as_bytes());
    let mut mapping = suggested(&workspace.schema, &table, Some(entity)).mapping;
    change(&mut mapping);
    let plan = workspace.plan(&mapping, &table);
    let receipt = workspace.carry_out(&plan);
    (plan, receipt)
}

fn keep(_: &mut Mapping) {}

fn set(workspace: &mut Workspace, entity: &str, title: &str, field: &str, value: impl Into<Value>) {
    let row = workspace.find(entity, title);
    let base = row.cell(field).map_or(0, |cell| cell.stamp.seq);
    let change = Change { field: field.into(), edit: Edit::Set(value.into()), base };
    workspace.push(vec![Operation::Patch { entity: entity.into(), id: row.id, changes: vec![change] }]);
}

#[test]
fn near_names_are_asked_and_answers_hold_for_all_rows() {
    let mut workspace = Workspace::new();
    import(&mut workspace, "account", "name\nGTX Pro Ltd\nUmbrella Corporation\nABC\n", keep);
    let text = "first name,company\nA,GTXPro-Ltd\nB,gtx pro ltd\nC,gtxpro-LTD\nD,Umbrela Corporation\nE,ABD\nF,Umbrella Corporation\n";
    let (plan, _) = import(&mut workspace, "contact", text, keep);
    let asked: Vec<(&str, usize, Option<&str>)> =
        plan.questions.iter().map(|q| (&*q.value, q.rows, q.candidates.first().map(|(_, title)| &**title))).collect();
    assert_eq!(
        asked,
        [
            ("GTXPro-Ltd", 2, Some("GTX Pro Ltd")),
            ("ABD", 1, None),
            ("Umbrela Corporation", 1, Some("Umbrella Corporation"))
        ]
    );
    assert_eq!((plan.counts.created, plan.counts.failed), (2, 4), "equal but for case is certain");

    let (plan, _) = import(&mut workspace, "contact", text, |mapping| {
        mapping.answer("company", "GTXPro-Ltd", Answer::Use("GTX Pro Ltd".into()));
        mapping.answer("company", "Umbrela Corporation", Answer::Create);
        mapping.answer("company", "ABD", Answer::Empty);
    });
    assert_eq!((plan.questions.len(), plan.counts.created, plan.counts.skipped, plan.counts.linked), (0, 4, 2, 1));
    assert_eq!(workspace.find("contact", "E").get(Contact::ACCOUNT), None);
    assert_eq!(workspace.live("account").len(), 4);
}

#[test]
fn what_was_taken_for_a_near_name_is_not_asked_again() {
    let mut workspace = Workspace::new();
    import(&mut workspace, "account", "name,account number\nGTX Pro Ltd,1\nMercury,2\nMercury,3\nAcme,4\n", keep);
    let text = "first name,company\nA,GTXPro-Ltd\nB,Mercury\n";
    let second = workspace.live("account").into_iter().find(|row| row.get(Account::NUMBER) == Some("3")).unwrap();
    let (plan, _) = import(&mut workspace, "contact", text, |mapping| {
        mapping.answer("company", "GTXPro-Ltd", Answer::Use("GTX Pro Ltd".into()));
        mapping.answer("company", "Mercury", Answer::Use(second.id.to_string()));
    });
    assert_eq!((plan.counts.created, plan.counts.failed), (2, 0));

    let (plan, _) = import(&mut workspace, "contact", text, keep);
    assert_eq!((plan.counts.skipped, plan.questions.len()), (2, 0), "nobody needs to say it again");
    let (plan, _) = import(&mut workspace, "contact", &format!("{text}C,GTXPro-Ltd\n"), keep);
    assert_eq!(
        (plan.counts.skipped, plan.counts.failed, plan.questions[0].rows),
        (2, 1, 1),
        "a new row is asked about"
    );
    let acme = workspace.find("account", "Acme").id;
    set(&mut workspace, "contact", "A", "account", acme);
    let (plan, _) = import(&mut workspace, "contact", text, keep);
    assert_eq!((plan.counts.skipped, plan.counts.failed), (1, 1), "so is one that leads elsewhere now");
}

#[test]
fn missing_records_are_made_but_misspellings_are_still_asked() {
    let mut workspace = Workspace::new();
    import(&mut workspace, "account", "name\nUmbrella Corporation\nFirm 12\n", keep);
    let text = "first name,company\nA,Umbrela Corporation\nB,Umbrella Corp.\nC,Firm 13\nD,New Firm\nE,NewFirm\n";
    let (plan, _) = import(&mut workspace, "contact", text, |mapping| {
        mapping.links.insert("account".to_owned(), LinkPolicy::Create);
    });
    let asked: Vec<&str> = plan.questions.iter().map(|question| &*question.value).collect();
    assert_eq!(asked, ["NewFirm", "Umbrela Corporation", "Umbrella Corp."], "{asked:?}");
    assert_eq!((plan.counts.created, plan.counts.linked), (2, 2), "another number is another firm");
}

#[test]
fn two_records_of_one_name_are_told_apart_by_id() {
    let mut workspace = Workspace::new();
    import(&mut workspace, "account", "name,account number\nMercury,1\nMercury,2\n", keep);
    let text = "first name,company\nA,Mercury\n";
    let (plan, _) = import(&mut workspace, "contact", text, keep);
    assert_eq!((plan.questions[0].candidates.len(), plan.counts.failed), (2, 1));
    let second = workspace.live("account").into_iter().find(|row| row.get(Account::NUMBER) == Some("2")).unwrap();
    import(&mut workspace, "contact", text, |mapping| {
        mapping.answer("company", "Mercury", Answer::Use(second.id.to_string()));
    });
    assert_eq!(workspace.find("contact", "A").get(Contact::ACCOUNT), Some(second.id));
    import(&mut workspace, "contact", "first name,company\nB,1\n", keep);
    assert_ne!(workspace.find("contact", "B").get(Contact::ACCOUNT), Some(second.id), "found by its number");
}

#[test]
fn stages_of_one_name_belong_to_the_deals_pipeline() {
    let mut workspace = Workspace::new();
    let text = "deal name,stage,pipeline\nA,won,\nB,Won,Partners\nC,,\n";
    let (plan, _) = import(&mut workspace, "opportunity", text, keep);
    assert_eq!(plan.failures().next(), None);
    let pipeline = |title: &str| {
        let deal = workspace.find("opportunity", title);
        let stage = workspace.get("stage", deal.get(Opportunity::STAGE).unwrap()).unwrap();
        (
            workspace.title_of(&deal, "pipeline", "pipeline"),
            workspace.title_of(&stage, "pipeline", "pipeline"),
            workspace.schema.title(&stage),
        )
    };
    let expected = |pipeline: &str, stage: &str| (pipeline.to_owned(), pipeline.to_owned(), stage.to_owned());
    assert_eq!(pipeline("A"), expected("Sales", "Won"));
    assert_eq!(pipeline("B"), expected("Partners", "Won"));
    assert_eq!(pipeline("C"), expected("Sales", "Prospecting"), "deals without a stage begin at the first");
}

#[test]
fn only_changed_fields_are_patched_with_what_was_seen() {
    let mut workspace = Workspace::new();
    import(
        &mut workspace,
        "account",
        "name,sector,employees,billing city,billing country\nAcme,retail,5,Bonn,Germany\n",
        keep,
    );
    set(&mut workspace, "account", "Acme", "phone", "1");
    set(&mut workspace, "account", "Acme", "sector", "finance");
    let text = "name,sector,employees,phone,billing city\nACME ,energy,5,,Ulm\n";
    let (plan, _) = import(&mut workspace, "account", text, |mapping| {
        mapping.column_mut("name").unwrap().targets = vec!["name".into()];
    });
    let changes: Vec<String> = plan.drafts[0]
        .changes()
        .map(|(field, now, then)| format!("{field} {} {}", now.to_json(), then.to_json()))
        .collect();
    assert_eq!(
        changes,
        [
            r#"address {"city":"Bonn","country":"Germany"} {"city":"Ulm","country":"Germany"}"#,
            r#"name "Acme" "ACME""#,
            r#"sector "finance" "energy""#
        ]
    );
    let acme = workspace.find("account", "ACME");
    assert_eq!(
        (acme.get(Account::PHONE), acme.get(Account::EMPLOYEES)),
        (Some("1"), Some(5.0)),
        "an empty cell clears nothing"
    );
    let (plan, _) = import(&mut workspace, "account", "name,phone\nACME,\n", |mapping| {
        let phone = mapping.column_mut("phone").unwrap();
        (phone.targets, phone.ignored, phone.clear) = (vec!["phone".into()], None, true);
    });
    assert_eq!((plan.counts.updated, workspace.find("account", "ACME").get(Account::PHONE)), (1, None));
}

#[test]
fn chances_follow_a_stage_that_an_import_changes() {
    let mut workspace = Workspace::new();
    import(&mut workspace, "opportunity", "deal id,deal name,stage\n7,A,Engaging\n", keep);
    set(&mut workspace, "opportunity", "A", "probability", 33.0);
    let (plan, _) = import(&mut workspace, "opportunity", "deal id,deal name,stage\n7,A,Engaging\n", keep);
    assert_eq!(plan.counts.skipped, 1, "a chance set by hand stays while the stage does");
    import(&mut workspace, "opportunity", "deal id,deal name,stage\n7,A,Won\n", keep);
    assert_eq!(workspace.find("opportunity", "A").get(Opportunity::PROBABILITY), Some(100.0));
}

#[test]
fn one_file_fills_deals_people_and_firms() {
    let mut workspace = Workspace::new();
    let text = "Person - Name*,Person - First name,Person - Last name,Person - Email (Work),Organization - Name*,Organization - Address,Deal - Title,Deal - Value\n\
                Ada Lovelace,Ada,Lovelace,ada@a.example,Acme,1 Main St,Engines,1000\n\
                Ada Lovelace,Ada,Lovelace,ada@a.example,Acme,2 Side St,More engines,2000\n";
    let all = |mapping: &mut Mapping| {
        mapping.links.extend(["account", "contacts"].map(|link| (link.to_owned(), LinkPolicy::Create)));
    };
    let (plan, _) = import(&mut workspace, "opportunity", text, all);
    assert_eq!((plan.failures().next(), plan.counts.created, plan.counts.linked), (None, 2, 2));
    assert_eq!(plan.remarks.len(), 1, "the second address is not taken over, and that is said");
    let ada = workspace.find("contact", "Ada Lovelace");
    assert_eq!(ada.get(Contact::EMAIL), Some("ada@a.example"));
    assert_eq!(workspace.find("account", "Acme").get(Account::ADDRESS).unwrap().street, "1 Main St");
    assert_eq!(workspace.find("opportunity", "Engines").get(Opportunity::CONTACTS).unwrap(), [ada.id]);
    let (plan, _) = import(&mut workspace, "opportunity", text, all);
    assert_eq!((plan.counts.skipped, plan.touched().count()), (2, 0));
}

#[test]
fn several_links_stand_in_one_cell() {
    let mut workspace = Workspace::new();
    import(&mut workspace, "product", "product name\nPump\nHose; long\n", keep);
    let (plan, _) =
        import(&mut workspace, "article", "title,products\nHow to,\"Pump\nHose; long\"\nWhy,Hose; long\n", keep);
    assert_eq!(plan.failures().next(), None, "{plan:?}");
    let products = |title: &str| workspace.find("article", title).value("products").items().len();
    assert_eq!((products("How to"), products("Why")), (2, 1));
}

#[test]
fn families_are_made_by_name_and_data_sheets_are_known_again() {
    let mut workspace = Workspace::new();
    let products = "product code,product name,product family\nP1,Pump,Pumps\nP2,Pump,Pumps\nH1,Hose,Parts\n";
    let (plan, _) = import(&mut workspace, "product", products, keep);
    assert_eq!((plan.failures().next(), plan.counts.created, plan.counts.linked), (None, 3, 2));
    let hose = workspace.find("product", "Hose");
    assert_eq!(workspace.title_of(&hose, "family", "product_family"), "Parts");
    let sheet = "product,group,name,number,text,unit\nHose,Size,Length,12.5,,m\nHose,Size,Material,,Rubber,\nP2,Size,Length,3,,m\n";
    let (plan, _) = import(&mut workspace, "specification", sheet, keep);
    assert_eq!((plan.failures().next(), plan.counts.created), (None, 3), "{plan:?}");
    let (plan, _) = import(&mut workspace, "specification", &sheet.replace("12.5", "13"), keep);
    assert_eq!((plan.counts.created, plan.counts.updated, plan.counts.skipped), (0, 1, 2), "{plan:?}");
}

#[test]
fn a_team_whose_manager_is_in_it_is_made_in_a_circle() {
    let mut workspace = Workspace::new();
    let mapping: Mapping = serde_json::from_str(
        r#"{"entity":"user","columns":[{"column":"name","targets":["name"]},{"column":"team","targets":["team"]},{"column":"lead","targets":["team.manager"]}],
            "match":["name"],"links":{"team":"create","team.manager":"create"},"defaults":{"role":["rep"]}}"#,
    )
    .unwrap();
    let table = read(b"name,team,lead\nAda,North,Grace\nGrace,North,Grace\n");
    let plan = workspace.plan(&mapping, &table);
    assert_eq!((plan.failures().next(), plan.counts.created, plan.counts.linked), (None, 2, 1));
    workspace.carry_out(&plan);
    let team = workspace.find("team", "North");
    assert_eq!(workspace.title_of(&team, "manager", "user"), "Grace");
    assert_eq!(workspace.title_of(&workspace.find("user", "Grace"), "team", "team"), "North");
    assert_eq!(workspace.plan(&mapping, &table).touched().count(), 0);
}

#[test]
fn undo_gives_values_back_where_nobody_changed_them() {
    let mut workspace = Workspace::new();
    import(&mut workspace, "account", "name,sector,employees\nAcme,retail,5\nBeta,retail,6\n", keep);
    let text = "name,sector,employees\nAcme,energy,50\nBeta,energy,60\nGamma,energy,70\n";
    let (plan, receipt) = import(&mut workspace, "account", text, keep);
    assert_eq!((plan.counts.updated, plan.counts.created), (2, 1));
    set(&mut workspace, "account", "Beta", "sector", "mining");
    let undone = workspace.undo(&receipt);
    assert_eq!(undone.kept, [("account".into(), workspace.find("account", "Beta").id, "sector".into())]);
    let facts = |title: &str| {
        let row = workspace.find("account", title);
        (row.get(Account::SECTOR).map(str::to_owned), row.get(Account::EMPLOYEES))
    };
    assert_eq!(facts("Acme"), (Some("retail".to_owned()), Some(5.0)));
    assert_eq!(facts("Beta"), (Some("mining".to_owned()), Some(6.0)));
    assert_eq!(workspace.live("account").len(), 2);
    let (plan, _) = import(&mut workspace, "account", text, keep);
    assert!(
        plan.rows.iter().any(|row| matches!(row.outcome, Outcome::Create(_))),
        "what was undone can be imported again"
    );
}

#[test]
fn of_an_import_that_was_taken_back_nothing_is_left() {
    let mut workspace = Workspace::new();
    let (_, first) = import(&mut workspace, "account", "name,sector\nAcme,retail\nBeta,retail\n", keep);
    let (_, second) = import(&mut workspace, "account", "name,sector\nAcme,energy\nBeta,energy\nCeti,energy\n", keep);
    let left = |workspace: &Workspace| {
        [&first, &second].map(|receipt| !nothing_left(receipt, |entity, id| workspace.get(entity, id)))
    };
    assert_eq!(left(&workspace), [true, true]);
    set(&mut workspace, "account", "Beta", "sector", "mining");
    workspace.undo(&second);
    assert_eq!(left(&workspace), [true, false], "a value that somebody else gave is not the import's");
    assert!(!nothing_left(&Receipt::default(), |entity, id| workspace.get(entity, id)), "nothing was ever there");
}

#[test]
fn records_that_link_to_what_is_taken_back_are_counted() {
    let mut workspace = Workspace::new();
    let (_, accounts) = import(&mut workspace, "account", "name,parent\nAcme,\nBeta,Acme\n", keep);
    let text = "first name,last name,account\nAda,Lovelace,Acme\nBob,Bee,Acme\nCy,Cee,\n";
    let (_, contacts) = import(&mut workspace, "contact", text, keep);
    let behind = |receipt: &Receipt| {
        let undo = undo(receipt, |entity, id| workspace.get(entity, id));
        left_behind(&workspace.schema, &undo, |entity| workspace.live(entity))
    };
    assert_eq!((behind(&accounts), behind(&contacts)), (2, 0), "the account below Acme goes along");
}

#[test]
fn customers_of_one_name_but_different_numbers_stay_two() {
    let mut workspace = Workspace::new();
    import(&mut workspace, "account", "name,account number\nMercury,1\n", keep);
    let (plan, _) = import(&mut workspace, "account", "name,account number\nMercury,2\nMercury,\n", keep);
    assert_eq!((plan.counts.created, plan.counts.skipped), (1, 1));
}
