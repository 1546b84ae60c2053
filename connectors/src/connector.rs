//! Connectors: which platform feeds which account, and by which secrets.

use std::collections::BTreeMap;

use domain::id::Id;
use serde::{Deserialize, Deserializer};

use crate::rate_card::RateCard;
use crate::record::{Attributes, Put, SourceRecord, Table};
use crate::secret::Secret;

/// The longest name of a connector in bytes.
const LONGEST_NAME: usize = 32;

/// A platform that feeds an account.
#[derive(Debug, Clone, PartialEq)]
pub struct Connector {
    /// Its name: it stands in the webhook's address, and all ids that it makes begin with it.
    pub name: String,
    /// The account that its records belong to.
    pub account: Id,
    /// The account's time zone, written to the directory where that has none.
    pub timezone: Option<String>,
    /// The platform.
    pub platform: Platform,
    /// What messages cost that the platform bills.
    pub rate_card: Option<RateCard>,
}

/// A platform, and how to talk to it.
#[derive(Debug, Clone, PartialEq)]
pub enum Platform {
    /// An account of a Chatwoot.
    Chatwoot(Chatwoot),
    /// An app of the WhatsApp Cloud API.
    WhatsApp(WhatsApp),
}

/// An account of a Chatwoot.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chatwoot {
    /// The account's number in Chatwoot.
    pub account: u32,
    /// Where Chatwoot is, such as `https://app.chatwoot.com`: for the sweep.
    #[serde(default)]
    pub url: Option<String>,
    /// The secret that Chatwoot signs its webhooks with.
    #[serde(default)]
    pub webhook_secret: Option<Secret>,
    /// What the webhook's address has as `?token=`, for a Chatwoot that does not sign.
    #[serde(default)]
    pub token: Option<Secret>,
    /// An access token of an administrator, for the sweep.
    #[serde(default)]
    pub api_token: Option<Secret>,
}

/// An app of the WhatsApp Cloud API.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WhatsApp {
    /// The app's secret, which signs its webhooks.
    pub app_secret: Secret,
    /// What the app's verification request has to say.
    pub verify_token: Secret,
    /// Names of the account's phone numbers by their ids. Messages of other numbers are not taken,
    /// since an app has one address for the webhooks of all its numbers. Empty: all are taken.
    #[serde(default)]
    pub phone_numbers: BTreeMap<String, String>,
}

/// What is wrong with a connector, and what to change.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigurationError {
    /// A name that cannot stand in an address and in ids.
    #[error("`name` must be 1 to 32 small letters, digits and `-`, and begin with a letter")]
    Name,
    /// Two connectors of one name.
    #[error("two connectors are called `{0}`: give each its own name")]
    SameName(String),
    /// An account's id that is none.
    #[error("connector `{0}`: `account_id` {1}")]
    Account(String, domain::id::IdError),
    /// A zone that the time zone database does not have.
    #[error("connector `{0}`: `timezone` must be a name such as `Asia/Taipei`")]
    Timezone(String),
    /// No platform, or several.
    #[error("connector `{0}`: give either `chatwoot` or `whatsapp`")]
    Platform(String),
    /// Nothing that shows that a webhook is Chatwoot's.
    #[error(
        "connector `{0}`: `chatwoot` needs `webhook_secret`, or `token` for a Chatwoot that does not sign"
    )]
    NoSecret(String),
    /// A secret that can be guessed.
    #[error(
        "connector `{0}`: `{1}` is too short or too regular: take 32 random hexadecimal digits \
         (`openssl rand -hex 16`)"
    )]
    WeakSecret(String, &'static str),
    /// A URL that the sweep cannot use.
    #[error("connector `{0}`: `url` must begin with `https://`, or `http://` on this machine")]
    Url(String),
    /// An access token without the place that it is for, or the other way round.
    #[error("connector `{0}`: the sweep needs both `url` and `api_token`")]
    HalfASweep(String),
    /// A phone number's id that is none.
    #[error("connector `{0}`: `phone_numbers` must be named by their ids, which are digits")]
    PhoneNumber(String),
}

/// A connector as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    name: String,
    account_id: String,
    #[serde(default)]
    timezone: Option<String>,
    #[serde(default)]
    chatwoot: Option<Chatwoot>,
    #[serde(default)]
    whatsapp: Option<WhatsApp>,
    #[serde(default)]
    rate_card: Option<RateCard>,
}

impl Connector {
    fn of(written: Written) -> Result<Self, ConfigurationError> {
        use ConfigurationError as Error;
        let name = written.name;
        check_name(&name)?;
        let account =
            Id::new(&written.account_id).map_err(|why| Error::Account(name.clone(), why))?;
        check_timezone(&name, written.timezone.as_deref())?;
        let platform = match (written.chatwoot, written.whatsapp) {
            (Some(chatwoot), None) => {
                chatwoot.check(&name)?;
                Platform::Chatwoot(chatwoot)
            }
            (None, Some(whatsapp)) => {
                whatsapp.check(&name)?;
                Platform::WhatsApp(whatsapp)
            }
            _ => return Err(Error::Platform(name)),
        };
        let (timezone, rate_card) = (written.timezone, written.rate_card);
        Ok(Self { name, account, timezone, platform, rate_card })
    }

