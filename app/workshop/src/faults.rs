//! Faults of models as problems that a person can put right.

use product::Fault;
use protocol::Failure;
use shared::Problem;

/// The problem that a fault is. Beside what its sentence names it tells what is to blame: `rule`, `attribute` or `case`.
pub(crate) fn problem(fault: &Fault) -> Problem {
    let mut problem = Problem::new(&format!("problem-{}", fault.key)).with("detail", &fault.text);
    problem.field.clone_from(&fault.attribute);
    let blamed = [("rule", &fault.rule), ("attribute", &fault.attribute)];
    for (name, value) in blamed.into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?))) {
        problem = problem.with(name, value);
    }
    fault.details.iter().fold(problem, |problem, (name, value)| problem.with(name, value))
}

pub(crate) fn failure(fault: &Fault) -> Failure {
    problem(fault).into()
}

#[allow(clippy::needless_pass_by_value, reason = "it stands in `map_err`")]
pub(crate) fn failures(faults: Vec<Fault>) -> Failure {
    faults.iter().map(problem).collect::<Vec<_>>().into()
}
