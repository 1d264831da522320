//! Drafts: every edit of the editor, on the demo products and on what is not a model yet.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use product::{
    Configurator, Fault, KINDS, Limits, Miss, Model, demo,
    draft::{Draft, Subject},
};
use serde_json::json;

fn draft(source: &serde_json::Value) -> Draft {
    Draft::read(&source.to_string()).expect("an object")
}

fn small() -> Draft {
    draft(&json!({
        "id": "lamp", "name": "Lamp", "colour": "kept",
        "attributes": [
            {"id": "foot", "name": "Foot", "kind": {"choice": {"options": [
                {"id": "oak", "name": "Oak", "price": "10"}, {"id": "x-1", "name": "Steel"}]}}},
            {"id": "dim", "name": "Dimmer", "kind": {"flag": {}}},
        ],
        "assemblies": [{"id": "arm", "name": "Arm", "min": 1, "max": 2,
            "attributes": [{"id": "dim", "name": "Own dimmer", "kind": {"flag": {}}}],
            "rules": [{"id": "r", "sentence": "S.", "says": {"requires": {"if": "dim", "then": "foot = oak"}}}]}],
        "rules": [
            {"id": "a", "sentence": "S.", "says": {"condition": {"holds": "foot = x-1 => dim and arm[1].dim"}}},
            {"id": "b", "sentence": "S.", "says": {"table": {"columns": ["foot", "dim"], "rows": [["x-1", "no"], [["oak", "x-1"], "*"]]}}},
            {"id": "c", "sentence": "S.", "says": {"limit": {"sum": [{"attribute": "arm[*].dim"}], "at_most": "1", "when": "arm.count >= 2"}}},
        ],
        "tests": [{"name": "t", "choose": {"foot": "x-1"}, "valid": true, "forces": {"dim": "yes"}}],
        "body": {"materials": {"m": {"colour": [["foot = x-1", "#ffffff"], "#000000"]}},
            "parts": [{"when": "dim", "material": "m", "shape": {"box": {"size": ["10-dim", 1, 1]}}}]},
    }))
}

#[test]
fn the_demo_products_come_back_from_their_drafts() {
    for id in ["bicycle", "desk", "pump"] {
        let model = demo::model(id).unwrap().unwrap();
        let text = Draft::read(&model.to_json()).unwrap().write();
        assert_eq!(Model::from_json(&text).unwrap(), model, "{id}");
        assert!(text.starts_with("{\n  \"id\": "), "what people look for stands first");
        assert_eq!(Draft::read(&text).unwrap().write(), text);
    }
}

#[test]
fn an_attribute_gets_another_name_wherever_it_stands() {
    let mut lamp = small();
    let dim = Subject::Attribute("/attributes/1".to_owned());
    assert_eq!(lamp.uses(&dim), ["/rules/0", "/rules/1", "/tests/0", "/body"]);
    lamp.rename(&dim, "dimmer");
    assert_eq!(lamp.text("/attributes/1/id"), "dimmer");
    assert_eq!(lamp.text("/rules/0/says/condition/holds"), "foot = x-1 => dimmer and arm[1].dim");
    assert_eq!(lamp.texts("/rules/1/says/table/columns"), ["foot", "dimmer"]);
    assert_eq!(lamp.keys("/tests/0/forces"), ["dimmer"]);
    assert_eq!(lamp.text("/body/parts/0/when"), "dimmer");
    assert_eq!(lamp.text("/body/parts/0/shape/box/size/0"), "10-dimmer");
    assert_eq!(lamp.text("/assemblies/0/rules/0/says/requires/if"), "dim", "the sub-assembly's own");

    let own = Subject::Attribute("/assemblies/0/attributes/0".to_owned());
    lamp.rename(&own, "an eye");
    assert_eq!(lamp.text("/rules/0/says/condition/holds"), "foot = x-1 => dimmer and \"arm[1].an eye\"");
    assert_eq!(lamp.text("/rules/2/says/limit/sum/0/attribute"), "arm[*].an eye");
    assert_eq!(lamp.text("/assemblies/0/rules/0/says/requires/if"), "\"an eye\"");
}

#[test]
fn options_and_sub_assemblies_get_other_names() {
    let mut lamp = small();
    let steel = Subject::Option("/attributes/0/kind/choice/options/1".to_owned());
    assert_eq!(lamp.rename(&steel, "steel"), ["/rules/0", "/rules/1", "/tests/0", "/body"]);
    assert_eq!(lamp.text("/rules/0/says/condition/holds"), "foot = steel => dim and arm[1].dim");
    assert_eq!(lamp.texts("/rules/1/says/table/rows/1/0"), ["oak", "steel"]);
    assert_eq!(lamp.text("/tests/0/choose/foot"), "steel");
    assert_eq!(lamp.text("/body/materials/m/colour/0/0"), "foot = steel");

    let arm = Subject::Assembly("/assemblies/0".to_owned());
    assert_eq!(lamp.rename(&arm, "limb"), ["/rules/0", "/rules/2"]);
    assert_eq!(lamp.text("/rules/2/says/limit/when"), "limb.count >= 2");
    assert_eq!(lamp.text("/rules/2/says/limit/sum/0/attribute"), "limb[*].dim");
    assert_eq!(lamp.text("/colour"), "kept");
    assert!(Model::from_json(&lamp.write()).is_ok());
}

