//! How a run looks on the command line.

use super::data::Case;
use super::load::{Event, Summary, load};
use crate::platform::app::Setup;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::Write;
use std::net::SocketAddr;
use utoipa_actix_web::service_config::ServiceConfig;

/// A bar on a terminal, and a line for each Lab everywhere.
pub struct Progress {
    bar: ProgressBar,
}

impl Default for Progress {
    fn default() -> Self {
        // Drawn on standard error, and only where that is a terminal.
        let bar = ProgressBar::no_length();
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {wide_msg}") {
            bar.set_style(style);
        }
        Progress { bar }
    }
}

impl Progress {
    /// Shows what a run tells.
    pub fn show(&self, event: Event<'_>) {
        match event {
            Event::Ahead(records) => self.bar.set_length(records as u64),
            Event::Lab(title) => self.bar.set_message(title.to_owned()),
            Event::Done(records) => self.bar.inc(records as u64),
            Event::Complete(key, title, became) => self.bar.suspend(|| line(&format!("{key}  {title}: {}", told(became)))),
        }
    }
}

/// A line on standard output. Whoever reads it may have gone: that must not stop the run.
fn line(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

fn told(became: Summary) -> String {
    let Summary { records, made, left_alone } = became;
    let mut text = match made {
        0 => format!("{records} records, all there already"),
        made if made == records => format!("{records} records made"),
        made => format!("{records} records, {made} of them made now"),
    };
    if left_alone > 0 {
        text.push_str(&format!("; {left_alone} left alone, since somebody has withdrawn or moved them"));
    }
    text
}

/// Loads the case and says where to look.
pub async fn run(setup: Setup, listen: SocketAddr, rooms: fn(&mut ServiceConfig)) -> Result<(), String> {
    let progress = Progress::default();
    let done = load(setup, rooms, &mut |event| progress.show(event)).await;
    progress.bar.finish_and_clear();
    let done = done.map_err(|error| format!("{error}\nWhat was made until then stays; run `fourco demo` again to go on."))?;
    let case = Case::offenbach()?;
    line(&format!("\n{}\n{}\n\nIn all: {}.\n", case.about, case.source, told(done)));
    line(&format!(
        "Look at it, with the service running:\n\n\
         \x20 TOKEN=$(fourco token --org offenbach-mainarbeit)\n\
         \x20 curl -H \"Authorization: Bearer $TOKEN\" 'http://{listen}/v1/initiatives?key=lab-4'\n\
         \x20 curl -H \"Authorization: Bearer $TOKEN\" 'http://{listen}/v1/initiatives?co=co_delivery'\n"
    ));
    Ok(())
}
