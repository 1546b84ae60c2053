//! Raising an account's count of lanes.

use config::Clock;
use domain::id::Id;
use store::{LANES_NOTICE, Lanes, MOST_LANES};

use crate::{Problem, Rebuild};

impl Rebuild {
    /// Raises an account's count of lanes; what it is now. The counters stay as they are: more items
    /// of each are written from then on, and all are added up.
    ///
    /// # Errors
    ///
    /// Where the account has more lanes already, is not counted, or was changed meanwhile.
    pub async fn raise_lanes(&self, account: &Id, count: u32) -> Result<Lanes, Problem> {
        let Some(settings) = self.runs.settings(account).await? else {
            return Err(Problem::Wait(format!("nothing is counted of the account {account}")));
        };
        let lanes = settings.lanes;
        if count > MOST_LANES {
            return Err(Problem::Wait(format!("an account has at most {MOST_LANES} lanes")));
        }
        if count < lanes.count {
            let has = lanes.count;
            let what = format!("{account} has {has} lanes, and they are never made fewer");
            return Err(Problem::Wait(what));
        }
        if count == lanes.count {
            return Ok(lanes);
        }
        let notice = LANES_NOTICE.min(self.grace);
        let raised = lanes.raised(count, Clock::System.now(), notice);
        if self.writer.raise_lanes(account, lanes, raised).await? {
            Ok(raised)
        } else {
            Err(Problem::Wait("the account's settings were changed meanwhile: try again".into()))
        }
    }
}