    /// A connector that reads a Chatwoot and takes no webhooks, for an import. Its ids are those of
    /// the connector with the same name that takes them.
    pub fn reading(
        name: &str,
        account: Id,
        timezone: Option<String>,
        chatwoot: Chatwoot,
    ) -> Result<Self, ConfigurationError> {
        check_name(name)?;
        check_timezone(name, timezone.as_deref())?;
        chatwoot.check_reading(name)?;
        let (name, platform) = (name.to_owned(), Platform::Chatwoot(chatwoot));
        Ok(Self { name, account, timezone, platform, rate_card: None })
    }

    /// What the directory has of the account from its configuration.
    pub fn directory(&self) -> Vec<SourceRecord> {
        let entity = |entity: &str| {
            let account = Attributes::new().text("account_id", self.account.as_str());
            account.text("entity", entity)
        };
        let record = |put, item: Attributes| {
            let record = SourceRecord::new(Table::Directory, item.item());
            SourceRecord { put, ..record }
        };
        let zone = self.timezone.iter();
        let zone = zone.map(|zone| record(Put::IfAbsent, entity("account").text("timezone", zone)));
        let numbers = match &self.platform {
            Platform::WhatsApp(whatsapp) => Some(&whatsapp.phone_numbers),
            Platform::Chatwoot(_) => None,
        };
        let inboxes = numbers.into_iter().flatten().map(|(number, name)| {
            let inbox = entity(&format!("inbox#{}", crate::id::id(&self.name, number)));
            record(Put::Update, inbox.text("name", name).text("channel", "whatsapp"))
        });
        zone.chain(inboxes).collect()
    }
}

impl Chatwoot {
    fn check(&self, connector: &str) -> Result<(), ConfigurationError> {
        use ConfigurationError as Error;
        let connector = || connector.to_owned();
        if self.webhook_secret.is_none() && self.token.is_none() {
            return Err(Error::NoSecret(connector()));
        }
        for (secret, name) in [(&self.webhook_secret, "webhook_secret"), (&self.token, "token")] {
            if secret.as_ref().is_some_and(|secret| !secret.has_128_bits()) {
                return Err(Error::WeakSecret(connector(), name));
            }
        }
        self.check_reading(&connector())
    }

    fn check_reading(&self, connector: &str) -> Result<(), ConfigurationError> {
        use ConfigurationError as Error;
        if self.url.is_some() != self.api_token.is_some() {
            return Err(Error::HalfASweep(connector.to_owned()));
        }
        match &self.url {
            Some(url) if !is_safe(url) => Err(Error::Url(connector.to_owned())),
            _ => Ok(()),
        }
    }
}

fn check_name(name: &str) -> Result<(), ConfigurationError> {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let is_right = name.len() <= LONGEST_NAME
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(is_plain);
    if is_right { Ok(()) } else { Err(ConfigurationError::Name) }
}

fn check_timezone(name: &str, zone: Option<&str>) -> Result<(), ConfigurationError> {
    let is_right = zone.is_none_or(|zone| domain::calendar::Calendar::named(zone).is_some());
    if is_right { Ok(()) } else { Err(ConfigurationError::Timezone(name.to_owned())) }
}

/// Whether an access token may be sent there: encrypted, or without leaving the machine.
fn is_safe(url: &str) -> bool {
    let host = |url: &str| url.split(['/', ':']).next().unwrap_or_default().to_owned();
    match (url.strip_prefix("https://"), url.strip_prefix("http://")) {
        (Some(rest), _) => !host(rest).is_empty(),
        (None, Some(rest)) => ["127.0.0.1", "localhost"].contains(&host(rest).as_str()),
        _ => false,
    }
}

impl WhatsApp {
    fn check(&self, connector: &str) -> Result<(), ConfigurationError> {
        use ConfigurationError as Error;
        let connector = || connector.to_owned();
        for (secret, name) in
            [(&self.app_secret, "app_secret"), (&self.verify_token, "verify_token")]
        {
            if !secret.has_128_bits() {
                return Err(Error::WeakSecret(connector(), name));
            }
        }
        let is_number = |id: &String| {
            (1..=32).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !self.phone_numbers.keys().all(is_number) {
            return Err(Error::PhoneNumber(connector()));
        }
        Ok(())
    }
}

impl<'de> Deserialize<'de> for Connector {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::of(Written::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// All connectors of a file, by name: `{"connectors": [{…}, …]}`, or the same as TOML.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Connectors(pub BTreeMap<String, Connector>);

impl<'de> Deserialize<'de> for Connectors {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct File {
            connectors: Vec<Connector>,
        }
        let mut connectors = BTreeMap::new();
        for connector in File::deserialize(deserializer)?.connectors {
            let name = connector.name.clone();
            if connectors.insert(name.clone(), connector).is_some() {
                return Err(serde::de::Error::custom(ConfigurationError::SameName(name)));
            }
        }
        Ok(Self(connectors))
    }
}

#[cfg(test)]
mod tests;
