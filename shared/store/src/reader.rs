//! Reading counters and the directory, for the sections.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::get_item::builders::GetItemFluentBuilder;
use domain::calendar::Calendar;
use domain::counter::{Scope, VERSION};
use domain::directory::Directory;
use domain::generation::Generation;
use domain::history::History;
use domain::id::Id;
use domain::section::{Counters, ReadPlan};
use futures::future::try_join;
use tokio::time::Instant;

use crate::attribute::Item;
use crate::connection;
use crate::counters::ScopeCounters;
use crate::directory;
use crate::epoch::{Epoch, first_generation};
use crate::error::Error;
use crate::keys::Key;
use crate::settings::{ANSWERED, CountingSettings};
use crate::tables::Tables;

/// The most accounts whose contexts are kept in memory.
const MOST_CONTEXTS: usize = 1_000;

/// What is known of an account: the calendar in force, and its directory.
#[derive(Debug, Clone)]
pub struct AccountContext {
    /// The calendar that it is counted in; before its first record, that of the directory.
    pub calendar: Calendar,
    /// Its directory, for names.
    pub directory: Directory,
    /// How much of its history its counters have.
    pub history: History,
    generation: u32,
    lanes: u32,
    version: u32,
}

/// How long an account's settings are used from memory: shorter than writers wait with lanes that
/// readers may not know yet.
const SETTINGS_KEPT: Duration = Duration::from_mins(1);

/// A context in memory.
#[derive(Debug, Clone)]
struct Kept {
    read: Instant,
    settings_read: Instant,
    context: Arc<AccountContext>,
}

/// Contexts by account.
type Contexts = HashMap<Id, Kept>;

/// Reads counters and names, and nothing else; never a source record.
#[derive(Debug, Clone)]
pub struct Reader {
    client: Client,
    tables: Arc<Tables>,
    contexts_kept: Duration,
    history: History,
    contexts: Arc<Mutex<Contexts>>,
}

impl Reader {
    /// A reader of these tables. It keeps contexts in memory for `contexts_kept`. `history` is what
    /// new accounts have of their history where the tables themselves do not say.
    pub fn new(client: Client, tables: Tables, contexts_kept: Duration, history: History) -> Self {
        let (tables, contexts) = (Arc::new(tables), Arc::default());
        Self { client, tables, contexts_kept, history, contexts }
    }

    /// Opens a connection, for a function that is being started.
    pub async fn connect(&self) {
        connection::open(&self.client, &self.tables.counters).await;
    }

    /// What is known of an account, perhaps from memory.
    pub async fn account_context(&self, account: &Id) -> Result<Arc<AccountContext>, Error> {
        let kept = {
            let contexts = self.contexts.lock().unwrap_or_else(PoisonError::into_inner);
            contexts.get(account).cloned()
        };
        match kept {
            Some(Kept { read, settings_read, context })
                if read.elapsed() < self.contexts_kept
                    && settings_read.elapsed() < SETTINGS_KEPT =>
            {
                Ok(context)
            }
            Some(kept) if kept.read.elapsed() < self.contexts_kept => {
                self.with_fresh_settings(account, kept).await
            }
            _ => self.fresh_account_context(account).await,
        }
    }

    /// What is known of an account, read now. Before a caller answers that an id is unknown, it
    /// looks the id up here, because a context from memory may be too old to have it.
    pub async fn fresh_account_context(&self, account: &Id) -> Result<Arc<AccountContext>, Error> {
        let read = Instant::now();
        let directory = directory::whole(&self.client, &self.tables.directory, account);
        let (settings, directory) = try_join(self.settings(account), directory).await?;
        // An account without settings may get some with another zone at any moment.
        let keep = settings.is_some() && !self.contexts_kept.is_zero();
        let context = if let Some(CountingSettings { in_force, lanes, .. }) = settings {
            let Generation { number, calendar, history, version, .. } = in_force;
            let lanes = lanes.count;
            AccountContext { calendar, directory, history, generation: number, lanes, version }
        } else {
            let epoch = self.epoch().await?;
            AccountContext {
                calendar: directory.calendar(),
                directory,
                history: epoch.history.unwrap_or(self.history),
                generation: first_generation(epoch.number),
                lanes: 1,
                version: VERSION,
            }
        };
        let context = Arc::new(context);
        if keep {
            let context = Arc::clone(&context);
            self.keep(account, Kept { read, settings_read: read, context });
        }
        Ok(context)
    }

    /// A context from memory with the account's settings read now.
    async fn with_fresh_settings(
        &self,
        account: &Id,
        kept: Kept,
    ) -> Result<Arc<AccountContext>, Error> {
        let settings_read = Instant::now();
        let Some(CountingSettings { in_force, lanes, .. }) = self.settings(account).await? else {
            return self.fresh_account_context(account).await;
        };
        let context = Arc::new(AccountContext {
            calendar: in_force.calendar,
            directory: kept.context.directory.clone(),
            history: in_force.history,
            generation: in_force.number,
            lanes: lanes.count,
            version: in_force.version,
        });
        self.keep(account, Kept { settings_read, context: Arc::clone(&context), ..kept });
        Ok(context)
    }

    fn keep(&self, account: &Id, kept: Kept) {
        let mut contexts = self.contexts.lock().unwrap_or_else(PoisonError::into_inner);
        if contexts.len() >= MOST_CONTEXTS {
            contexts.clear();
        }
        contexts.insert(account.clone(), kept);
    }

    /// The counters of an account that a section reads, of one inbox or of all.
    pub async fn counters(
        &self,
        account: &Id,
        context: &AccountContext,
        inbox: Option<&Id>,
        read_plan: &ReadPlan,
    ) -> Result<Counters, Error> {
        let counters = ScopeCounters {
            client: &self.client,
            table: &self.tables.counters,
            account,
            generation: context.generation,
            lanes: context.lanes,
            version: context.version,
            scope: &Scope::of(inbox),
        };
        let directory = &context.directory;
        let staff = directory.agents.len() + directory.teams.len();
        counters.read(read_plan, staff.max(directory.flows.len())).await
    }

    async fn settings(&self, account: &Id) -> Result<Option<CountingSettings>, Error> {
        let doing = "reading an account's counting settings";
        // Only of the generation in force, and without its key.
        let names = ANSWERED.iter().enumerate().map(|(n, name)| (format!("#n{n}"), *name));
        let request = self.get(&Key::settings(account));
        let request = names.clone().fold(request, |request, (placeholder, name)| {
            request.expression_attribute_names(placeholder, name)
        });
        let projection: Vec<_> = names.map(|(placeholder, _)| placeholder).collect();
        let item = Self::item(request.projection_expression(projection.join(", ")), doing).await?;
        item.as_ref().map(CountingSettings::read).transpose()
    }

    async fn epoch(&self) -> Result<Epoch, Error> {
        let item = Self::item(self.get(&Key::epoch()), "reading the epoch").await?;
        Epoch::read(item.as_ref())
    }

    fn get(&self, key: &Key) -> GetItemFluentBuilder {
        self.client.get_item().table_name(&self.tables.counters).set_key(Some(key.item()))
    }

    async fn item(
        request: GetItemFluentBuilder,
        doing: &'static str,
    ) -> Result<Option<Item>, Error> {
        Ok(request.send().await.map_err(|error| Error::sdk(doing, error))?.item)
    }
}
