//! Faults of models as problems that a person can put right.

use product::Fault;
use protocol::Failure;
use shared::Problem;

/// The problem that a fault is. Its sentence is English so far; `kind` tells translations which one it is.
pub(crate) fn problem(fault: &Fault) -> Problem {
    let problem = match (&fault.rule, &fault.attribute) {
        (Some(rule), _) => Problem::new("problem-model-rule").with("rule", rule),
        (None, Some(attribute)) => Problem::new("problem-model-attribute").with("attribute", attribute),
        (None, None) => Problem::new("problem-model"),
    };
    let field = fault.attribute.clone();
    Problem { field, ..problem }.with("kind", &fault.key).with("detail", &fault.text)
}

pub(crate) fn failure(fault: &Fault) -> Failure {
    problem(fault).into()
}

#[allow(clippy::needless_pass_by_value, reason = "it stands in `map_err`")]
pub(crate) fn failures(faults: Vec<Fault>) -> Failure {
    faults.iter().map(problem).collect::<Vec<_>>().into()
}
