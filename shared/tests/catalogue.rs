//! Families, data sheets, facets and comparison, by tables.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, reason = "tests may panic")]

use shared::{
    Id, Record, Schema, Value,
    catalogue::{Facet, Offer, Said, Sheets, Wishes, below, compare, facets, families, path},
    entities::{Product, ProductFamily, ProductRelation, Specification},
    record::Stamp,
    rules::validate,
};
use std::{collections::BTreeSet, sync::Arc};

fn record(entity: &str, id: &str, values: &[(&str, Value)]) -> Arc<Record> {
    let stamp = Arc::new(Stamp { seq: 1, at: 1, by: Id::NIL, client: Id::NIL });
    let mut record = Record::new(entity, Id::named(id), stamp.clone());
    for (field, value) in values {
        record.set(*field, value.clone(), stamp.clone());
    }
    Arc::new(record)
}

fn family(name: &str, parent: &str, position: f64) -> Arc<Record> {
    let parent = if parent.is_empty() { Value::Null } else { Id::named(parent).into() };
    record("product_family", name, &[("name", name.into()), ("parent", parent), ("position", position.into())])
}

fn product(name: &str, family: &str) -> Arc<Record> {
    record("product", name, &[("name", name.into()), ("family", Id::named(family).into())])
}

/// `Group | Name | Said | Unit`.
fn sheets(lines: &[(&str, &str)]) -> Sheets {
    let rows = lines.iter().zip(1u8..).map(|((product, line), at)| {
        let parts: Vec<&str> = line.split(" | ").collect();
        let number = parts[2].parse::<f64>().ok();
        record(
            "specification",
            &format!("{product}/{line}"),
            &[
                (Specification::PRODUCT.id, Id::named(product).into()),
                (Specification::GROUP.id, parts[0].into()),
                (Specification::NAME.id, parts[1].into()),
                (Specification::NUMBER.id, number.into()),
                (Specification::TEXT.id, if number.is_none() { parts[2].into() } else { Value::Null }),
                (Specification::UNIT.id, parts.get(3).map(Value::text).unwrap_or_default()),
                (Specification::POSITION.id, f64::from(at).into()),
            ],
        )
    });
    Sheets::new(&rows.collect::<Vec<_>>())
}

const BIKES: [(&str, &str); 9] = [
    ("a", "Frame | Material | Steel"),
    ("a", "Frame | Weight | 15.9 | kg"),
    ("a", "Drive | Gears | 27"),
    ("b", "Frame | Material | Aluminium"),
    ("b", "Frame | Weight | 17.8 | kg"),
    ("b", "Drive | Gears | 8"),
    ("c", "Frame | Material | Steel"),
    ("c", "Frame | Weight | 15900 | g"),
    ("c", "Drive | Gears | 27"),
];

fn ids(names: &[&str]) -> Vec<Id> {
    names.iter().map(|name| Id::named(name)).collect()
}

#[test]
fn families_form_a_tree_whatever_the_records_say() {
    let rows = [
        family("Pumps", "", 2.0),
        family("Wells", "Pumps", 1.0),
        family("Bicycles", "", 1.0),
        family("Electric", "Bicycles", 2.0),
        family("City", "Bicycles", 1.0),
        family("Orphan", "gone", 9.0),
        family("Egg", "Hen", 1.0),
        family("Hen", "Egg", 1.0),
        family("Self", "Self", 1.0),
    ];
    let products = [product("x", "City"), product("y", "Bicycles"), product("z", "Electric"), product("w", "nowhere")];
    let tree = families(&rows, &products);
    let lines: Vec<String> =
        tree.iter().map(|f| format!("{}{} {}", " ".repeat(f.level - 1), f.name, f.products)).collect();
    assert_eq!(
        lines,
        ["Bicycles 3", " City 1", " Electric 1", "Pumps 0", " Wells 0", "Orphan 0", "Egg 0", " Hen 0", "Self 0"]
    );
    assert_eq!(below(&tree, Id::named("Bicycles")), ids(&["Bicycles", "City", "Electric"]).into_iter().collect());
    let up: Vec<&str> = path(&tree, Id::named("City")).into_iter().map(|family| &*family.name).collect();
    assert_eq!(up, ["Bicycles", "City"]);
    assert!(tree[0].has_children && !tree[1].has_children);
}

