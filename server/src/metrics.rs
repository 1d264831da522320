//! What the server counts about itself, in the text form of Prometheus.

use std::sync::Mutex;
use std::time::Duration;

use prometheus_client::encoding::{EncodeLabelSet, text::encode};
use prometheus_client::metrics::{
    counter::Counter,
    family::Family,
    gauge::Gauge,
    histogram::{Histogram, exponential_buckets},
};
use prometheus_client::registry::Registry;
use shared::sync::Status;

/// How a mutation ended.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct OutcomeLabel {
    outcome: &'static str,
}

/// Which route answered how.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct RouteLabel {
    method: String,
    route: String,
    status: u16,
}

/// All figures. Labels hold route patterns and fixed words only, so that their number is bounded and
/// nobody's data ends up in them.
pub struct Metrics {
    registry: Mutex<Registry>,
    /// Pushes answered.
    pub pushes: Counter,
    mutations: Family<OutcomeLabel, Counter>,
    commit_seconds: Histogram,
    /// Commits that somebody else came before.
    pub conflicts: Counter,
    /// Commits that failed otherwise.
    pub failures: Counter,
    /// Rows given to replicas by pulls.
    pub pulled_rows: Counter,
    /// Snapshot manifests made.
    pub snapshots: Counter,
    /// Sessions begun.
    pub sign_ins: Counter,
    /// Sign-ins refused.
    pub refused_sign_ins: Counter,
    /// Signed-in devices, as last counted.
    pub sessions: Gauge,
    /// 1 while the disk is too full for writes, as last looked; else 0.
    pub read_only: Gauge,
    /// Open streams of events.
    pub streams: Gauge,
    /// Place of the log's last entry.
    pub head: Gauge,
    requests: Family<RouteLabel, Counter>,
    request_seconds: Histogram,
}

impl Default for Metrics {
    fn default() -> Self {
        let metrics = Self {
            registry: Mutex::default(),
            pushes: Counter::default(),
            mutations: Family::default(),
            commit_seconds: Histogram::new(exponential_buckets(0.0005, 2.0, 14)),
            conflicts: Counter::default(),
            failures: Counter::default(),
            pulled_rows: Counter::default(),
            snapshots: Counter::default(),
            sign_ins: Counter::default(),
            refused_sign_ins: Counter::default(),
            sessions: Gauge::default(),
            read_only: Gauge::default(),
            streams: Gauge::default(),
            head: Gauge::default(),
            requests: Family::default(),
            request_seconds: Histogram::new(exponential_buckets(0.001, 2.0, 14)),
        };
        metrics.registry.lock().map_or_else(|_| (), |mut registry| metrics.register(&mut registry));
        metrics
    }
}

impl Metrics {
    fn register(&self, registry: &mut Registry) {
        let registry = registry.sub_registry_with_prefix("sextant");
        registry.register("pushes", "Pushes answered", self.pushes.clone());
        registry.register("mutations", "Mutations by outcome", self.mutations.clone());
        registry.register("commit_seconds", "Time of a commit until it was on disk", self.commit_seconds.clone());
        registry.register("commit_conflicts", "Commits that another server came before", self.conflicts.clone());
        registry.register("commit_failures", "Commits that failed", self.failures.clone());
        registry.register("pulled_rows", "Rows given to replicas by pulls", self.pulled_rows.clone());
        registry.register("snapshots", "Snapshot manifests made", self.snapshots.clone());
        registry.register("sign_ins", "Sessions begun", self.sign_ins.clone());
        registry.register("refused_sign_ins", "Sign-ins refused", self.refused_sign_ins.clone());
        registry.register("sessions", "Signed-in devices", self.sessions.clone());
        registry.register("read_only", "1 while the disk is too full for writes", self.read_only.clone());
        registry.register("event_streams", "Open streams of events", self.streams.clone());
        registry.register("log_head", "Place of the last log entry", self.head.clone());
        registry.register("http_requests", "Requests by route and status", self.requests.clone());
        registry.register("http_request_seconds", "Time to answer, streams left out", self.request_seconds.clone());
    }

    /// A mutation ended like this.
    pub fn mutation(&self, status: &Status) {
        let outcome = match status {
            Status::Applied => "applied",
            Status::Merged { .. } => "merged",
            Status::Rejected { .. } => "rejected",
            Status::Cloned => "cloned",
        };
        self.mutations.get_or_create(&OutcomeLabel { outcome }).inc();
    }

    /// A commit took this long.
    pub fn committed(&self, took: Duration) {
        self.commit_seconds.observe(took.as_secs_f64());
    }

    /// A request was answered.
    pub fn request(&self, method: &str, route: &str, status: u16, took: Duration) {
        let label = RouteLabel { method: method.to_owned(), route: route.to_owned(), status };
        self.requests.get_or_create(&label).inc();
        self.request_seconds.observe(took.as_secs_f64());
    }

    /// Everything as Prometheus reads it.
    pub fn text(&self) -> String {
        let mut text = String::new();
        if let Ok(registry) = self.registry.lock() {
            // Writing into a string does not fail.
            let _ = encode(&mut text, &registry);
        }
        text
    }
}
