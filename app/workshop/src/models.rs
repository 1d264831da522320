//! Models: opened once, then clicked.

use crate::{
    Clock, Workshop,
    faults::{failure, failures, problem},
};
use product::{
    Configurator, Examination, Flat, Limits, Mended, Model,
    body::{Body, Figure},
    report::read_model,
};
use protocol::{
    Attribute, Choosable, Click, ClickTimes, Clicked, Draw, Drawn, Examine, Explain, Explained, Failure, Form,
    ModelOpened, OpenModel, OpenTimes, Reply,
};
use sha2::{Digest, Sha256};
use shared::Problem;
use std::iter;

/// Ways out that are offered.
const REPAIRS: usize = 3;

/// An open model.
pub(crate) struct Opened {
    pub(crate) configurator: Configurator,
    body: Option<Body>,
    /// What was said of it when it was opened.
    pub(crate) about: ModelOpened,
    /// Of the source as it was written: another text may have the same content, and the same hash.
    digest: [u8; 32],
}

impl Workshop {
    /// Opens a model, unless this very text is open.
    pub(crate) fn open_model(&mut self, question: &OpenModel, now: Clock<'_>) -> Reply<ModelOpened> {
        let digest = digest(question);
        if let Some(key) = self.models.key(|model| model.digest == digest) {
            let about = self.model(&key)?.about.clone();
            return Ok(ModelOpened { milliseconds: OpenTimes::default(), ..about });
        }
        let opened = open(question, digest, now)?;
        let answer = opened.about.clone();
        self.models.put(answer.hash.clone(), opened);
        Ok(answer)
    }

    pub(crate) fn model(&mut self, key: &str) -> Result<&mut Opened, Failure> {
        self.models.get(key).ok_or_else(|| Failure::NotOpen(key.to_owned()))
    }

    /// What the choices leave, and where they leave nothing, why and what would help.
    pub(crate) fn click(&mut self, question: &Click, now: Clock<'_>) -> Reply<Clicked> {
        let Click { model, choices, keep, ask } = question;
        let configurator = &mut self.model(model)?.configurator;
        let start = now();
        let answer = configurator.answer(choices, *ask).map_err(|fault| failure(&fault))?;
        let answered = now();
        let conflicts = if answer.valid { Ok(Vec::new()) } else { configurator.conflicts(choices) };
        let explained = now();
        let keep: Vec<&str> = keep.iter().map(String::as_str).collect();
        let repairs = if answer.valid { Ok(Vec::new()) } else { configurator.repairs(choices, &keep, REPAIRS) };
        let milliseconds =
            ClickTimes { answer: answered - start, conflicts: explained - answered, repairs: now() - explained };
        let (conflicts, repairs) =
            (conflicts.map_err(|fault| failure(&fault))?, repairs.map_err(|fault| failure(&fault))?);
        Ok(Clicked { answer, conflicts, repairs, milliseconds })
    }

    /// Why an option is as it is.
    pub(crate) fn explain(&mut self, question: Explain) -> Reply<Explained> {
        let Explain { model, mut choices, attribute, option } = question;
        let configurator = &mut self.model(&model)?.configurator;
        let unknown = |fault| failure(&fault);
        let refused = configurator.why_not(&choices, &attribute, &option).map_err(unknown)?;
        if refused.is_none() {
            let forced = configurator.why(&choices, &attribute, &option).map_err(unknown)?;
            return Ok(Explained { refused, forced, repairs: Vec::new() });
        }
        choices.insert(attribute.clone(), option);
        let repairs: Vec<Mended> = configurator.repairs(&choices, &[&attribute], REPAIRS).map_err(unknown)?;
        Ok(Explained { refused, forced: None, repairs })
    }
}

impl Workshop {
    /// What a product looks like.
    pub(crate) fn draw(&mut self, question: &Draw) -> Reply<Drawn> {
        let Opened { configurator, body, .. } = self.model(&question.model)?;
        let figure = body.as_ref().map(|body| Figure::of(body, configurator.flat(), &question.options));
        let figure = figure.unwrap_or_default();
        let text = serde_json::to_string(&figure)
            .map_err(|_| Problem::new("problem-workshop-unreadable").with("detail", ""))?;
        Ok(Drawn { figure: text, faults: figure.faults.iter().map(problem).collect() })
    }
}

/// Everything that an author should know.
pub(crate) fn examine(question: &Examine) -> Reply<Examination> {
    let model = read(&question.source, question.form)?;
    Configurator::examine(&model, &Limits::default()).map_err(failures)
}

fn open(question: &OpenModel, digest: [u8; 32], now: Clock<'_>) -> Result<Opened, Failure> {
    let start = now();
    let model = read(&question.source, question.form)?;
    let hash = model.content_hash();
    let compiling = now();
    let mut configurator = Configurator::build(&model, &Limits::default()).map_err(failures)?;
    let compiled = now();
    configurator.warm_up();
    let milliseconds =
        OpenTimes { read: compiling - start, compile: compiled - compiling, explainer: now() - compiled };
    let about = about(&model, &configurator, hash, milliseconds);
    Ok(Opened { configurator, body: model.body, about, digest })
}

fn read(source: &str, form: Form) -> Result<Model, Failure> {
    let name = match form {
        Form::Json => "model.json",
        Form::Uvl => "model.uvl",
    };
    read_model(name, source).map_err(failures)
}

fn about(model: &Model, configurator: &Configurator, hash: String, milliseconds: OpenTimes) -> ModelOpened {
    ModelOpened {
        hash,
        id: model.id.clone(),
        name: model.name.clone(),
        currency: model.currency.clone(),
        minor_digits: model.minor_digits,
        base_price: configurator.flat().base_price,
        attributes: attributes(model, configurator.flat()),
        seen: model.body.as_ref().map(|body| owned(body.attributes(configurator.flat()))),
        back_end: configurator.back_end(),
        fallback: configurator.fallback().map(problem),
        graph: configurator.graph_size(),
        milliseconds,
    }
}

fn attributes(model: &Model, flat: &Flat) -> Vec<Attribute> {
    let attribute = |(attribute, group): (&product::model::FlatAttribute, String)| {
        let options = attribute.options.iter().map(|option| Choosable {
            id: option.id.clone(),
            name: option.name.clone(),
            number: option.number,
            present: option.present,
            price: option.price,
        });
        let (id, name, unit) = (attribute.id.clone(), attribute.name.clone(), attribute.unit.clone());
        Attribute { id, name, group, unit, options: options.collect() }
    };
    flat.attributes.iter().zip(groups(model)).map(attribute).collect()
}

fn owned(names: Vec<&str>) -> Vec<String> {
    names.into_iter().map(str::to_owned).collect()
}

/// The group of each attribute, in the order in which sub-assemblies are unrolled.
fn groups(model: &Model) -> impl Iterator<Item = String> {
    let said = |attribute: &product::model::Attribute| {
        attribute.extra.get("group").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
    };
    let instances = model.assemblies.iter().flat_map(|assembly| {
        let own = move |number: u32| {
            let name = format!("{} {number}", assembly.name);
            iter::repeat_n(name, assembly.attributes.len())
        };
        iter::once(assembly.name.clone()).chain((1..=assembly.max).flat_map(own))
    });
    model.attributes.iter().map(said).chain(instances)
}

fn digest(question: &OpenModel) -> [u8; 32] {
    let form = match question.form {
        Form::Json => 0,
        Form::Uvl => 1,
    };
    Sha256::new().chain_update([form]).chain_update(&question.source).finalize().into()
}
