//! Single suggestions take turns: a text is a tenth of a second of work.

use crate::platform::http::Problem;
use actix_web::web;
use std::sync::LazyLock;
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};

/// How long a request waits for its turn.
const WAIT: Duration = Duration::from_secs(5);

/// As many at a time, over the whole process, as there are processors. Batches have turns of their own.
static TURN: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(processors()));

/// How many processors there are.
pub fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Does work on a text when it is its turn. 503 when too many others are before it.
pub async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
    within(&TURN, WAIT, work).await
}

async fn within<T: Send + 'static>(
    turns: &'static Semaphore,
    wait: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Problem> {
    let busy = |_| Problem::unavailable("Other texts are being read.");
    tokio::time::timeout(wait, turns.acquire()).await.map_err(busy)?.map(|turn| aside(turn, work)).map_err(Problem::internal)?.await
}

/// Does work not on the thread that serves others, and gives the turn back after it.
pub async fn aside<T: Send + 'static>(turn: SemaphorePermit<'static>, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
    let done = web::block(move || {
        let _turn = turn;
        work()
    });
    done.await.map_err(Problem::internal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::ResponseError;

    #[actix_web::test]
    async fn whoever_waits_too_long_is_told_to_come_again_and_turns_are_given_back() {
        static TURNS: Semaphore = Semaphore::const_new(1);
        assert_eq!(within(&TURNS, WAIT, || 1).await.unwrap(), 1);
        let taken = TURNS.acquire().await.unwrap();
        let refused = within(&TURNS, Duration::from_millis(5), || 2).await.unwrap_err();
        assert_eq!(refused.status_code(), 503);
        drop(taken);
        assert!(within(&TURNS, WAIT, || panic!("a fault of ours")).await.map(|(): ()| ()).is_err());
        assert_eq!(within(&TURNS, WAIT, || 3).await.unwrap(), 3, "also after a fault");
    }
}
