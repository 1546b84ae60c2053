//! What a good record is, and what it says: section 2 of `SPEC.md`, attribute by attribute.

use chrono::{DateTime, Datelike, Utc};

use super::money;
use crate::source::{Attr, Item, Table, Version};

/// A good record.
#[derive(Clone, Debug)]
pub(super) enum Record {
    Message(Message),
    Session(Session),
    Entry(Entry),
    Run(Run),
    Use(Use),
}

#[derive(Clone, Debug)]
pub(super) struct Message {
    pub(super) inbox: String,
    pub(super) sender: &'static str,
    pub(super) agent: Option<String>,
    pub(super) team: Option<String>,
    pub(super) sent: DateTime<Utc>,
}

#[derive(Clone, Debug)]
pub(super) struct Session {
    pub(super) inbox: String,
    pub(super) customer: String,
    pub(super) opened: DateTime<Utc>,
    pub(super) resolved: Option<DateTime<Utc>>,
    pub(super) assignments: Vec<Assignment>,
}

#[derive(Clone, Debug)]
pub(super) struct Assignment {
    pub(super) agent: Option<String>,
    pub(super) team: Option<String>,
    pub(super) assigned: DateTime<Utc>,
    pub(super) ended: Option<DateTime<Utc>>,
    pub(super) replied: Option<DateTime<Utc>>,
}

#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) kind: &'static str,
    pub(super) category: Option<&'static str>,
    pub(super) amount: i128,
    pub(super) country: Option<String>,
    pub(super) inbox: Option<String>,
    pub(super) occurred: DateTime<Utc>,
}

#[derive(Clone, Debug)]
pub(super) struct Run {
    pub(super) flow: String,
    pub(super) inbox: String,
    pub(super) triggered: DateTime<Utc>,
}

#[derive(Clone, Debug)]
pub(super) struct Use {
    pub(super) tool: &'static str,
    pub(super) inbox: String,
    pub(super) used: DateTime<Utc>,
    pub(super) suggestion: Option<String>,
    pub(super) sent: Option<String>,
    pub(super) translated: bool,
}

/// The account a record belongs to and what it says, or why it is bad.
pub(super) fn read(
    table: Table,
    image: &Item,
    version: Version,
) -> Result<(String, Record), String> {
    let image = Fields(image);
    let (hash, range) = table.key_names();
    image.id(hash)?;
    image.id(range)?;
    let account = image.id("account_id")?;
    let record = match table {
        Table::Messages => Record::Message(message(image)?),
        Table::Sessions => Record::Session(session(image)?),
        Table::Billing => Record::Entry(entry(image, version)?),
        Table::FlowRuns => Record::Run(Run {
            flow: image.id("flow_id")?,
            inbox: image.id("inbox_id")?,
            triggered: image.time("triggered_at")?,
        }),
        Table::AiUsage => Record::Use(use_of_ai(image)?),
    };
    Ok((account, record))
}

fn message(image: Fields) -> Result<Message, String> {
    let sender = image.word("sender", &["customer", "agent", "bot", "broadcast"])?;
    image.id("customer_id")?;
    let agent = image.maybe_path_id("agent_id")?;
    if sender == "agent" && agent.is_none() {
        return Err("agent_id is missing".to_owned());
    }
    Ok(Message {
        inbox: image.id("inbox_id")?,
        sender,
        agent,
        team: image.maybe_path_id("team_id")?,
        sent: image.time("sent_at")?,
    })
}

fn session(image: Fields) -> Result<Session, String> {
    let assignments = match image.0.get("assignments") {
        None => &[][..],
        Some(Attr::L(list)) => list,
        Some(_) => return Err("assignments is no list".to_owned()),
    };
    let assignments = assignments.iter().map(|assignment| match assignment {
        Attr::M(map) => self::assignment(Fields(map)),
        _ => Err("an assignment is no map".to_owned()),
    });
    Ok(Session {
        inbox: image.id("inbox_id")?,
        customer: image.id("customer_id")?,
        opened: image.time("opened_at")?,
        resolved: image.maybe_time("resolved_at")?,
        assignments: assignments.collect::<Result<_, _>>()?,
    })
}

fn assignment(map: Fields) -> Result<Assignment, String> {
    let agent = map.maybe_path_id("agent_id")?;
    let team = map.maybe_path_id("team_id")?;
    if agent.is_none() && team.is_none() {
        return Err("an assignment has neither agent nor team".to_owned());
    }
    Ok(Assignment {
        agent,
        team,
        assigned: map.time("assigned_at")?,
        ended: map.maybe_time("ended_at")?,
        replied: map.maybe_time("first_reply_at")?,
    })
}

fn categories(version: Version) -> &'static [&'static str] {
    const ALL: [&str; 6] = [
        "marketing",
        "utility",
        "authentication",
        "other",
        "authentication_international",
        "service",
    ];
    match version {
        Version::Latest => &ALL,
        Version::First => &ALL[..4],
    }
}

