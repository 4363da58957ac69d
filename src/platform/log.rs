//! Where log lines go: to standard error, many at a time.
//!
//! A write for every line costs more than the rest of a short request's own work, so lines are
//! gathered and written together, at the latest after [`LINGER`]. A warning or an error is written
//! at once, and whatever came before it too.

use std::io::{self, Write};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tracing::{Level, Metadata};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines, one object a line.
    Json,
}

/// How long a line may wait for others.
const LINGER: Duration = Duration::from_millis(200);
/// How much may be gathered.
const GATHERED: usize = 32 * 1024;

static STANDARD_ERROR: Gathered<io::Stderr> = Gathered::new(None);

/// Starts logging to standard error.
pub fn start(filter: &str, format: LogFormat) -> Result<(), String> {
    let filter = EnvFilter::try_new(filter).map_err(|error| format!("FOURCO_LOG: {error}"))?;
    *lock(&STANDARD_ERROR.out) = Some(io::stderr());
    let colours = io::IsTerminal::is_terminal(&io::stderr());
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(colours).with_writer(&STANDARD_ERROR);
    match format {
        LogFormat::Text => log.try_init(),
        LogFormat::Json => log.json().flatten_event(true).with_current_span(true).with_span_list(false).try_init(),
    }
    .map_err(|error| error.to_string())?;
    let spawned = std::thread::Builder::new().name("fourco-log".into()).spawn(|| {
        loop {
            std::thread::sleep(LINGER);
            STANDARD_ERROR.flush();
        }
    });
    spawned.map(drop).map_err(|error| error.to_string())
}

/// Writes what is still gathered: before the process ends.
pub fn flush() {
    STANDARD_ERROR.flush();
}

/// Lines on their way to `out`.
struct Gathered<W> {
    lines: Mutex<Vec<u8>>,
    out: Mutex<Option<W>>,
}

impl<W: Write> Gathered<W> {
    const fn new(out: Option<W>) -> Self {
        Gathered { lines: Mutex::new(Vec::new()), out: Mutex::new(out) }
    }

    fn add(&self, line: &[u8], at_once: bool) {
        let full = {
            let mut lines = lock(&self.lines);
            lines.extend_from_slice(line);
            lines.len() >= GATHERED
        };
        if at_once || full {
            self.flush();
        }
    }

    fn flush(&self) {
        // The way out first: whoever holds it writes in the order in which lines were gathered,
        // and new ones gather meanwhile.
        let mut out = lock(&self.out);
        let lines = std::mem::take(&mut *lock(&self.lines));
        if let Some(out) = out.as_mut()
            && !lines.is_empty()
        {
            // A log that cannot be written has nowhere to complain.
            let _ = out.write_all(&lines).and_then(|()| out.flush());
        }
    }
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The way of one line.
struct Line<'a, W: Write> {
    to: &'a Gathered<W>,
    at_once: bool,
}

impl<W: Write> Write for Line<'_, W> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.to.add(line, self.at_once);
        Ok(line.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a, W: Write + 'static> MakeWriter<'a> for &'static Gathered<W> {
    type Writer = Line<'a, W>;
    fn make_writer(&'a self) -> Line<'a, W> {
        Line { to: self, at_once: true }
    }
    fn make_writer_for(&'a self, of: &Metadata<'_>) -> Line<'a, W> {
        Line { to: self, at_once: *of.level() <= Level::WARN }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(by: &Gathered<Vec<u8>>) -> String {
        String::from_utf8(lock(&by.out).clone().unwrap()).unwrap()
    }

    #[test]
    fn lines_are_gathered_until_one_is_urgent_or_they_are_many() {
        let log = Gathered::new(Some(Vec::new()));
        log.add(b"info\n", false);
        assert_eq!(written(&log), "");
        log.add(b"warning\n", true);
        assert_eq!(written(&log), "info\nwarning\n");
        for _ in 0..GATHERED / 5 {
            log.add(b"info\n", false);
        }
        assert!(written(&log).len() < GATHERED);
        log.add(b"info\n", false);
        assert!(written(&log).len() >= GATHERED);
    }
}
