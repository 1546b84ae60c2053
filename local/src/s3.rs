//! The embedded S3: keeps exported files in a folder, and serves them to holders of a signed URL.

use std::fs;
use std::future::Future;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, anyhow};
use aws_sdk_s3::Client;
use aws_sdk_s3::config::retry::RetryConfig;
use aws_sdk_s3::config::timeout::TimeoutConfig;
use aws_sdk_s3::config::{BehaviorVersion, Config, Credentials, Region};
use aws_smithy_http_client::Builder;
use axum::Router;
use axum::body::Body;
use axum::error_handling::HandleError;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::serve::ListenerExt;
use chrono::{DateTime, TimeDelta, Utc};
use config::Clock;
use export::Bucket;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use s3s_fs::FileSystem;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tower::ServiceExt;
use tracing::warn;

/// The bucket of exported files.
const BUCKET: &str = "exports";

/// How long files are kept. On AWS the bucket's lifecycle rule removes them.
const KEPT: TimeDelta = TimeDelta::days(1);

/// How often old files are removed.
const EVERY: Duration = Duration::from_hours(1);

/// Serves the files of this folder until `stop`, to requests that are signed with a random key of
/// this process. Returns the bucket of exported files, whose URLs work for `url_works`.
pub(crate) fn serve(
    folder: &Path,
    listener: TcpListener,
    url_works: Duration,
    stop: impl Future<Output = ()> + Send + 'static,
) -> anyhow::Result<(Bucket, JoinHandle<io::Result<()>>)> {
    let failed = || format!("cannot keep exported files in {}", folder.display());
    fs::create_dir_all(folder.join(BUCKET)).with_context(failed)?;
    let files = FileSystem::new(folder).map_err(|error| anyhow!("{error:?}").context(failed()))?;
    let (key, secret) = (random()?, random()?);
    let client = client(reached_at(listener.local_addr()?), &key, &secret);
    let mut s3 = S3ServiceBuilder::new(files);
    s3.set_auth(SimpleAuth::from_single(key, secret));
    let s3 = ServiceExt::<Request>::map_response(s3.build(), |answer| answer.map(Body::new));
    let s3 = HandleError::new(s3, |error: s3s::HttpError| async move {
        warn!(?error, "a request to the embedded S3 failed");
        StatusCode::INTERNAL_SERVER_ERROR
    });
    let router = Router::new().fallback_service(s3);
    // Without this the body of a small answer waits until the client has acknowledged its header.
    let listener = listener.tap_io(|connection| {
        let _ = connection.set_nodelay(true);
    });
    let server = axum::serve(listener, router).with_graceful_shutdown(stop);
    let server = tokio::spawn(server.into_future());
    Ok((Bucket::new(client, BUCKET, url_works), server))
}

/// Removes files of this folder that are too old, now and every hour.
pub(crate) async fn expire(folder: PathBuf) {
    let mut hourly = tokio::time::interval(EVERY);
    loop {
        hourly.tick().await;
        if let Err(error) = remove_older(&folder, Clock::System.now() - KEPT) {
            warn!(%error, "old exported files could not be removed");
        }
    }
}

/// Removes files that were last written before this time, and so the metadata files beside them.
fn remove_older(folder: &Path, than: DateTime<Utc>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let metadata = entry.metadata()?;
        if metadata.is_dir() {
            remove_older(&entry.path(), than)?;
        } else if DateTime::<Utc>::from(metadata.modified()?) < than {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

fn client(address: SocketAddr, key: &str, secret: &str) -> Client {
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(1))
        .operation_attempt_timeout(Duration::from_secs(4))
        .operation_timeout(Duration::from_secs(10))
        .build();
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .endpoint_url(format!("http://{address}"))
        .force_path_style(true)
        .region(Region::from_static("us-east-1"))
        .credentials_provider(Credentials::new(key, secret, None, None, "local"))
        .timeout_config(timeouts)
        .retry_config(RetryConfig::standard().with_max_attempts(3))
        .http_client(Builder::new().build_http())
        .build();
    Client::from_conf(config)
}

/// The address at which this machine reaches a listener. URLs contain it.
fn reached_at(listening: SocketAddr) -> SocketAddr {
    let ip = match listening.ip() {
        IpAddr::V4(Ipv4Addr::UNSPECIFIED) => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(Ipv6Addr::UNSPECIFIED) => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listening.port())
}

/// 128 random bits.
fn random() -> anyhow::Result<String> {
    Ok(format!("{:032x}", u128::from(getrandom::u64()?) << 64 | u128::from(getrandom::u64()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_files_are_removed_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let bucket = folder.path().join(BUCKET);
        fs::create_dir(&bucket).unwrap();
        let than = "2026-11-22T10:00:00Z".parse::<DateTime<Utc>>().unwrap();
        for (path, seconds) in [
            (bucket.join("old"), -1),
            (folder.path().join(".bucket-old.metadata.json"), -1),
            (bucket.join("new"), 0),
            (folder.path().join(".bucket-new.metadata.json"), 1),
        ] {
            let file = fs::File::create(path).unwrap();
            file.set_modified((than + TimeDelta::seconds(seconds)).into()).unwrap();
        }
        remove_older(folder.path(), than).unwrap();
        let left = |folder: &Path| {
            let entries = fs::read_dir(folder).unwrap();
            let mut names: Vec<_> =
                entries.map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
            names.sort();
            names
        };
        assert_eq!(left(folder.path()), [".bucket-new.metadata.json", BUCKET]);
        assert_eq!(left(&bucket), ["new"]);
    }

    #[test]
    fn urls_name_an_address_that_can_be_reached() {
        for (listening, reached) in [
            ("127.0.0.1:9000", "127.0.0.1:9000"),
            ("0.0.0.0:9000", "127.0.0.1:9000"),
            ("[::]:9000", "[::1]:9000"),
            ("192.0.2.1:80", "192.0.2.1:80"),
        ] {
            assert_eq!(reached_at(listening.parse().unwrap()), reached.parse().unwrap());
        }
    }
}
