//! Bodies: what choices make of them, and what is wrong with those that make no sense.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use product::{
    Choices, Configurator, Fault, Limits, Model,
    body::{Figure, Shape},
    demo,
    generate::Dice,
    model::Sizes,
};
use serde_json::{Value, json};

/// A shelf: boards between two sides, and a lamp on it.
fn shelf(body: &Value) -> Result<Model, Vec<Fault>> {
    let attributes = json!([
        { "id": "width", "name": "Width", "kind": { "number": { "min": 40, "max": 120, "step": 20, "unit": "cm" } } },
        { "id": "boards", "name": "Boards", "kind": { "number": { "min": 2, "max": 6, "step": 1 } } },
        { "id": "colour", "name": "Colour", "kind": { "choice": { "options": [{ "id": "oak", "name": "Oak" }, { "id": "white", "name": "White" }] } } },
        { "id": "lamp", "name": "Lamp", "kind": { "flag": {} } },
    ]);
    let model = json!({ "id": "shelf", "name": "Shelf", "attributes": attributes, "body": body });
    Model::from_json(&model.to_string())
}

fn body() -> Value {
    json!({
        "names": { "inner": "outer - 2 * 18", "outer": "width * 10" },
        "materials": { "board": { "colour": [["colour = white", "#f0f0f0"], "#b98b54"], "grain": [["colour = oak", 1], 0] }, "lamp": { "colour": "#ffeeaa" } },
        "pieces": { "side": [{ "id": "side", "shape": { "box": { "size": [18, 2000, 300] } }, "material": "board", "at": ["outer / 2 - 9", 1000, 0] }] },
        "parts": [
            { "shape": { "piece": "side" }, "mirror": "x" },
            { "id": "boards", "shape": { "box": { "size": ["inner", 18, 300], "round": 2 } }, "material": "board", "at": [0, 100, 0], "repeat": [{ "count": "boards", "step": [0, 350, 0] }] },
            { "id": "lamp", "when": "lamp", "shape": { "cylinder": { "from": [0, 2000, 0], "to": [0, 2100, 0], "radius": 40 } }, "material": "lamp" },
        ],
    })
}

fn figure(model: &Model, choices: &[(&str, &str)]) -> Figure {
    let options = choices.iter().map(|(id, option)| ((*id).to_owned(), (*option).to_owned())).collect();
    let flat = model.flatten(&Sizes::default()).unwrap();
    Figure::of(model.body.as_ref().unwrap(), &flat, &options)
}

#[test]
fn sizes_places_materials_and_presence_follow_the_choices() {
    let model = shelf(&body()).unwrap();
    let small = figure(&model, &[("boards", "3")]);
    assert_eq!(small.solids.len(), 2, "sides and boards");
    let [sides, boards] = [&small.solids[0], &small.solids[1]];
    assert_eq!(sides.places.iter().map(|place| place[3].round()).collect::<Vec<_>>(), [191.0, -191.0]);
    assert_eq!(boards.shape, Shape::Box { size: [364.0, 18.0, 300.0], round: Some(2.0) });
    assert_eq!(boards.places.iter().map(|place| place[7].round()).collect::<Vec<_>>(), [100.0, 450.0, 800.0]);
    assert_eq!(small.materials[boards.material].colour, "#b98b54");
    assert!(small.faults.is_empty());

    let large = figure(&model, &[("width", "120"), ("colour", "white"), ("lamp", "yes")]);
    assert_eq!(large.solids.len(), 3);
    assert_eq!(large.solids[1].shape, Shape::Box { size: [1164.0, 18.0, 300.0], round: Some(2.0) });
    assert_eq!(large.materials[large.solids[1].material].colour, "#f0f0f0");
    assert_eq!(large.materials[large.solids[2].material].colour, "#ffeeaa");
}

#[test]
fn a_body_says_what_it_shows_and_is_part_of_what_is_pinned() {
    let model = shelf(&body()).unwrap();
    let flat = model.flatten(&Sizes::default()).unwrap();
    assert_eq!(model.body.as_ref().unwrap().attributes(&flat), ["width", "boards", "colour", "lamp"]);
    assert_eq!(Model::from_json(&model.to_json()).unwrap(), model);
    let mut other = body();
    other["materials"]["lamp"]["colour"] = json!("#ffffff");
    assert_ne!(shelf(&other).unwrap().content_hash(), model.content_hash());
}

