//! Secrets of AWS Secrets Manager: each configures a connector, as JSON.

use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::error::ProvideErrorMetadata;
use connectors::Connector;
use futures::future::join_all;
use tracing::error;

/// The secrets that configure connectors.
#[derive(Debug, Clone)]
pub struct Secrets {
    client: Client,
    /// Their ARNs.
    secrets: Vec<String>,
}

/// What was read of them.
#[derive(Debug)]
pub(crate) struct Configured {
    pub(crate) connectors: Vec<Connector>,
    /// Whether every secret could be read, and is a connector.
    pub(crate) is_whole: bool,
}

impl Secrets {
    /// The secrets with these ARNs.
    pub fn new(client: Client, secrets: Vec<String>) -> Self {
        Self { client, secrets }
    }

    /// The connectors that they configure. What is wrong with a secret is logged, without its value.
    pub(crate) async fn connectors(&self) -> Configured {
        let read = join_all(self.secrets.iter().map(|secret| self.connector(secret))).await;
        let mut connectors: Vec<Connector> = Vec::new();
        let mut is_whole = true;
        for (secret, connector) in self.secrets.iter().zip(read) {
            match connector {
                Ok(connector) if connectors.iter().any(|it| it.name == connector.name) => {
                    error!(
                        secret,
                        connector = connector.name,
                        "two secrets configure this connector"
                    );
                    is_whole = false;
                }
                Ok(connector) => connectors.push(connector),
                Err(why) => {
                    error!(secret, error = why, "cannot read a connector's secret");
                    is_whole = false;
                }
            }
        }
        Configured { connectors, is_whole }
    }

    async fn connector(&self, secret: &str) -> Result<Connector, String> {
        let answer = self.client.get_secret_value().secret_id(secret).send().await;
        let answer = answer.map_err(|error| {
            let code = error.code().unwrap_or("Secrets Manager did not answer");
            format!("{code}: {}", error.message().unwrap_or("no message"))
        })?;
        let text = answer.secret_string().ok_or("its value is no text")?;
        serde_json::from_str(text).map_err(|error| match error.classify() {
            // What the connector's form demands; it repeats no secret.
            serde_json::error::Category::Data => error.to_string(),
            _ => {
                format!("its value is no JSON, at line {} column {}", error.line(), error.column())
            }
        })
    }
}
