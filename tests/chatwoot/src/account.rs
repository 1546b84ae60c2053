//! Who and what an account of Chatwoot has.

/// An account of Chatwoot.
#[derive(Debug, Clone)]
pub struct Account {
    /// Its number.
    pub number: u64,
    /// Its inboxes: name, and channel as Chatwoot calls it.
    pub inboxes: Vec<Inbox>,
    /// Its agents.
    pub agents: Vec<Named>,
    /// Its teams.
    pub teams: Vec<Team>,
    /// Its bot.
    pub bot: Named,
    /// Its contacts.
    pub contacts: Vec<Named>,
}

/// Something with a number and a name.
#[derive(Debug, Clone)]
pub struct Named {
    /// Its number.
    pub id: u64,
    /// Its name.
    pub name: String,
}

/// An inbox.
#[derive(Debug, Clone)]
pub struct Inbox {
    /// Its number.
    pub id: u64,
    /// Its name.
    pub name: &'static str,
    /// Its channel, such as `Channel::Whatsapp`.
    pub channel: &'static str,
}

/// A team.
#[derive(Debug, Clone)]
pub struct Team {
    /// Its number.
    pub id: u64,
    /// Its name.
    pub name: &'static str,
    /// The numbers of its members.
    pub members: Vec<u64>,
}

impl Account {
    /// An account with this many contacts.
    pub fn new(contacts: u64) -> Self {
        let named = |id, name: &str| Named { id, name: name.to_owned() };
        Self {
            number: 1,
            inboxes: vec![
                Inbox { id: 5, name: "Tea Shop WhatsApp", channel: "Channel::Whatsapp" },
                Inbox { id: 6, name: "Tea Shop Web", channel: "Channel::WebWidget" },
            ],
            agents: ["Ann", "Bo", "Cy", "Dee by Night"]
                .into_iter()
                .zip(17..)
                .map(|(name, id)| named(id, name))
                .collect(),
            teams: vec![
                Team { id: 3, name: "sales", members: vec![17, 18] },
                Team { id: 4, name: "support", members: vec![19, 20] },
            ],
            bot: named(2, "Helper"),
            contacts: (0..contacts).map(|n| named(90 + n, &format!("Customer {n}"))).collect(),
        }
    }

    /// The agent of this number.
    pub fn agent(&self, id: u64) -> &Named {
        self.agents.iter().find(|agent| agent.id == id).expect("an agent")
    }

    /// The team of this number.
    pub fn team(&self, id: u64) -> &Team {
        self.teams.iter().find(|team| team.id == id).expect("a team")
    }

    /// The inbox of this number.
    pub fn inbox(&self, id: u64) -> &Inbox {
        self.inboxes.iter().find(|inbox| inbox.id == id).expect("an inbox")
    }

    /// The contact of this number.
    pub fn contact(&self, id: u64) -> &Named {
        self.contacts.iter().find(|contact| contact.id == id).expect("a contact")
    }
}
