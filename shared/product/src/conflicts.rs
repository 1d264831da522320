//! Minimal sets of choices that cannot stand together, from any test of whether a set can.

/// How many conflicts are looked for, and how many sets of choices are tried.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    pub(crate) conflicts: usize,
    pub(crate) sets: usize,
}

/// A choice: attribute, option.
pub(crate) type Choice = (u32, u32);

/// The minimal conflicts among `choices`, of which each is given as it stands there; all of them if the bounds allow.
///
/// Every way to avoid the conflicts found so far is tried: where the rest still conflicts, there is one more.
pub(crate) fn minimal(
    choices: &[Choice],
    bounds: Bounds,
    mut feasible: impl FnMut(&[Choice]) -> bool,
) -> Vec<Vec<Choice>> {
    let mut found: Vec<Vec<Choice>> = Vec::new();
    let mut tried = vec![Vec::new()];
    let mut next = 0;
    while let Some(without) = tried.get(next).cloned() {
        next += 1;
        let disjoint = |conflict: &&Vec<Choice>| conflict.iter().all(|choice| !without.contains(choice));
        let known = found.iter().find(disjoint).cloned();
        let conflict = known.or_else(|| {
            let rest: Vec<Choice> = choices.iter().copied().filter(|choice| !without.contains(choice)).collect();
            let conflict = one(&[], &rest, &mut feasible)?;
            found.push(conflict.clone());
            Some(conflict)
        });
        if found.len() >= bounds.conflicts || tried.len() >= bounds.sets {
            break;
        }
        for choice in conflict.into_iter().flatten() {
            let mut more: Vec<Choice> = without.iter().copied().chain([choice]).collect();
            more.sort_unstable();
            if !tried.contains(&more) {
                tried.push(more);
            }
        }
    }
    for conflict in &mut found {
        conflict.sort_unstable();
    }
    found.sort();
    found
}

/// One minimal set of `choices` that cannot stand together with `given`; nothing when all can.
pub(crate) fn one(
    given: &[Choice],
    choices: &[Choice],
    feasible: &mut impl FnMut(&[Choice]) -> bool,
) -> Option<Vec<Choice>> {
    let all: Vec<Choice> = given.iter().chain(choices).copied().collect();
    if feasible(&all) {
        return None;
    }
    Some(if feasible(given) { narrow(given, false, choices, feasible) } else { Vec::new() })
}

/// Halves the choices (Junker's QuickXplain): what one half needs of itself given the other, and the other way round.
/// `given` and `choices` together conflict; `grown` says whether `given` may conflict alone.
fn narrow(
    given: &[Choice],
    grown: bool,
    choices: &[Choice],
    feasible: &mut impl FnMut(&[Choice]) -> bool,
) -> Vec<Choice> {
    if grown && !feasible(given) {
        return Vec::new();
    }
    if choices.len() <= 1 {
        return choices.to_vec();
    }
    let (left, right) = choices.split_at(choices.len() / 2);
    let with_left: Vec<Choice> = given.iter().chain(left).copied().collect();
    let needed_right = narrow(&with_left, true, right, feasible);
    let with_right: Vec<Choice> = given.iter().chain(&needed_right).copied().collect();
    let mut needed = narrow(&with_right, !needed_right.is_empty(), left, feasible);
    needed.extend(needed_right);
    needed
}
