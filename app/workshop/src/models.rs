//! Models: opened once, then clicked.

use crate::{
    Clock, Workshop,
    faults::{failure, failures, problem},
};
use product::{
    Configurator, Examination, Flat, Limits, Mended, Model,
    body::{Body, Figure},
    draft::{Draft, Unreadable},
    report::read_model,
};
use protocol::{
    Attribute, Choosable, Click, ClickTimes, Clicked, Draw, Drawn, Examine, Explain, Explained, Failure, FillTable,
    Form, ModelOpened, OpenModel, OpenTimes, Preset, Reply, Translate, Translated,
};
use sha2::{Digest, Sha256};
use shared::Problem;

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
        Ok(Drawn {
            figure: text,
            faults: figure.faults.iter().map(|fault| problem(&fault.clone().in_body())).collect(),
        })
    }
}

/// Everything that an author should know.
pub(crate) fn examine(question: &Examine) -> Reply<Examination> {
    let model = read(&question.source, question.form)?;
    Configurator::examine(&model, &Limits::default()).map_err(failures)
}

/// A model from another language, as a draft.
pub(crate) fn translate(question: &Translate) -> Reply<Translated> {
    let model = read(&question.text, question.form)?;
    let draft = Draft::read(&model.to_json()).map_err(|_| Problem::new("problem-model-json"))?;
    Ok(Translated { source: draft.write() })
}

/// A draft with another table.
pub(crate) fn fill_table(question: &FillTable) -> Reply<Translated> {
    let unread = |why: Unreadable| Problem::new("problem-model-json").with("line", why.line).with("column", why.column);
    let mut draft = Draft::read(&question.source).map_err(unread)?;
    draft.fill_table(&question.rule, &question.csv).map_err(|fault| failure(&fault))?;
    Ok(Translated { source: draft.write() })
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
        presets: presets(model, configurator.flat()),
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
    flat.attributes.iter().zip(model.groups()).map(attribute).collect()
}

/// What a preset names and the model does not have is left out of it.
fn presets(model: &Model, flat: &Flat) -> Vec<Preset> {
    let knows = |attribute: &str, option: &str| {
        flat.attribute(attribute).and_then(|at| flat.attribute_at(at)).is_some_and(|own| own.option(option).is_some())
    };
    let preset = |own: &product::model::Preset| Preset {
        id: if own.id.is_empty() { own.name.clone() } else { own.id.clone() },
        name: own.name.clone(),
        about: own.about.clone(),
        choices: own.choose.iter().filter(|(a, o)| knows(a, o)).map(|(a, o)| (a.clone(), o.clone())).collect(),
    };
    model.presets.iter().map(preset).collect()
}

fn owned(names: Vec<&str>) -> Vec<String> {
    names.into_iter().map(str::to_owned).collect()
}

fn digest(question: &OpenModel) -> [u8; 32] {
    let form = match question.form {
        Form::Json => 0,
        Form::Uvl => 1,
    };
    Sha256::new().chain_update([form]).chain_update(&question.source).finalize().into()
}
