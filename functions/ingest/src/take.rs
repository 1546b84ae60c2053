//! What takes events, and how it is configured.

use std::sync::Arc;
use std::time::Duration;

use config::{Clock, ConnectorSettings};
use connectors::{Connector, Taken};
use futures::future::join;
use intake::{Intake, Taking};
use store::Conversations;

use crate::configured::Connectors;
use crate::secrets::Secrets;

/// What takes events.
#[derive(Debug, Clone)]
pub struct Ingest {
    pub(crate) connectors: Connectors,
    pub(crate) intake: Intake,
    pub(crate) clock: Clock,
    /// The stack that metrics name; without it there are none.
    pub(crate) stack: Option<Arc<str>>,
}

/// Why an event could not be written, or a sweep not be made whole.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    /// It could not be written.
    #[error(transparent)]
    Intake(#[from] intake::Failed),
    /// Not all connectors are known.
    #[error("the secret of a connector cannot be read")]
    Secret,
    /// The function is not configured.
    #[error("CONVERSATIONS_TABLE must name a table")]
    NoTable,
    /// What changed in a Chatwoot could not be read.
    #[error("what changed could not be read of these connectors: {0}")]
    Unread(String),
}

impl From<store::Error> for Failed {
    fn from(error: store::Error) -> Self {
        Self::Intake(error.into())
    }
}

impl Ingest {
    /// What a function is configured with. It reads the secrets, and opens a connection.
    pub async fn start(
        settings: ConnectorSettings,
        clock: Clock,
        stack: Option<&str>,
    ) -> Result<Self, Failed> {
        let conversations = settings.conversations.ok_or(Failed::NoTable)?;
        let client = aws_sdk_secretsmanager::Client::new(&settings.sdk);
        let secrets = Secrets::new(client, settings.secrets);
        let (connectors, ()) = join(Connectors::read(secrets), conversations.connect()).await;
        Ok(Self::new(connectors, conversations, clock, stack))
    }

    /// Takes events of these connectors.
    pub fn new(
        connectors: Connectors,
        conversations: Conversations,
        clock: Clock,
        stack: Option<&str>,
    ) -> Self {
        let (stack, intake) = (stack.map(Into::into), Intake::new(conversations));
        Self { connectors, intake, clock, stack }
    }

    /// The same with another longest time that writing an event may take.
    #[must_use]
    pub fn within(self, longest: Duration) -> Self {
        Self { intake: self.intake.within(longest), ..self }
    }

    /// Writes all that is taken of an event. What is written in part is written whole by the same event
    /// when it comes again.
    pub async fn take(&self, connector: &Connector, taken: Taken) -> Result<Taking, Failed> {
        Ok(self.intake.take(connector, taken).await?)
    }
}
