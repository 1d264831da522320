//! Many histories, on all processors, and what came of them.

use crate::{
    history::{Broken, Plan},
    trace,
};
use shared::planted::{self, Bug};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::Instant,
};

/// Histories that a processor takes at a time.
const SLICE: u64 = 50;

/// Lives `histories` through; whether every promise was kept.
#[allow(clippy::disallowed_methods, reason = "how long it took is told to whoever started it; no history sees it")]
pub(crate) fn clean(seed: u64, histories: u64) -> bool {
    let begun = Instant::now();
    let found = search(seed, histories, None);
    let seconds = begun.elapsed().as_secs_f64();
    let Some((seed, broken)) = found else {
        println!("{histories} histories from seed {seed}, 0 oracles broken, {seconds:.1} s");
        return true;
    };
    println!("seed {seed} breaks a promise, found after {seconds:.1} s: {}", broken.what);
    let (plan, broken) = shrunk(Plan::new(seed), broken);
    let steps: Vec<usize> = (0..plan.steps).filter(|step| !plan.skipped.contains(step)).collect();
    println!("with {} of its steps, {steps:?}: {}", steps.len(), broken.what);
    trace::switch(true);
    let _ = lived(&plan);
    false
}

/// Plants one bug after the other, and makes a table of how many histories it took to see each and which promise it
/// broke; whether each was seen within `most`.
pub(crate) fn planted(seed: u64, most: u64, only: Option<&str>) -> bool {
    let mut all = true;
    println!("| planted bug | histories | seen as |\n|---|--:|---|");
    for bug in Bug::ALL.into_iter().filter(|bug| only.is_none_or(|only| format!("{bug:?}") == only)) {
        let found = search(seed, most, Some(bug));
        all &= found.is_some();
        match found {
            Some((at, broken)) => println!("| {bug:?} | {} | {} |", at - seed + 1, broken.kind()),
            None => println!("| {bug:?} | **not seen** in {most} | |"),
        }
    }
    all
}

/// The first seed, of so many, whose history breaks a promise.
fn search(seed: u64, histories: u64, bug: Option<Bug>) -> Option<(u64, Broken)> {
    let next = AtomicU64::new(seed);
    let end = seed.saturating_add(histories);
    let found: Mutex<Option<(u64, Broken)>> = Mutex::new(None);
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                planted::plant(bug);
                loop {
                    let first = next.fetch_add(SLICE, Ordering::Relaxed);
                    if first >= end {
                        return;
                    }
                    let broken =
                        (first..end.min(first + SLICE)).find_map(|seed| Some((seed, lived(&Plan::new(seed)).err()?)));
                    if let Some(broken) = broken {
                        next.store(end, Ordering::Relaxed);
                        let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
                        if found.as_ref().is_none_or(|known| broken.0 < known.0) {
                            *found = Some(broken);
                        }
                    }
                }
            });
        }
    });
    found.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// A panic breaks a promise too.
fn lived(plan: &Plan) -> Result<(), Broken> {
    catch_unwind(AssertUnwindSafe(|| plan.run())).unwrap_or_else(|panic| {
        let said = panic.downcast_ref::<String>().cloned();
        let said = said.or_else(|| panic.downcast_ref::<&str>().map(|said| (*said).to_owned()));
        Err(Broken { what: format!("panicked: {}", said.unwrap_or_default()), step: None })
    })
}

/// The same failure with as few steps as can be found: first without those after it was seen, then
/// without ever smaller runs of the others (delta debugging, Zeller and Hildebrandt 2002).
fn shrunk(mut plan: Plan, mut broken: Broken) -> (Plan, Broken) {
    if let Some(step) = broken.step {
        plan.steps = step + 1;
    }
    let wanted = broken.kind().to_owned();
    let mut run = plan.steps / 2;
    while run > 0 {
        for first in (0..plan.steps).step_by(run) {
            let mut shorter = plan.clone();
            shorter.skipped.extend(first..plan.steps.min(first + run));
            if shorter == plan {
                continue;
            }
            if let Some(still) = lived(&shorter).err().filter(|still| still.kind() == wanted) {
                (plan, broken) = (shorter, still);
            }
        }
        run /= 2;
    }
    (plan, broken)
}
