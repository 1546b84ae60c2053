//! How far everything is.

use chrono::{DateTime, Utc};
use domain::history::History;
use domain::id::Id;
use domain::record::Source;
use domain::stream_position::Part;
use serde::Serialize;
use store::{Phase, Run, generation_of};

use crate::begin::described;
use crate::{Problem, Rebuild};

/// How far everything is.
#[derive(Debug, Clone, Serialize)]
pub struct Status {
    /// The epoch.
    pub epoch: u32,
    /// The shards that are counted.
    pub shards: Vec<ShardStatus>,
    /// How many records are rejected.
    pub rejected: usize,
    /// The accounts that are counted.
    pub accounts: Vec<AccountStatus>,
    /// The run that is in progress.
    pub run: Option<RunStatus>,
}

/// How far a shard is counted.
#[derive(Debug, Clone, Serialize)]
pub struct ShardStatus {
    /// Its table.
    pub table: String,
    /// Its id.
    pub shard: String,
    /// The sequence number of the last record that is counted.
    pub counted: String,
    /// Whether that record is counted in part only.
    pub in_part: bool,
    /// When that record was written.
    pub written: Option<DateTime<Utc>>,
}

/// A generation of an account's counters.
#[derive(Debug, Clone, Serialize)]
pub struct GenerationStatus {
    /// Its number.
    pub number: u32,
    /// The version of the contributions that it counts.
    pub version: u32,
    /// Its time zone.
    pub timezone: String,
    /// How much of the account's history it has.
    pub history: History,
}

/// How an account is counted.
#[derive(Debug, Clone, Serialize)]
pub struct AccountStatus {
    /// The account.
    pub account: Id,
    /// The generation in force.
    pub in_force: GenerationStatus,
    /// Into how many lanes its counters are spread.
    pub lanes: u32,
    /// The generation that the run makes.
    pub being_made: Option<GenerationStatus>,
}

/// How far a run is.
#[derive(Debug, Clone, Serialize)]
pub struct RunStatus {
    /// Its number.
    pub number: u32,
    /// What it is, in words.
    pub description: String,
    /// How far it is.
    pub phase: Phase,
    /// Segments that are counted.
    pub segments_done: usize,
    /// Segments in all.
    pub segments: usize,
    /// Records that it has read.
    pub records: u64,
}

impl Rebuild {
    /// How far everything is.
    pub async fn status(&self) -> Result<Status, Problem> {
        let epoch = self.runs.epoch().await?;
        let mut shards = Vec::new();
        for source in Source::ALL {
            let stream = self.runs.stream(source).await?;
            for (shard, checkpoint) in self.runs.checkpoints(&stream).await? {
                shards.push(ShardStatus {
                    table: self.runs.source(source).to_owned(),
                    shard: shard.id,
                    counted: checkpoint.position.sequence.to_string(),
                    in_part: checkpoint.position.part != Part::Whole,
                    written: checkpoint.written,
                });
            }
        }
        let run = epoch.run.filter(|run| run.phase != Phase::Ended);
        let made = run.as_ref().map(|run| generation_of(run.number));
        let accounts = self.runs.accounts().await?.into_iter().map(|(account, settings)| {
            let status = |it: domain::generation::Generation| GenerationStatus {
                number: it.number,
                version: it.version,
                timezone: it.calendar.zone().to_owned(),
                history: it.history,
            };
            let being_made = settings.beside.filter(|it| Some(it.number) == made).map(status);
            let (in_force, lanes) = (status(settings.in_force), settings.lanes.count);
            AccountStatus { account, in_force, lanes, being_made }
        });
        let accounts = accounts.collect();
        let run = match run {
            None => None,
            Some(run) => Some(self.status_of(&run).await?),
        };
        let rejected = self.runs.rejected().await?.len();
        Ok(Status { epoch: epoch.number, shards, rejected, accounts, run })
    }

    /// How far the run is that is in progress. It costs two requests, where [`status`](Self::status)
    /// reads the whole table of counters.
    pub async fn run_status(&self) -> Result<Option<RunStatus>, Problem> {
        match self.runs.epoch().await?.run.filter(|run| run.phase != Phase::Ended) {
            None => Ok(None),
            Some(run) => self.status_of(&run).await.map(Some),
        }
    }

    async fn status_of(&self, run: &Run) -> Result<RunStatus, Problem> {
        let segments = self.segments(run);
        let places = self.runs.places(&segments).await?;
        Ok(RunStatus {
            number: run.number,
            description: described(run),
            phase: run.phase,
            segments_done: places.iter().filter(|place| place.reached.done).count(),
            segments: segments.len(),
            records: places.iter().map(|place| place.reached.records).sum(),
        })
    }

    /// The rejected records, of one account or of all.
    pub async fn rejected(
        &self,
        account: Option<&Id>,
    ) -> Result<Vec<store::RejectedRecord>, Problem> {
        let mut all = self.runs.rejected().await?;
        all.retain(|rejected| account.is_none_or(|account| rejected.names(account)));
        all.sort_by_key(|rejected| rejected.at);
        Ok(all)
    }
}
