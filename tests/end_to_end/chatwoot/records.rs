//! The source records that a Chatwoot's conversations come to: worked out from `docs/connecting.md`, and
//! from everything that ever changed in them.

use chrono::{DateTime, SecondsFormat};
use e2e::load;
use e2e::source::{Attr, Entity, Item, Key, SourceState, Table};
use stand_in_chatwoot::account;
use stand_in_chatwoot::conversation::{Assignee, Author, Conversation, Status};
use stand_in_chatwoot::life::World;

/// The account that the records belong to.
pub(crate) const ACCOUNT: &str = "acme";
/// Its time zone.
pub(crate) const ZONE: &str = "Asia/Taipei";
/// The connector's name.
pub(crate) const CONNECTOR: &str = "shop";

/// A resolved session goes on if the customer writes before so many milliseconds have passed.
const DAY: i64 = 86_400_000;

/// Agent and team.
type Owner = (Option<u64>, Option<u64>);

struct Session {
    opened: i64,
    resolved: Option<i64>,
    assignments: Vec<Assignment>,
}

struct Assignment {
    owner: Owner,
    from: i64,
    to: Option<i64>,
    reply: Option<i64>,
}

/// Everything as it has to be counted.
pub(crate) fn state(world: &World) -> SourceState {
    let mut state = SourceState::new(&directory(&world.account));
    for it in &world.conversations {
        state.live.extend(messages(world, it));
        for (number, session) in (1..).zip(sessions(it)) {
            state.live.extend([record(world, it, number, &session)]);
        }
    }
    state
}

/// The account as figures are asked of it: what it has, and some ids that it does not have.
pub(crate) fn account(of: &account::Account) -> load::Account {
    let strangers = [id(900), id(901)];
    let ids = |ids: Vec<u64>| ids.into_iter().map(id).chain(strangers.clone()).collect::<Vec<_>>();
    let mut agents = ids(of.agents.iter().map(|it| it.id).collect());
    agents.push(format!("{CONNECTOR}.phone"));
    load::Account {
        id: ACCOUNT.to_owned(),
        timezone: Some(ZONE),
        described: true,
        weight: 1,
        inboxes: ids(of.inboxes.iter().map(|it| it.id).collect()),
        agents,
        teams: ids(of.teams.iter().map(|it| it.id).collect()),
        flows: Vec::new(),
        customers: of.contacts.iter().map(|it| id(it.id)).collect(),
    }
}

/// What the platform writes before anything else.
pub(crate) fn own_entity() -> Entity {
    entity("account", [("timezone", Attr::text(ZONE))])
}

fn directory(of: &account::Account) -> Vec<Entity> {
    let mut entities = vec![own_entity()];
    for (inbox, channel) in of.inboxes.iter().zip(["whatsapp", "webwidget"]) {
        let attributes = [("name", Attr::text(inbox.name)), ("channel", Attr::text(channel))];
        entities.push(entity(&format!("inbox#{}", id(inbox.id)), attributes));
    }
    for agent in &of.agents {
        entities
            .push(entity(&format!("agent#{}", id(agent.id)), [("name", Attr::text(&agent.name))]));
    }
    entities.push(entity(&format!("agent#{CONNECTOR}.phone"), [("name", Attr::text("Phone"))]));
    for team in &of.teams {
        let members = team.members.iter().map(|agent| Attr::S(id(*agent))).collect();
        let attributes = [("name", Attr::text(team.name)), ("agent_ids", Attr::L(members))];
        entities.push(entity(&format!("team#{}", id(team.id)), attributes));
    }
    entities
}

fn entity<const N: usize>(entity: &str, attributes: [(&str, Attr); N]) -> Entity {
    Entity { account: ACCOUNT.to_owned(), entity: entity.to_owned(), attributes: item(attributes) }
}

fn messages(world: &World, it: &Conversation) -> Vec<(Key, Item)> {
    let records = it.messages.iter().filter_map(|message| {
        let (sender, agent) = match message.author {
            Author::Contact => ("customer", None),
            Author::Agent(agent) => ("agent", Some(id(agent))),
            Author::Phone => ("agent", Some(format!("{CONNECTOR}.phone"))),
            Author::Bot | Author::Automation(_) | Author::Template => ("bot", None),
            Author::Campaign(_) => ("broadcast", None),
            Author::Note(_) | Author::Activity => return None,
        };
        let state = it.states.iter().rev().find(|state| state.at <= message.at);
        let team = state.and_then(|state| state.team).filter(|_| agent.is_some());
        let key =
            Key { table: Table::Messages, hash: conversation(world, it), range: id(message.id) };
        let mut image = key.item();
        image.extend(common(it));
        image.extend(item([("sender", Attr::text(sender)), ("sent_at", time(message.at))]));
        image.extend(agent.map(|agent| ("agent_id".to_owned(), Attr::S(agent))));
        image.extend(team.map(|team| ("team_id".to_owned(), Attr::S(id(team)))));
        Some((key, image))
    });
    records.collect()
}