#[test]
fn things_are_added_moved_and_taken_away() {
    let mut lamp = Draft::new("lamp", "Lamp", "EUR");
    assert!(lamp.is_empty());
    let id = lamp.free_id("/attributes", "Foot & head");
    assert_eq!(id, "foot_head");
    for _ in 0..2 {
        let id = lamp.free_id("/attributes", "Not");
        lamp.push("/attributes", json!({"id": id, "name": "Not", "kind": {"flag": {}}}));
    }
    assert_eq!([lamp.text("/attributes/0/id"), lamp.text("/attributes/1/id")], ["not_2", "not_3"]);
    assert_eq!(lamp.shift("/attributes/0", 1), "/attributes/1");
    assert_eq!(lamp.shift("/attributes/0", 7), "/attributes/0");
    assert_eq!(lamp.text("/attributes/1/id"), "not_2");
    lamp.remove("/attributes/0");
    lamp.remove("/attributes/9");
    assert_eq!(lamp.len("/attributes"), 1);
    lamp.set_text("/attributes/0/kind/flag/properties/a~1b", "3");
    assert_eq!(lamp.properties(), ["a/b"]);
    lamp.set_text("/attributes/0/kind/flag/properties/a~1b", "");
    assert!(lamp.properties().is_empty());
    assert_eq!(lamp.push("/rules", json!({"id": "r"})), "/rules/0");
}

#[test]
fn what_can_be_named_is_known_by_where_one_stands() {
    let lamp = small();
    let ids = |place: &str| lamp.known(place).into_iter().map(|known| known.id).collect::<Vec<_>>();
    assert_eq!(ids("/rules/0"), ["foot", "dim", "arm.count", "arm[1].dim", "arm[2].dim"]);
    assert_eq!(ids("/assemblies/0/rules/0")[..2], ["dim", "foot"]);
    assert_eq!(lamp.place_of_attribute("arm[2].dim").as_deref(), Some("/assemblies/0/attributes/0"));
    assert_eq!(lamp.place_of_attribute("arm.count").as_deref(), Some("/assemblies/0"));
    assert_eq!(lamp.place_of_rule("arm[2].r").as_deref(), Some("/assemblies/0/rules/0"));
    assert_eq!(lamp.place_of_rule("arm[2].dim.present").as_deref(), Some("/assemblies/0/attributes/0"));
    assert_eq!(lamp.place_of_rule("c").as_deref(), Some("/rules/2"));
}

#[test]
fn a_table_comes_from_csv_by_names_or_ids() {
    let mut lamp = small();
    lamp.fill_table("/rules/1", "Foot,dim\nOak,*\nsteel | oak,no\n").unwrap();
    assert_eq!(lamp.texts("/rules/1/says/table/columns"), ["foot", "dim"]);
    assert_eq!(lamp.text("/rules/1/says/table/rows/0/0"), "oak");
    assert_eq!(lamp.texts("/rules/1/says/table/rows/1/0"), ["x-1", "oak"]);
    assert_eq!(lamp.fill_table("/rules/1", ",b\n").unwrap_err().key, "model-csv");
}

#[test]
fn every_part_that_is_not_understood_is_blamed() {
    let mut lamp = small();
    lamp.set_text("/rules/0/says/condition/holds", "foot =");
    lamp.set_text("/rules/2/says/limit/when", "(dim");
    lamp.set_text("/attributes/0/kind/choice/options/0/price", "ten");
    lamp.set_text("/tests/0/valid", "perhaps");
    let faults = Model::from_json(&lamp.write()).unwrap_err();
    let blamed: Vec<_> = faults
        .iter()
        .map(|fault| {
            (
                &*fault.key,
                fault
                    .rule
                    .as_deref()
                    .or(fault.attribute.as_deref())
                    .or(fault.details.get("case").map(String::as_str))
                    .unwrap(),
            )
        })
        .collect();
    assert_eq!(
        blamed,
        [("model-form", "foot"), ("model-condition", "a"), ("model-condition", "c"), ("model-form", "t")]
    );
    assert_eq!(Draft::read("{\n").map_err(|why| why.line), Err(2));
    let broken = Model::from_json("{\n").unwrap_err();
    assert_eq!((&*broken[0].key, &*broken[0].details["line"]), ("model-json", "2"));
}

#[test]
fn tests_and_presets_say_what_they_miss() {
    let mut lamp = small();
    lamp.push(
        "/rules",
        json!({"id": "never", "sentence": "Never steel.", "says": {"condition": {"holds": "foot = oak"}}}),
    );
    lamp.push("/presets", json!({"name": "Work", "choose": {"foot": "x-1"}}));
    lamp.push(
        "/tests",
        json!({"name": "dear", "choose": {"foot": "oak"}, "valid": false, "price": "11", "forces": {"dim": "yes"}}),
    );
    let model = Model::from_json(&lamp.write()).unwrap();
    let found = Configurator::examine(&model, &Limits::default()).unwrap();
    let Miss::Impossible(rules) = &found.tests[0].failures[0] else { panic!("{found:?}") };
    assert_eq!(rules[0].sentence, "Never steel.");
    assert!(matches!(found.presets[0].failures[0], Miss::Impossible(_)));
    assert!(matches!(found.tests[1].failures[..], [Miss::Possible, Miss::Price(1000), Miss::Open(_)]), "{found:?}");
    lamp.set_text("/presets/0/choose/foot", "gold");
    let model = Model::from_json(&lamp.write()).expect("a preset keeps no model from opening");
    let found = Configurator::examine(&model, &Limits::default()).unwrap();
    assert!(matches!(&found.presets[0].failures[..], [Miss::Fault(Fault { key, .. })] if key == "choice-option"));
    assert!(KINDS.is_sorted());
}
