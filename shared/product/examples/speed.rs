//! Times a model: compile, clicks, explanations, size of the graph.
//!
//! `cargo run --release -p sextant-product --example speed [FILE.uvl|FILE.json|vehicle] [graph|sat]`

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::disallowed_methods,
    reason = "an example measures, reads files and may stop"
)]

use flate2::{Compression, write::DeflateEncoder};
use product::{Answer, Ask, BackEnd, Choices, Configurator, Limits, Model, generate, report::read_model};
use std::{
    io::Write,
    time::{Duration, Instant},
};

fn model(name: &str) -> Model {
    if name == "vehicle" {
        return generate::vehicle(1);
    }
    let text = std::fs::read_to_string(name).expect("the file can be read");
    read_model(name, &text).unwrap_or_else(|faults| panic!("{}", faults[0]))
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let done = work();
    (done, start.elapsed())
}

fn spread(name: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |percent: usize| times.get((times.len() * percent / 100).min(times.len().saturating_sub(1))).copied();
    let [median, most, worst] = [50, 95, 100].map(|percent| at(percent).unwrap_or_default());
    println!("{name}: {} times, median {median:.1?}, p95 {most:.1?}, worst {worst:.1?}", times.len());
}

/// Clicks at random until everything is decided, and asks why something is not possible on the way.
struct Session {
    dice: generate::Dice,
    clicks: Vec<Duration>,
    answers: Vec<Duration>,
    explanations: Vec<Duration>,
    repairs: Vec<Duration>,
}

impl Session {
    /// Asks why some option is not possible, and what would have to change for it.
    fn ask_why_not(&mut self, configurator: &mut Configurator, choices: &Choices, answer: &Answer) {
        let refused = answer.attributes.iter().filter(|view| view.chosen.is_none()).flat_map(|view| {
            let impossible = view.options.iter().filter(|option| !option.possible);
            impossible.map(|option| (view.id.clone(), option.id.clone()))
        });
        let refused: Vec<(String, String)> = refused.collect();
        let Some((attribute, option)) = self.dice.pick(&refused).cloned() else { return };
        let (_, time) = timed(|| configurator.why_not(choices, &attribute, &option).expect("known"));
        self.explanations.push(time);
        let mut wanted = choices.clone();
        wanted.insert(attribute.clone(), option);
        let state = configurator.state(&wanted).expect("known");
        let kept = configurator.flat().attribute(&attribute).expect("known");
        let (_, time) = timed(|| configurator.engine().repair(&state, &[kept]));
        self.repairs.push(time);
    }

    fn run(&mut self, configurator: &mut Configurator, most: u32) {
        let mut choices = Choices::new();
        for _ in 0..most {
            let state = configurator.state(&choices).expect("known");
            let (_, time) = timed(|| configurator.engine().outlook(&state, false));
            self.clicks.push(time);
            let (answer, time) = timed(|| configurator.answer(&choices, Ask::default()).expect("known"));
            self.answers.push(time);
            let open: Vec<_> = answer
                .attributes
                .iter()
                .filter(|view| {
                    view.chosen.is_none() && view.options.iter().filter(|option| option.possible).count() > 1
                })
                .collect();
            let Some(view) = self.dice.pick(&open) else { break };
            self.ask_why_not(configurator, &choices, &answer);
            let possible: Vec<_> = view.options.iter().filter(|option| option.possible).collect();
            let option = self.dice.pick(&possible).expect("some are possible");
            choices.insert(view.id.clone(), option.id.clone());
        }
    }
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let name = arguments.next().unwrap_or_else(|| "vehicle".to_owned());
    let back_end = arguments.next();
    let (model, time) = timed(|| model(&name));
    let options: usize =
        model.flatten(&Limits::default().sizes).expect("well formed").attributes.iter().map(|a| a.options.len()).sum();
    println!(
        "{}: {} attributes, {options} options, {} rules, read in {time:.1?}",
        model.name,
        model.attributes.len(),
        model.rules.len()
    );
    let rows: usize = model
        .rules
        .iter()
        .map(|r| if let product::model::Says::Table { rows, .. } = &r.says { rows.len() } else { 0 })
        .sum();
    println!("rows of tables: {rows}");
    let limits = Limits::default();
    let (configurator, time) = timed(|| match back_end.as_deref() {
        Some("sat") => Configurator::build_with(&model, &limits, BackEnd::Sat),
        Some("graph") => Configurator::build_with(&model, &limits, BackEnd::Graph),
        _ => Configurator::build(&model, &limits),
    });
    let mut configurator = configurator.unwrap_or_else(|faults| panic!("{} after {time:.1?}", faults[0]));
    println!("back end {:?}, compiled in {time:.1?}, {:?}", configurator.back_end(), configurator.graph_size());
    if let Some(why) = configurator.fallback() {
        println!("{why}");
    }
    if let Some(bytes) = configurator.graph_bytes() {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&bytes).expect("memory");
        println!("graph: {} bytes, compressed {}", bytes.len(), encoder.finish().expect("memory").len());
    }
    let (count, time) = timed(|| configurator.engine().count(&[]));
    println!("count {:?} in {time:.1?}", count.map(|count| count.to_string()));
    let ((), time) = timed(|| configurator.warm_up());
    println!("explainer ready in {time:.1?}");
    let mut session = Session {
        dice: generate::Dice::new(7),
        clicks: Vec::new(),
        answers: Vec::new(),
        explanations: Vec::new(),
        repairs: Vec::new(),
    };
    let (runs, most) = if configurator.back_end() == BackEnd::Graph { (10, 60) } else { (3, 30) };
    for _ in 0..runs {
        session.run(&mut configurator, most);
    }
    spread("click", session.clicks);
    spread("answer", session.answers);
    spread("why not", session.explanations);
    spread("repair", session.repairs);
}
