//! Numbered lines that say what is going on.

use std::time::{Duration, Instant};

/// Counts the steps of a command: `[2/5] building the app`.
pub(crate) struct Progress {
    total: usize,
    at: usize,
}

impl Progress {
    pub(crate) fn new(total: usize) -> Self {
        Self { total, at: 0 }
    }

    /// Says that the next step begins.
    pub(crate) fn step(&mut self, what: &str) {
        self.at += 1;
        eprintln!("[{}/{}] {what}", self.at, self.total);
    }
}

/// How long something takes, in words.
pub(crate) struct Clock(Instant);

impl Clock {
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    /// `0.4 s`, `12 s` or `3 min 20 s`.
    pub(crate) fn words(&self) -> String {
        words(self.0.elapsed())
    }
}

fn words(time: Duration) -> String {
    match time.as_secs() {
        seconds @ 60.. => format!("{} min {} s", seconds / 60, seconds % 60),
        seconds @ 10.. => format!("{seconds} s"),
        _ => format!("{:.1} s", time.as_secs_f32()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_short() {
        assert_eq!(words(Duration::from_millis(420)), "0.4 s");
        assert_eq!(words(Duration::from_secs(12)), "12 s");
        assert_eq!(words(Duration::from_secs(200)), "3 min 20 s");
    }
}
