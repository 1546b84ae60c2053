//! It starts with one line and stops when it is asked to.

use std::time::Duration;

use e2e::system::{Scratch, Setup, System};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_stops_cleanly_on_both_signals() {
    let scratch = Scratch::new();
    for signal in ["TERM", "INT"] {
        for setup in [Setup::new(), Setup::new().keeping(scratch.path())] {
            let mut system = System::start(&setup).await;
            let health = system.http().get("/healthz", None).await;
            assert_eq!(health.status, 200);
            let (exit, took) = system.stop(signal).await;
            assert_eq!(exit.code(), Some(0), "SIG{signal}: {exit}\n{}", system.log());
            assert!(took < Duration::from_secs(3), "SIG{signal}: {took:?}");
            let ready = system.ready_lines();
            let url = format!("ready http://127.0.0.1:{}", setup.ports.http);
            assert_eq!(ready.len(), 1, "{ready:?}");
            assert!(ready[0].starts_with(&url), "{ready:?}");
        }
    }
}