/// The texts of what is wrong after a change.
fn wrong(change: impl FnOnce(&mut Value)) -> String {
    let mut body = body();
    change(&mut body);
    let faults = shelf(&body).expect_err("it makes no sense");
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn what_makes_no_sense_is_said() {
    let names = |name: &'static str, formula: Value| wrong(move |body| body["names"][name] = formula);
    assert!(names("outer", json!("widht * 10")).contains("names \"widht\": there is no such name or attribute"));
    assert!(names("outer", json!("inner + 36")).contains("the name \"inner\" follows from itself"));
    assert!(names("outer", json!("colour * 2")).contains("neither a number nor a flag"));
    assert!(names("outer", json!("width * ")).contains("in the formula"));
    assert!(names("outer", json!([["colour = green", 1], 2])).contains("no option \"green\""));
    assert!(names("outer", json!([])).contains("a list of cases is empty"));
    assert!(names("width", json!(3)).contains("is that of an attribute"));
    assert!(names("outer", json!("width * 1000000")).contains("larger than anything"));
    assert!(names("outer", json!("0 - width")).contains("must be above zero"));
    assert!(names("outer", json!("1 / (width - 40)")).contains("divides by zero"));
    let part = |field: &'static str, value: Value| wrong(move |body| body["parts"][1][field] = value);
    assert!(part("material", json!("gold")).contains("no material \"gold\""));
    assert!(part("when", json!("lmap")).contains("no attribute \"lmap\""));
    assert!(part("shape", json!({ "piece": "roof" })).contains("no piece \"roof\""));
    assert!(part("shape", json!({ "ball": { "radius": 3 } })).contains("unknown variant `ball`"));
    assert!(part("shape", json!({ "outline": { "points": [[0, 0], [1, 1]], "depth": 3 } })).contains("2 points"));
    assert!(part("repeat", json!([{ "count": 1_000_000 }])).contains("repeated 1000000 times"));
    assert!(part("repeat", json!([{ "count": 3000 }, { "count": 3000 }])).contains("repeated more than"));
    assert!(part("tilt", json!(3)).contains("unknown field `tilt`"));
    assert!(wrong(|body| body["materials"]["lamp"]["colour"] = json!("red")).contains("not a colour"));
    let inside = json!({ "shape": { "piece": "side" } });
    assert!(wrong(|body| body["pieces"]["side"][0] = inside).contains("\"side\" stands in itself"));
    let many = json!({ "shape": { "box": { "size": [1, 1, 1] } }, "material": "lamp" });
    assert!(wrong(|body| body["parts"] = vec![many; 1_001].into()).contains("parts; at most 1000"));
}

#[test]
fn the_check_before_publishing_draws_every_option() {
    let mut body = body();
    body["names"]["outer"] = json!("(100 - width) * 10");
    let model = shelf(&body).expect("its first product can be drawn");
    let found = Configurator::examine(&model, &Limits::default()).expect("it compiles").body;
    let texts: Vec<_> = found.iter().map(|fault| fault.text.as_str()).collect();
    assert!(texts.iter().any(|text| text.contains("\"boards\"") && text.ends_with("(with Width: 100)")), "{texts:?}");
}

#[test]
fn pieces_in_pieces_end_in_time() {
    let holds = |inner: &str| json!({ "shape": { "piece": inner }, "repeat": [{ "count": 4 }] });
    let text = wrong(|body| {
        for level in 0..7 {
            body["pieces"][format!("p{level}")] = vec![holds(&format!("p{}", level + 1)); 20].into();
        }
        body["pieces"]["p7"] = json!([{ "shape": { "box": { "size": [1, 1, 1] } }, "material": "lamp" }]);
        body["parts"] = json!([holds("p0")]);
    });
    assert!(text.contains("places"), "{text}");
    let deep = wrong(|body| {
        for level in 0..20 {
            body["pieces"][format!("p{level}")] = json!([holds(&format!("p{}", level + 1))]);
        }
        body["pieces"]["p20"] = json!([]);
    });
    assert!(deep.contains("more than 8 deep"), "{deep}");
}

#[test]
fn every_demo_can_be_drawn_with_every_option() {
    for (id, _) in demo::SOURCES {
        let model = demo::model(id).expect("listed").unwrap_or_else(|faults| panic!("{id}: {}", faults[0]));
        let found = Configurator::examine(&model, &Limits::default()).expect("it compiles");
        assert_eq!(found.body, [], "{id}");
    }
}

#[test]
fn random_products_of_every_demo_stand_on_the_ground() {
    for (id, _) in demo::SOURCES {
        let model = demo::model(id).expect("listed").expect("sound");
        let mut configurator = Configurator::build(&model, &Limits::default()).expect("it compiles");
        let body = model.body.as_ref().expect("every demo has a body");
        for seed in 0..10 {
            let built = random(&mut configurator, &mut Dice::new(seed));
            let figure = Figure::of(body, configurator.flat(), &built);
            assert_eq!(figure.faults, [], "{id}, seed {seed}, {built:?}");
            assert!(figure.solids.len() >= 8, "{id} has {} parts", figure.solids.len());
            let lowest = figure.solids.iter().map(bottom).fold(f64::INFINITY, f64::min);
            assert!((-30.0..30.0).contains(&lowest), "{id}, seed {seed}: lowest at {lowest} mm, {built:?}");
        }
    }
}

/// Possible clicks, one after the other, and the cheapest completion.
fn random(configurator: &mut Configurator, dice: &mut Dice) -> Choices {
    let mut choices = Choices::new();
    for _ in 0..15 {
        let answer = configurator.answer(&choices, product::Ask::default()).expect("known");
        let attribute = dice.pick(&answer.attributes).expect("some");
        let possible: Vec<_> = attribute.options.iter().filter(|option| option.possible).collect();
        if let Some(option) = dice.pick(&possible) {
            choices.insert(attribute.id.clone(), option.id.clone());
        }
    }
    configurator.answer(&choices, product::Ask::default()).expect("known").cheapest.expect("it is possible").options
}

/// The lowest point of what is easily known to be a form's extent: boxes, cylinders' ends and rings.
fn bottom(solid: &product::body::Solid) -> f64 {
    let low = |place: &[f64; 12]| match &solid.shape {
        Shape::Box { size, .. } => {
            let reach = [4, 5, 6].iter().zip(size).map(|(row, size)| place[*row].abs() * size / 2.0).sum::<f64>();
            place[7] - reach
        }
        Shape::Torus { radius, tube, arc: None } => place[7] - (place[4].hypot(place[5]) * radius + tube),
        _ => f64::INFINITY,
    };
    solid.places.iter().map(low).fold(f64::INFINITY, f64::min)
}