fn entry(image: Fields, version: Version) -> Result<Entry, String> {
    let kind = image.word("kind", &["usage", "top_up", "adjustment"])?;
    // A category is one of these wherever it stands, though only usage needs one.
    let category = match image.0.get("category") {
        None => None,
        Some(_) => Some(image.word("category", categories(version))?),
    };
    // The first version did not look at it.
    let country = match version {
        Version::Latest => image.maybe_text("country")?,
        Version::First => None,
    };
    let letters = |code: &str| code.len() == 2 && code.chars().all(|c| c.is_ascii_uppercase());
    if country.is_some_and(|code| !letters(code)) {
        return Err(format!("country {country:?} is no code"));
    }
    if kind == "usage" && category.is_none() {
        return Err("category is missing".to_owned());
    }
    let amount = match image.0.get("amount_usd") {
        Some(Attr::N(number)) => money::read(number)?,
        _ => return Err("amount_usd is no number".to_owned()),
    };
    if amount < 0 && kind != "adjustment" {
        return Err("amount_usd is negative".to_owned());
    }
    Ok(Entry {
        kind,
        category,
        amount,
        country: country.map(str::to_owned),
        inbox: image.maybe_id("inbox_id")?,
        occurred: image.time("occurred_at")?,
    })
}

fn use_of_ai(image: Fields) -> Result<Use, String> {
    image.maybe_path_id("agent_id")?;
    let translated = match image.0.get("translated") {
        None => false,
        Some(Attr::Bool(truth)) => *truth,
        Some(_) => return Err("translated is no boolean".to_owned()),
    };
    Ok(Use {
        tool: image.word("tool", &["ai_writer", "doc_reply"])?,
        inbox: image.id("inbox_id")?,
        used: image.time("used_at")?,
        suggestion: image.maybe_text("suggestion")?.map(str::to_owned),
        sent: image.maybe_text("sent")?.map(str::to_owned),
        translated,
    })
}

#[derive(Clone, Copy)]
struct Fields<'a>(&'a Item);

impl<'a> Fields<'a> {
    /// An absent attribute is none. One of another type, NULL among them, is bad.
    fn maybe_text(self, name: &str) -> Result<Option<&'a str>, String> {
        match self.0.get(name) {
            None => Ok(None),
            Some(Attr::S(text)) => Ok(Some(text)),
            Some(_) => Err(format!("{name} is no string")),
        }
    }

    fn text(self, name: &str) -> Result<&'a str, String> {
        self.maybe_text(name)?.ok_or_else(|| format!("{name} is missing"))
    }

    fn word(self, name: &str, words: &[&'static str]) -> Result<&'static str, String> {
        let text = self.text(name)?;
        let known = words.iter().find(|w| **w == text);
        known.copied().ok_or_else(|| format!("{name} {text:?} is unknown"))
    }

    fn maybe_id(self, name: &str) -> Result<Option<String>, String> {
        let Some(text) = self.maybe_text(name)? else {
            return Ok(None);
        };
        let bad = |c: char| c == '#' || c.is_control();
        if text.is_empty() || text.len() > 128 || text.contains(bad) {
            return Err(format!("{name} {text:?} is no id"));
        }
        Ok(Some(text.to_owned()))
    }

    fn id(self, name: &str) -> Result<String, String> {
        self.maybe_id(name)?.ok_or_else(|| format!("{name} is missing"))
    }

    fn maybe_path_id(self, name: &str) -> Result<Option<String>, String> {
        let id = self.maybe_id(name)?;
        match &id {
            Some(text) if text.contains(['/', '?', '%']) => {
                Err(format!("{name} {text:?} cannot stand in a path"))
            }
            _ => Ok(id),
        }
    }

    fn maybe_time(self, name: &str) -> Result<Option<DateTime<Utc>>, String> {
        let Some(text) = self.maybe_text(name)? else {
            return Ok(None);
        };
        let at = DateTime::parse_from_rfc3339(text).map_err(|e| format!("{name} {text:?}: {e}"))?;
        let at = at.to_utc();
        match at.year() {
            2000..=2099 => Ok(Some(at)),
            _ => Err(format!("{name} {text} is out of bounds")),
        }
    }

    fn time(self, name: &str) -> Result<DateTime<Utc>, String> {
        self.maybe_time(name)?.ok_or_else(|| format!("{name} is missing"))
    }
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::clock;
    use crate::load::{Load, flaws};
    use crate::source::Version;

    #[test]
    fn the_load_makes_good_records_and_every_flaw_spoils_one() {
        let mut left = flaws();
        let (mut good, mut bad) = (0, 0);
        let mut load = Load::new(8, clock::now());
        for write in load.writes(4_000) {
            let Some(image) = write.image else { continue };
            if read(write.key.table, &image, Version::Latest).is_err() {
                bad += 1;
                continue;
            }
            good += 1;
            left.retain(|flaw| {
                if flaw.table != write.key.table {
                    return true;
                }
                let mut spoilt = image.clone();
                flaw.spoil(&mut spoilt);
                assert!(
                    read(flaw.table, &spoilt, Version::Latest).is_err(),
                    "{}: {spoilt:?}",
                    flaw.name
                );
                false
            });
        }
        assert!(left.is_empty(), "{left:?}");
        assert!(good > 5 * bad && bad > 100, "{good} good, {bad} bad");
    }

    #[test]
    fn no_bad_key_makes_a_good_record() {
        let mut load = Load::new(9, clock::now());
        let account = load.accounts()[0].id.clone();
        let bad = crate::load::bad_keys(&account, "a session");
        let writes = load.every_flaw();
        let keyed = &writes[writes.len() - bad.len()..];
        for write in keyed {
            let image = write.image.as_ref().expect("a put");
            assert!(read(write.key.table, image, Version::Latest).is_err(), "{:?}", write.key);
        }
    }
}