#[test]
fn a_symbol_is_the_nearest_parents() {
    let with = |name: &str, parent: &str, symbol: &str| {
        let mut row = (*family(name, parent, 1.0)).clone();
        row.set(ProductFamily::SYMBOL.id, Value::text(symbol), row.created.clone());
        Arc::new(row)
    };
    let rows = [with("A", "", "pump"), with("B", "A", ""), with("C", "B", "part"), with("D", "C", "")];
    let symbols: Vec<Option<String>> = families(&rows, &[]).into_iter().map(|family| family.symbol).collect();
    assert_eq!(symbols, ["pump", "pump", "part", "part"].map(|symbol| Some(symbol.to_owned())));
}

#[test]
fn a_sheet_keeps_groups_in_the_order_of_their_first_lines() {
    let sheets = sheets(&[
        ("a", "Frame | Weight | 15.9 | kg"),
        ("a", "Drive | Gears | 27"),
        ("a", "Frame | Maße | Groß"),
        ("b", "Frame | Weight | 1 | kg"),
    ]);
    let sheet = sheets.of(Id::named("a"));
    let groups: Vec<(&str, usize)> = sheet.groups.iter().map(|group| (&*group.name, group.lines.len())).collect();
    assert_eq!(groups, [("Frame", 2), ("Drive", 1)]);
    assert_eq!(sheet.lines().next().unwrap().key(), "Weight (kg)");
    assert_eq!(sheet.lines().next().unwrap().said, Said::Number(15.9));
    assert!(sheet.words().contains("masse gross"), "{}", sheet.words());
    assert!(sheets.of(Id::named("unknown")).groups.is_empty());
}

#[test]
fn wishes_are_written_and_read_back() {
    let wishes = Wishes::default()
        .toggled("Material", "Steel; or, (so)!")
        .toggled("Material", "Carbon")
        .within("Weight (kg)", Some(10.5), Some(15.0))
        .within("Gears: all", None, Some(9.0))
        .within("Load", Some(-1.5), None);
    assert_eq!(Wishes::read(&wishes.write()), wishes);
    assert_eq!(wishes.values("Material"), ["Steel; or, (so)!", "Carbon"]);
    assert_eq!(wishes.range("Weight (kg)"), (Some(10.5), Some(15.0)));
    assert_eq!(wishes.range("Load"), (Some(-1.5), None));
    let fewer = wishes.toggled("Material", "Carbon").toggled("Material", "Steel; or, (so)!").without("Load");
    assert_eq!(fewer.keys().collect::<Vec<_>>(), ["Weight (kg)", "Gears: all"]);
    for nonsense in ["", "((((", "a:in", "a:is:b", "a:gte:x", "a:between:1..x", "not(a:in:b)"] {
        assert!(Wishes::read(nonsense).is_empty(), "{nonsense}");
    }
}

#[test]
fn wishes_are_met_by_numbers_words_and_units() {
    let sheets = sheets(&BIKES);
    let cases: [(&str, &[&str]); 7] = [
        ("Material:in:Steel", &["a", "c"]),
        ("Material:in:Steel,Aluminium", &["a", "b", "c"]),
        ("Weight (kg):between:15..16", &[]),
        ("Weight !(kg!):between:15..16", &["a"]),
        ("Weight !(kg!):gte:16", &["b"]),
        ("Gears:in:27;Weight !(g!):lte:16000", &["c"]),
        ("Material:gte:1", &[]),
    ];
    for (text, expected) in cases {
        let wishes = Wishes::read(text);
        let met: Vec<&str> =
            ["a", "b", "c"].into_iter().filter(|name| wishes.met_by(sheets.of(Id::named(name)))).collect();
        let unread = wishes.is_empty();
        assert_eq!(if unread { &[][..] } else { &met }, expected, "{text}");
    }
}

fn offers(facets: &[Facet]) -> Vec<String> {
    let words = |facet: &Facet| match &facet.offer {
        Offer::Values(values) => {
            let all: Vec<String> = values.iter().map(|(value, count)| format!("{value} {count}")).collect();
            format!("{}: {}", facet.key, all.join(", "))
        }
        Offer::Range(from, to) => format!("{}: {from} to {to}", facet.key),
    };
    facets.iter().map(words).collect()
}

