//! One stretch of the echo workload.

use crate::client::Connection;
use crate::payload::Payload;
use crate::Kind;
use std::fs;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;

/// CLOCK_MONOTONIC, in nanoseconds.
pub fn now() -> i64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: fills the struct; it cannot fail with this clock.
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &mut time) };
    time.tv_sec as i64 * 1_000_000_000 + time.tv_nsec as i64
}

#[derive(Clone, Copy)]
pub struct Request {
    pub size: usize,
    pub kind: Kind,
    pub duration: Duration,
    pub deadline: Duration,
    pub seed: u64,
}

/// One connection's part. It owns its connection, so that each can be a task of its own.
pub struct Lane<C> {
    pub connection: C,
    number: u64,
    payload: Payload,
    stamps: Vec<i64>, // alone: the start, then one a message; else sent and received
    progress: Arc<AtomicI64>, // when it last heard something; 0 while nothing is outstanding
}

pub struct Report {
    pub operations: usize,
    pub started: i64,
    pub ended: i64,
}

impl<C: Connection> Lane<C> {
    /// Everything that is not the work.
    pub fn new(connection: C, number: u64, alone: bool, request: &Request) -> Self {
        // A message takes 2 µs at the very least; what comes beyond that costs an allocation.
        let room = (request.duration.as_nanos() as usize / 2000).clamp(1024, 4 << 20);
        let mut stamps = vec![1; room * if alone { 1 } else { 2 }]; // ones: touches the pages
        stamps.clear();
        let payload = Payload::new(request.size, request.kind, request.seed);
        Self { connection, number, payload, stamps, progress: Arc::default() }
    }

    /// The work.
    async fn run(&mut self, alone: bool, end: i64) -> Result<(), String> {
        let mut sent = now();
        if alone {
            self.stamps.push(sent);
        }
        for message in 0.. {
            self.progress.store(sent, Ordering::Relaxed);
            self.payload.number(self.number, message);
            let place = |why: String| format!("connection {}, message {message}: {why}", self.number);
            self.connection.send(self.payload.kind, &self.payload.bytes).await.map_err(place)?;
            let (kind, answer) = self.connection.receive().await.map_err(place)?;
            self.payload.verify(answer.as_ref(), kind, self.number, message, false)?;
            let received = now();
            if !alone {
                self.stamps.push(sent);
            }
            self.stamps.push(received);
            sent = received;
            if received >= end {
                self.payload.verify(answer.as_ref(), kind, self.number, message, true)?;
                break;
            }
        }
        self.progress.store(0, Ordering::Relaxed);
        Ok(())
    }
}

/// Runs a block on all lanes; several are a task each.
pub async fn run<C: Connection + Send + 'static>(lanes: &mut Vec<Lane<C>>, request: &Request) -> Result<Report, String> {
    let watched: Vec<_> = lanes.iter().map(|lane| lane.progress.clone()).collect();
    let started = now();
    let end = started + request.duration.as_nanos() as i64;
    let work = async {
        if let [lane] = &mut lanes[..] {
            return lane.run(true, end).await;
        }
        let mut tasks = JoinSet::new();
        for mut lane in lanes.drain(..) {
            tasks.spawn(async move {
                let done = lane.run(false, end).await;
                (lane, done)
            });
        }
        let mut all = Ok(());
        while let Some(joined) = tasks.join_next().await {
            let (lane, done) = joined.map_err(|e| e.to_string())?;
            all = all.and(done);
            lanes.push(lane);
        }
        lanes.sort_by_key(|lane| lane.number);
        all
    };
    // The watch is a task of its own: the work is woken by messages alone.
    let watch = tokio::spawn(silence(watched, request.deadline));
    tokio::pin!(watch);
    let done = tokio::select! {
        biased;
        done = work => done,
        silent = &mut watch => Err(silent.unwrap_or_else(|e| e.to_string())),
    };
    let ended = now();
    watch.abort();
    done?;
    let operations = match &lanes[..] {
        [lane] => lane.stamps.len() - 1,
        all => all.iter().map(|lane| lane.stamps.len() / 2).sum(),
    };
    Ok(Report { operations, started, ended })
}

/// Resolves when a connection has heard nothing for the deadline.
async fn silence(watched: Vec<Arc<AtomicI64>>, deadline: Duration) -> String {
    loop {
        tokio::time::sleep((deadline / 4).max(Duration::from_millis(1))).await;
        for (number, progress) in watched.iter().enumerate() {
            let since = progress.load(Ordering::Relaxed);
            if since > 0 && now() - since > deadline.as_nanos() as i64 {
                return format!("connection {number}: silence for {} ms", deadline.as_millis());
            }
        }
    }
}

/// Writes the stamps, those of several connections in order of receipt; returns how many.
pub fn save<C>(lanes: &[Lane<C>], file: &str) -> Result<usize, String> {
    let stamps = match lanes {
        [lane] => lane.stamps.clone(),
        all => {
            let mut pairs: Vec<[i64; 2]> =
                all.iter().flat_map(|lane| lane.stamps.chunks_exact(2)).map(|pair| [pair[0], pair[1]]).collect();
            pairs.sort_by_key(|pair| pair[1]);
            pairs.concat()
        }
    };
    let bytes: Vec<u8> = stamps.iter().flat_map(|stamp| stamp.to_le_bytes()).collect();
    fs::write(file, bytes).map_err(|e| format!("save: times_file {file}: {e}"))?;
    Ok(stamps.len())
}
