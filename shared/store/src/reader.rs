//! What the sections read.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use domain::calendar::Calendar;
use domain::counter::Scope;
use domain::directory::Directory;
use domain::id::Id;
use domain::section::{Counters, Needs};
use futures::future::try_join;
use tokio::time::Instant;

use crate::connection;
use crate::counters::Place;
use crate::directory;
use crate::error::Error;
use crate::keys::Key;
use crate::pin::Pin;
use crate::tables::Tables;

/// The most accounts whose books are kept in memory.
const MOST_BOOKS: usize = 1_000;

/// What is known of an account: the calendar in force, and its directory.
#[derive(Debug, Clone)]
pub struct Book {
    /// The calendar that it is counted in; before its first record, that of the directory.
    pub calendar: Calendar,
    /// Names.
    pub directory: Directory,
    generation: u32,
}

/// Books, and when each was read.
type Books = HashMap<Id, (Instant, Arc<Book>)>;

/// Reads counters and names, and nothing else; never a source record.
#[derive(Debug, Clone)]
pub struct Reader {
    client: Client,
    tables: Arc<Tables>,
    books_kept: Duration,
    books: Arc<Mutex<Books>>,
}

impl Reader {
    /// A reader of these tables that keeps books in memory for a while.
    pub fn new(client: Client, tables: Tables, books_kept: Duration) -> Self {
        Self { client, tables: Arc::new(tables), books_kept, books: Arc::default() }
    }

    /// Opens a connection, for a function that is being started.
    pub async fn connect(&self) {
        connection::open(&self.client, &self.tables.counters).await;
    }

    /// What is known of an account, perhaps from memory.
    pub async fn book(&self, account: &Id) -> Result<Arc<Book>, Error> {
        let kept = {
            let books = self.books.lock().unwrap_or_else(PoisonError::into_inner);
            books.get(account).cloned()
        };
        match kept {
            Some((read, book)) if read.elapsed() < self.books_kept => Ok(book),
            _ => self.book_afresh(account).await,
        }
    }

    /// What is known of an account, read now. An id that is not found in a book from memory is
    /// looked up afresh before it is called unknown.
    pub async fn book_afresh(&self, account: &Id) -> Result<Arc<Book>, Error> {
        let read = Instant::now();
        let directory = directory::whole(&self.client, &self.tables.directory, account);
        let (pin, directory) = try_join(self.pin(account), directory).await?;
        // An account without a pin may get one of another zone any moment.
        let keep = pin.is_some() && !self.books_kept.is_zero();
        let pin = pin.unwrap_or_else(|| Pin::first(directory.calendar()));
        let book = Book { calendar: pin.calendar, directory, generation: pin.generation };
        let book = Arc::new(book);
        if keep {
            let mut books = self.books.lock().unwrap_or_else(PoisonError::into_inner);
            if books.len() >= MOST_BOOKS {
                books.clear();
            }
            books.insert(account.clone(), (read, Arc::clone(&book)));
        }
        Ok(book)
    }

    /// The counters of an account that a section needs, of one inbox or of all.
    pub async fn counters(
        &self,
        account: &Id,
        book: &Book,
        inbox: Option<&Id>,
        needs: &Needs,
    ) -> Result<Counters, Error> {
        let place = Place {
            client: &self.client,
            table: &self.tables.counters,
            account,
            generation: book.generation,
            scope: &Scope::of(inbox),
        };
        let directory = &book.directory;
        let staff = directory.agents.len() + directory.teams.len();
        place.read(needs, staff.max(directory.flows.len())).await
    }

    async fn pin(&self, account: &Id) -> Result<Option<Pin>, Error> {
        let answer = self
            .client
            .get_item()
            .table_name(&self.tables.counters)
            .set_key(Some(Key::pin(account).item()))
            .send()
            .await
            .map_err(|error| Error::sdk("reading an account's pin", error))?;
        answer.item.as_ref().map(Pin::read).transpose()
    }
}
