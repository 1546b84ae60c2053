//! The place of an import: a text that only the import understands, one for each connector. It has the
//! account's id, so erasing the account removes it.

use domain::id::Id;

use crate::attribute::{Item, text, text_of};
use crate::conversations::{ACCOUNT, Conversations};
use crate::error::Error;
use crate::keys::Key;

const PLACE: &str = "place";

impl Conversations {
    /// The place of an import that was not ended. Strongly consistent.
    pub async fn import_place(&self, connector: &str) -> Result<Option<String>, Error> {
        let get = self.client.get_item().table_name(self.table()).set_key(Some(key(connector)));
        let answer = get.consistent_read(true).send().await;
        let answer = answer.map_err(|error| Error::sdk("reading the place of an import", error))?;
        Ok(answer.item.as_ref().and_then(|item| text_of(item, PLACE)).map(str::to_owned))
    }

    /// Keeps the place of an import.
    pub async fn keep_import_place(
        &self,
        account: &Id,
        connector: &str,
        place: &str,
    ) -> Result<(), Error> {
        let mut item = key(connector);
        item.insert(ACCOUNT.to_owned(), text(account.as_str()));
        item.insert(PLACE.to_owned(), text(place));
        let put = self.client.put_item().table_name(self.table()).set_item(Some(item));
        let put = put.send().await.map(|_| ());
        put.map_err(|error| Error::sdk("keeping the place of an import", error))
    }

    /// Forgets the place of an import that has ended.
    pub async fn forget_import_place(&self, connector: &str) -> Result<(), Error> {
        let delete = self.client.delete_item().table_name(self.table());
        let delete = delete.set_key(Some(key(connector))).send().await.map(|_| ());
        delete.map_err(|error| Error::sdk("forgetting the place of an import", error))
    }
}

/// No conversation's id begins with `#`.
fn key(connector: &str) -> Item {
    Key { pk: format!("#import#{connector}"), sk: "-".to_owned() }.item()
}
