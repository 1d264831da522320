//! Product models and the engine that configures them.
//!
//! A [`Model`] is the source that an author writes. [`Flat`] is the same with sub-assemblies unrolled. From it comes a
//! constraint network, and from that one of two back ends behind the [`Engine`] trait: a compiled decision graph, whose
//! every answer is one run up and one run down, or incremental satisfiability for models that do not compile.
//! [`Configurator`] speaks in ids and sentences.
//!
//! Pure: no IO, no clock, no randomness.

pub mod body;
mod checks;
mod configurator;
mod conflicts;
pub mod demo;
mod dense;
pub mod draft;
mod engine;
mod fault;
pub mod generate;
mod graph;
pub mod model;
mod network;
pub mod report;
mod sat;
mod uvl;
mod whole;

pub use checks::{CaseResult, Examination, Finding, MOST_EXPLAINED, Miss};
pub use configurator::{
    Answer, Ask, AttributeView, Built, Change, Choices, Chosen, Configurator, Consequence, Limits, Mended, OptionView,
    Reason, RuleName,
};
pub use engine::{BackEnd, Completion, Engine, Outlook, Repair, State};
pub use fault::{Fault, KINDS};
pub use graph::{Graph, GraphLimits, GraphSize};
pub use model::{Flat, Model};
pub use sat::SatEngine;
pub use uvl::from_uvl;
pub use whole::{Pick, Whole};
