//! The connectors that there are.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};
use std::time::Duration;

use connectors::Connector;
use tokio::time::Instant;

use crate::secrets::Secrets;

/// How long after secrets were read they are read again at the earliest.
const READ_AGAIN_AFTER: Duration = Duration::from_mins(1);

/// The connectors by name. On AWS they are read from secrets, and read again where a signature is
/// wrong: perhaps its secret was changed.
#[derive(Debug, Clone)]
pub struct Connectors {
    secrets: Option<Secrets>,
    known: Arc<RwLock<Known>>,
    /// When secrets were last read. Whoever reads them holds it.
    read: Arc<tokio::sync::Mutex<Option<Instant>>>,
}

/// What is known of the connectors.
#[derive(Debug, Default)]
struct Known {
    connectors: BTreeMap<String, Arc<Connector>>,
    /// Whether every secret could be read. Else a connector that is not known may be one.
    is_whole: bool,
}

/// What is known of a name.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Found {
    /// It is this connector's.
    Connector(Arc<Connector>),
    /// There is no such connector.
    Unknown,
    /// Not all connectors could be read.
    Unreadable,
}

impl Connectors {
    /// These connectors, and no others.
    pub fn fixed(connectors: connectors::Connectors) -> Self {
        let connectors = connectors.0.into_iter().map(|(name, it)| (name, Arc::new(it)));
        let known = Known { connectors: connectors.collect(), is_whole: true };
        Self { secrets: None, known: Arc::new(RwLock::new(known)), read: Arc::default() }
    }

    /// The connectors that these secrets configure.
    pub async fn read(secrets: Secrets) -> Self {
        let connectors =
            Self { secrets: Some(secrets), known: Arc::default(), read: Arc::default() };
        connectors.read_again().await;
        connectors
    }

    /// The connector with this name.
    pub(crate) fn find(&self, name: &str) -> Found {
        let known = self.known();
        match known.connectors.get(name) {
            Some(connector) => Found::Connector(Arc::clone(connector)),
            None if known.is_whole => Found::Unknown,
            None => Found::Unreadable,
        }
    }

    /// All of them.
    pub(crate) fn all(&self) -> Vec<Arc<Connector>> {
        self.known().connectors.values().cloned().collect()
    }

    /// Whether every secret could be read when secrets were last read.
    pub(crate) fn are_whole(&self) -> bool {
        self.known().is_whole
    }

    fn known(&self) -> RwLockReadGuard<'_, Known> {
        self.known.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads the secrets again, at most once a minute; whether it did. Who sends wrong signatures must
    /// not make us ask for secrets as often.
    pub(crate) async fn read_again(&self) -> bool {
        let Some(secrets) = &self.secrets else { return false };
        let mut read = self.read.lock().await;
        if read.is_some_and(|at| at.elapsed() < READ_AGAIN_AFTER) {
            return false;
        }
        let before = self.all();
        let configured = secrets.connectors().await;
        let mut connectors: BTreeMap<_, _> = configured
            .connectors
            .into_iter()
            .map(|connector| (connector.name.clone(), Arc::new(connector)))
            .collect();
        if !configured.is_whole {
            // What could be read before is better than nothing.
            for connector in before {
                connectors.entry(connector.name.clone()).or_insert(connector);
            }
        }
        *read = Some(Instant::now());
        let known = Known { connectors, is_whole: configured.is_whole };
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = known;
        true
    }
}
