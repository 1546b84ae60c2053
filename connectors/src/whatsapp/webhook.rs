//! The app's webhooks.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{message, status};
use crate::connector::{Connector, Platform};
use crate::conversation::{ConversationFacts, Facts, Message, Snapshot};
use crate::event::{Event, Ignored, Marks, Taken};
use crate::id::{id, own};
use crate::payload::{Node, NotUnderstood, Read};
use crate::record::{Attributes, Put, SourceRecord, Table};

/// What a webhook says, while it is read.
#[derive(Default)]
struct Reading {
    /// Facts by conversation: phone number and customer.
    conversations: BTreeMap<(String, String), Facts>,
    has_phone: bool,
    ignored: Option<Ignored>,
    not_understood: Option<NotUnderstood>,
    marks: Marks,
}

/// Reads the body of a webhook. Where one of its parts is not understood, the others are taken.
pub fn read(body: &[u8], connector: &Connector) -> Result<Event, NotUnderstood> {
    let body: Value = serde_json::from_slice(body).map_err(|_| NotUnderstood::NotJson)?;
    let body = Node::of(&body);
    match body.get("object").text() {
        Some("whatsapp_business_account") => {}
        Some(_) => return Ok(Event::Ignored(Ignored::Kind)),
        None => return Err(NotUnderstood::Missing("object")),
    }
    let mut reading = Reading::default();
    for entry in body.get("entry").elements() {
        for change in entry.get("changes").elements() {
            reading.change(change, connector);
        }
    }
    reading.event(connector)
}

impl Reading {
    fn change(&mut self, change: Node<'_>, connector: &Connector) {
        let value = change.get("value");
        let inbox = match inbox(value, connector) {
            Ok(Some(inbox)) => inbox,
            Ok(None) => {
                self.ignored = Some(Ignored::Kind);
                return;
            }
            Err(error) => return self.fail(error),
        };
        match change.get("field").text() {
            Some("messages") => {
                for node in value.get("messages").elements() {
                    if is_of_a_group(node) {
                        self.ignored = Some(Ignored::MessageKind);
                        continue;
                    }
                    match message::incoming(node, &inbox) {
                        Ok(Ok(it)) => self.add(&inbox, it.customer, it.id, it.message),
                        Ok(Err(why)) => self.ignored = Some(why),
                        Err(error) => self.fail(error),
                    }
                }
                for node in value.get("statuses").elements() {
                    if is_of_a_group(node) {
                        self.ignored = Some(Ignored::MessageKind);
                        continue;
                    }
                    match status::read(node, &inbox, &mut self.marks) {
                        Ok(Ok(it)) => self.add(&inbox, it.customer, it.id, it.message),
                        Ok(Err(why)) => self.ignored = Some(why),
                        Err(error) => self.fail(error),
                    }
                }
            }
            Some("smb_message_echoes") => {
                for node in value.get("message_echoes").elements() {
                    match message::echo(node, &inbox) {
                        Ok(Ok(it)) => {
                            self.has_phone = true;
                            self.add(&inbox, it.customer, it.id, it.message);
                        }
                        Ok(Err(why)) => self.ignored = Some(why),
                        Err(error) => self.fail(error),
                    }
                }
            }
            _ => self.ignored = Some(Ignored::Kind),
        }
    }

    fn fail(&mut self, error: NotUnderstood) {
        self.marks.not_understood += 1;
        self.not_understood.get_or_insert(error);
    }

    fn add(&mut self, inbox: &str, customer: String, id: String, message: Message) {
        let facts = self.conversations.entry((inbox.to_owned(), customer)).or_default();
        facts.add(Facts { messages: [(id, message)].into(), ..Facts::default() });
    }

    fn event(self, connector: &Connector) -> Result<Event, NotUnderstood> {
        if self.conversations.is_empty() {
            return match (self.not_understood, self.ignored) {
                (Some(error), _) => Err(error),
                (None, why) => Ok(Event::Ignored(why.unwrap_or(Ignored::Empty))),
            };
        }
        let phone = self.has_phone.then(|| {
            let agent = id(&connector.name, crate::conversation::PHONE);
            let item = Attributes::new()
                .text("account_id", connector.account.as_str())
                .text("entity", &format!("agent#{agent}"))
                .text("name", "Phone");
            SourceRecord { put: Put::IfAbsent, ..SourceRecord::new(Table::Directory, item.item()) }
        });
        let conversations = self.conversations.into_iter().map(|(about, facts)| {
            let (inbox, customer) = about;
            let own = format!("{inbox}.{customer}");
            let conversation = id(&connector.name, &own);
            ConversationFacts { conversation, facts: about_whom(facts, inbox, customer) }
        });
        Ok(Event::Taken(Taken {
            conversations: conversations.collect(),
            directory: phone.into_iter().collect(),
            marks: self.marks,
        }))
    }
}

/// The facts, and whose they are. The platform knows no states of a conversation, so this one holds
/// from the beginning of time.
fn about_whom(mut facts: Facts, inbox: String, customer: String) -> Facts {
    let (agent, team) = (None, None);
    facts.snapshots.insert(Snapshot { at: 0, is_resolved: false, agent, team, inbox, customer });
    facts
}

/// The phone number of the account that something is about; `None` if it is not the connector's.
fn inbox(value: Node<'_>, connector: &Connector) -> Read<Option<String>> {
    let Platform::WhatsApp(whatsapp) = &connector.platform else {
        return Err(NotUnderstood::OtherAccount);
    };
    // Fields that are not counted say no number.
    let Some(number) = value.get("metadata").get("phone_number_id").text() else {
        let is_broken = value.get("metadata").is_there();
        let error = NotUnderstood::Missing("metadata.phone_number_id");
        return if is_broken { Err(error) } else { Ok(None) };
    };
    let is_ours = whatsapp.phone_numbers.is_empty() || whatsapp.phone_numbers.contains_key(number);
    Ok(is_ours.then(|| own(number)))
}

/// Whether something happened in a group, which has several customers and is not counted.
fn is_of_a_group(node: Node<'_>) -> bool {
    node.get("group_id").is_there() || node.get("recipient_type").text() == Some("group")
}