fn record(world: &World, it: &Conversation, number: u32, session: &Session) -> (Key, Item) {
    let key = Key {
        table: Table::Sessions,
        hash: ACCOUNT.to_owned(),
        range: format!("{}.{number}", conversation(world, it)),
    };
    let mut image = key.item();
    image.extend(common(it));
    image.insert("opened_at".to_owned(), time(session.opened));
    image.extend(session.resolved.map(|at| ("resolved_at".to_owned(), time(at))));
    let assignments = session.assignments.iter().map(|it| {
        let (agent, team) = it.owner;
        let mut map = item([("assigned_at", time(it.from))]);
        map.extend(agent.map(|agent| ("agent_id".to_owned(), Attr::S(id(agent)))));
        map.extend(team.map(|team| ("team_id".to_owned(), Attr::S(id(team)))));
        map.extend(it.to.map(|at| ("ended_at".to_owned(), time(at))));
        map.extend(it.reply.map(|at| ("first_reply_at".to_owned(), time(at))));
        Attr::M(map)
    });
    if !session.assignments.is_empty() {
        image.insert("assignments".to_owned(), Attr::L(assignments.collect()));
    }
    (key, image)
}

/// The sessions of a conversation. No two things in it have the same second, but for its beginning.
fn sessions(it: &Conversation) -> Vec<Session> {
    let mut sessions: Vec<Session> = Vec::new();
    let mut owner: Owner = (None, None);
    let changes = it.states.iter().map(|state| (state.at, 1, None, Some(state)));
    let messages = it.messages.iter().map(|message| (message.at, 0, Some(message.author), None));
    let mut all: Vec<_> = changes.chain(messages).collect();
    all.sort_by_key(|(at, order, ..)| (*at, *order));
    for (at, _, author, state) in all {
        let last = sessions.last_mut();
        let running =
            last.filter(|session| session.resolved.is_none_or(|resolved| at < resolved + DAY));
        if let Some(state) = state {
            let before = owner;
            let agent = match state.assignee {
                Some(Assignee::Agent(id)) => Some(id),
                Some(Assignee::Bot) | None => None,
            };
            owner = (agent, state.team);
            let Some(session) = running else { continue };
            let is_resolved = state.status == Status::Resolved;
            session.resolved = is_resolved.then(|| session.resolved.unwrap_or(at));
            if owner != before {
                let open = session.assignments.last_mut().filter(|it| it.to.is_none());
                if let Some(open) = open {
                    open.to = Some(at);
                }
                session.assignments.extend(Assignment::begin(owner, at));
            }
            continue;
        }
        match (author, running) {
            (Some(Author::Contact), Some(session)) => session.resolved = None,
            (Some(Author::Contact), None) => {
                let assignments = Assignment::begin(owner, at).into_iter().collect();
                sessions.push(Session { opened: at, resolved: None, assignments });
            }
            (Some(Author::Agent(agent)), Some(session)) => {
                let last = session.assignments.last_mut();
                let mine = last.filter(|it| it.to.is_none() && it.owner.0 == Some(agent));
                if let Some(mine) = mine {
                    mine.reply.get_or_insert(at);
                }
            }
            _ => {}
        }
    }
    sessions
}

impl Assignment {
    fn begin(owner: Owner, from: i64) -> Option<Self> {
        (owner != (None, None)).then_some(Self { owner, from, to: None, reply: None })
    }
}

fn common(it: &Conversation) -> Item {
    item([
        ("account_id", Attr::text(ACCOUNT)),
        ("inbox_id", Attr::S(id(it.inbox))),
        ("customer_id", Attr::S(id(it.contact))),
    ])
}

fn conversation(world: &World, it: &Conversation) -> String {
    format!("{CONNECTOR}.{}.{}", world.account.number, it.number)
}

fn id(own: u64) -> String {
    format!("{CONNECTOR}.{own}")
}

fn item<const N: usize>(attributes: [(&str, Attr); N]) -> Item {
    attributes.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn time(milliseconds: i64) -> Attr {
    let time = DateTime::from_timestamp_millis(milliseconds).expect("a time");
    Attr::S(time.to_rfc3339_opts(SecondsFormat::Millis, true))
}