#[test]
fn a_facet_counts_what_the_other_wishes_leave() {
    let sheets = sheets(&BIKES);
    let of = |wishes: &str| offers(&facets(&sheets, &ids(&["a", "b", "c"]), &Wishes::read(wishes)));
    assert_eq!(of(""), ["Gears: 8 1, 27 2", "Material: Aluminium 1, Steel 2", "Weight (kg): 15.9 1, 17.8 1"]);
    assert_eq!(of("Material:in:Steel"), ["Material: Aluminium 1, Steel 2"], "Steel leaves no difference but its own");
    assert_eq!(of("Gears:in:8"), ["Gears: 8 1, 27 2"]);
    assert_eq!(of("Material:in:Bamboo"), ["Material: Aluminium 1, Bamboo 0, Steel 2"], "what is wished stays in sight");
    assert_eq!(of("Gears:gte:20"), ["Gears: 8 to 27"], "bounds are shown as bounds");
}

#[test]
fn many_numbers_make_a_range() {
    let lines: Vec<(String, String)> =
        (0..9).map(|n| (format!("p{n}"), format!("Size | Width | {} | cm", 60 + n * 10))).collect();
    let borrowed: Vec<(&str, &str)> = lines.iter().map(|(a, b)| (&**a, &**b)).collect();
    let sheets = sheets(&borrowed);
    let all: Vec<Id> = lines.iter().map(|(name, _)| Id::named(name)).collect();
    assert_eq!(offers(&facets(&sheets, &all, &Wishes::default())), ["Width (cm): 60 to 140"]);
    assert_eq!(offers(&facets(&sheets, &all[..2], &Wishes::default())), ["Width (cm): 60 1, 70 1"]);
}

#[test]
fn a_comparison_has_every_line_and_says_what_differs() {
    let sheets = sheets(&BIKES);
    let of = |names: &[&str]| {
        let sheets: Vec<_> = names.iter().map(|name| sheets.of(Id::named(name))).collect();
        let sections = compare(&sheets);
        let rows = sections.iter().flat_map(|section| section.rows.iter().map(move |row| (section, row)));
        rows.map(|(section, row)| {
            let cells = row.cells.iter().map(|cell| if cell.is_some() { 'x' } else { '-' }).collect::<String>();
            format!("{}/{} {cells} {}", section.name, row.name, row.differs)
        })
        .collect::<Vec<_>>()
    };
    assert_eq!(of(&["a", "c"]), ["Frame/Material xx false", "Frame/Weight xx true", "Drive/Gears xx false"]);
    assert_eq!(of(&["a", "nothing"]), ["Frame/Material x- true", "Frame/Weight x- true", "Drive/Gears x- true"]);
    assert_eq!(of(&["b"]).len(), 3);
    assert!(of(&[]).is_empty());
}

#[test]
fn records_are_judged() {
    let schema = Schema::built_in();
    let (a, b) = (Value::from(Id::named("a")), Value::from(Id::named("b")));
    let said = |values: &[(&str, Value)]| {
        let fixed = [(Specification::NAME.id, Value::from("Weight")), (Specification::PRODUCT.id, a.clone())];
        record("specification", "s", &[&fixed, values].concat())
    };
    let related = |to: &Value, quantity: f64| {
        record(
            "product_relation",
            "r",
            &[
                (ProductRelation::FROM.id, a.clone()),
                (ProductRelation::TO.id, to.clone()),
                (ProductRelation::KIND.id, "accessory".into()),
                (ProductRelation::QUANTITY.id, quantity.into()),
            ],
        )
    };
    let cases: [(Arc<Record>, &[&str]); 9] = [
        (said(&[("number", 1.5.into()), ("unit", "kg".into())]), &[]),
        (said(&[("text", "light".into())]), &[]),
        (said(&[]), &["problem-specification-value"]),
        (said(&[("number", 1.0.into()), ("text", "light".into())]), &["problem-specification-value"]),
        (said(&[("text", "2 to 3".into()), ("unit", "kg".into())]), &[]),
        (related(&b, 2.0), &[]),
        (related(&a, 2.0), &["problem-related-to-itself"]),
        (related(&b, -1.0), &["problem-out-of-range"]),
        (
            record("product", "p", &[(Product::NAME.id, "x".into()), (Product::UNIT.id, "acre".into())]),
            &["problem-choice"],
        ),
    ];
    for (record, expected) in cases {
        let problems = validate(schema.entity(&record.entity).unwrap(), &record);
        let keys: BTreeSet<String> = problems.into_iter().map(|problem| problem.message_key).collect();
        assert_eq!(keys, expected.iter().map(|key| (*key).to_owned()).collect(), "{record:?}");
    }
}
