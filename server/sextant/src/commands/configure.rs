use std::{path::Path, time::Instant};

use product::{BackEnd, Fault, report};

use super::print;
use crate::{
    cli::{Configure, ProductEngine},
    trouble::Trouble,
};

/// `sextant configure`
pub(crate) fn configure(options: &Configure, json: bool) -> Result<(), Trouble> {
    let choices = report::read_choices(&options.choose).map_err(Trouble::usage)?;
    let text = std::fs::read_to_string(&options.model).map_err(|why| in_file(&options.model, &why.to_string()))?;
    let name = options.model.to_string_lossy();
    let model = report::read_model(&name, &text).map_err(|faults| in_file(&options.model, &sentences(&faults)))?;
    let engine = options.engine.map(|engine| match engine {
        ProductEngine::Graph => BackEnd::Graph,
        ProductEngine::Sat => BackEnd::Sat,
    });
    let start = Instant::now();
    let mut now = || start.elapsed().as_secs_f64() * 1000.0;
    let said = report::configure(&model, &choices, engine, &mut now)
        .map_err(|faults| in_file(&options.model, &sentences(&faults)))?;
    print(json, &report::in_words(&said), &said)
}

fn in_file(file: &Path, why: &str) -> Trouble {
    Trouble::failed(why).context(file.display())
}

/// The first faults in one line each.
fn sentences(faults: &[Fault]) -> String {
    faults.iter().take(5).map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
