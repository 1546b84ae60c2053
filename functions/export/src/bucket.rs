//! The bucket of exported files, and links to them.

use std::time::Duration;

use api::Problem;
use aws_sdk_s3::Client;
use aws_sdk_s3::presigning::PresigningConfig;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::ServerSideEncryption;
use chrono::{DateTime, SubsecRound, Utc};
use tokio::time::timeout;

use crate::file::File;

/// The longest time that a function's start waits for a connection.
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// A private bucket, from which files expire by themselves.
#[derive(Debug, Clone)]
pub struct Bucket {
    client: Client,
    name: String,
    url_works: Duration,
}

/// A file that the bucket holds. Only [`Bucket::store`] makes one, so there is no link to anything
/// else.
#[derive(Debug)]
pub(crate) struct Stored {
    key: String,
    disposition: String,
}

/// A URL that downloads one file.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) url: String,
    /// The first moment at which it does not work.
    pub(crate) expires_at: DateTime<Utc>,
}

impl Bucket {
    /// The bucket of this name. URLs to its files work for `url_works`, in whole seconds.
    pub fn new(client: Client, name: &str, url_works: Duration) -> Self {
        Self { client, name: name.to_owned(), url_works }
    }

    /// The bucket that a function is configured with.
    pub fn of(exports: &config::Exports) -> Self {
        Self::new(Client::new(&exports.sdk), &exports.bucket, exports.url_works)
    }

    /// Opens a connection, for a function that is being started: reads a file that never exists. It
    /// ignores errors: the first real request reports them.
    pub async fn connect(&self) {
        let request = self.client.get_object().bucket(&self.name).key("-").send();
        let _ = timeout(LONGEST_WAIT, request).await;
    }

    /// Stores a file, encrypted, under a random key that nobody can guess and that says nothing
    /// about the file. Where S3 fails, the client tries again, a few times and for some seconds;
    /// then the answer is 502.
    pub(crate) async fn store(&self, file: File) -> Result<Stored, Problem> {
        let key = random_key().map_err(Problem::internal)?;
        // `File::of` makes the names, and they have no characters to escape.
        let disposition = format!("attachment; filename=\"{}\"", file.name);
        self.client
            .put_object()
            .bucket(&self.name)
            .key(&key)
            .content_type(file.media_type)
            .content_disposition(&disposition)
            .cache_control("private, no-store")
            .server_side_encryption(ServerSideEncryption::Aes256)
            .body(ByteStream::from(file.bytes))
            .send()
            .await
            .map_err(Problem::not_stored)?;
        Ok(Stored { key, disposition })
    }

    /// A link to a stored file that works from this time on.
    pub(crate) async fn link(&self, stored: &Stored, from: DateTime<Utc>) -> Result<Link, Problem> {
        // A signature's time has whole seconds.
        let from = from.trunc_subsecs(0);
        let signing = PresigningConfig::builder()
            .start_time(from.into())
            .expires_in(self.url_works)
            .build()
            .map_err(Problem::internal)?;
        let signed = self
            .client
            .get_object()
            .bucket(&self.name)
            .key(&stored.key)
            .response_content_disposition(&stored.disposition)
            .presigned(signing)
            .await
            .map_err(Problem::internal)?;
        Ok(Link { url: signed.uri().to_owned(), expires_at: from + self.url_works })
    }
}

/// 256 random bits.
fn random_key() -> Result<String, getrandom::Error> {
    let random = || -> Result<u128, getrandom::Error> {
        let mut bits = [0; 16];
        getrandom::fill(&mut bits)?;
        Ok(u128::from_ne_bytes(bits))
    };
    Ok(format!("{:032x}{:032x}", random()?, random()?))
}
