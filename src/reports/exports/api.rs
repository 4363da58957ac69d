//! `/v1/exports/{resource}`

use super::columns::{self, Export};
use super::store::{self, After, Filter, Piece};
use crate::codes;
use crate::initiatives::{Stage, Timing};
use crate::platform::app::App;
use crate::platform::auth::{Caller, May, ReportsRead};
use crate::platform::db::{Id, Instant};
use crate::platform::http::write::Form;
use crate::platform::http::{Kind, Params, Problem};
use actix_web::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, VARY};
use actix_web::web::{Bytes, Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use futures_util::stream;
use serde::Deserialize;
use std::fmt;
use std::time::Duration;
use tracing::{Instrument, Span};
use utoipa::{IntoParams, ToSchema};

codes! {
    /// How an export is written.
    pub enum ExportFormat: "export_format", "Formats of exports", source "This service" {
        /// One JSON object a line, as lists show the record.
        Ndjson = "ndjson", "NDJSON", "ndjson.org";
        /// Comma-separated values with a header line; lists and objects as JSON. A text that a spreadsheet would take for a formula has an apostrophe before it.
        Csv = "csv", "CSV", "RFC 4180";
    }
}

/// What an export is narrowed to, and how it is written.
#[derive(Debug, Clone, Deserialize, IntoParams, ToSchema)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ExportQuery {
    /// How it is written; when not given, as `Accept` asks, and NDJSON when that leaves it open.
    format: Option<ExportFormat>,
    /// Only initiatives led by this organisation, and their parts.
    organisation_id: Option<Id>,
    /// Only records changed at or after this moment.
    updated_since: Option<Instant>,
    /// Only initiatives of this timing, and their parts.
    timing: Option<Timing>,
    /// Only initiatives at this stage, and their parts.
    stage: Option<Stage>,
}

/// Export records
///
/// All living records of one kind that you may see, as a stream: `initiatives`, or `contributions`
/// to them. Each comes at most once, as it was when it was read. A body that is not ended (no last
/// chunk) means that the export broke off: take it again. To keep a copy up to date, read
/// `/v1/changes?since=` with the present moment and keep its `next`, take the export, and go on
/// from that `next`.
#[utoipa::path(tag = "reports", security(("bearer" = ["reports:read"])),
    params(("resource" = String, Path, description = "The kind of record: `initiatives` or `contributions`. More will be added.",
        max_length = 50, pattern = "^[a-z][a-z-]*$", example = "initiatives"), ExportQuery),
    responses((status = 200, description = "The records, one a line.",
        content((String = "application/x-ndjson", example = "{\"id\":\"01890a5d-ac96-774b-bcce-b302099a8057\",\"title\":\"Peer support\"}\n"),
            (String = "text/csv", example = "id,title\r\n01890a5d-ac96-774b-bcce-b302099a8057,Peer support\r\n")))))]
#[get("/v1/exports/{resource}")]
pub async fn get_export(
    caller: May<ReportsRead>,
    resource: Path<String>,
    query: Params<ExportQuery>,
    req: HttpRequest,
    app: Data<App>,
) -> Result<HttpResponse, Problem> {
    let export = columns::find(&resource).ok_or_else(|| {
        let names: Vec<&str> = columns::EXPORTS.iter().map(|export| export.resource).collect();
        Problem::new(Kind::NotFound, format!("There is no such export. There are: {}.", names.join(", ")))
    })?;
    let format = query.format.unwrap_or_else(|| {
        let accept = req.headers().get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if prefers_csv(accept) { ExportFormat::Csv } else { ExportFormat::Ndjson }
    });
    let (form, media_type) = match format {
        ExportFormat::Ndjson => (Form::Lines, "application/x-ndjson"),
        ExportFormat::Csv => (Form::Csv, "text/csv; charset=utf-8; header=present"),
    };
    let filter =
        Filter { organisation: query.organisation_id, updated_since: query.updated_since, timing: query.timing, stage: query.stage };
    let mut source =
        Source { app, export, form, caller: (*caller).clone(), filter, next: Next::First, capacity: 0, rows: 0, span: Span::current() };
    // The first piece before the head: what fails now is still answered as a problem.
    let first = source.take().await?;
    let rest = stream::try_unfold((source, Some(first)), |(mut source, first)| async move {
        let span = source.span.clone();
        async move {
            let text = match first {
                Some(text) => text,
                None => source.take_patiently().await?,
            };
            Ok::<_, Broken>(text.map(|text| (text, (source, None))))
        }
        .instrument(span)
        .await
    });
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, media_type))
        .insert_header((CACHE_CONTROL, "private, no-store"))
        .insert_header((VARY, "Accept"))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{}.{format}\"", export.resource)))
        .streaming(Box::pin(rest)))
}

/// Whether a list of media types wants CSV more than NDJSON.
fn prefers_csv(accept: &str) -> bool {
    let weight = |name: &str| {
        accept.split(',').find_map(|one| {
            let mut parts = one.split(';').map(str::trim);
            if !parts.next()?.eq_ignore_ascii_case(name) {
                return None;
            }
            let weight = parts.find_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q=")));
            Some(weight.and_then(|text| text.parse::<f32>().ok()).unwrap_or(1.0))
        })
    };
    weight("text/csv").is_some_and(|csv| csv > weight("application/x-ndjson").unwrap_or(0.0))
}

/// Where an export is.
enum Next {
    First,
    After(After),
    Nothing,
}

/// An export under way.
struct Source {
    app: Data<App>,
    export: &'static Export,
    form: Form,
    caller: Caller,
    filter: Filter,
    next: Next,
    capacity: usize,
    rows: u64,
    span: Span,
}

/// Breaks off the transfer, so that the client sees that it is not whole.
#[derive(Debug)]
struct Broken;

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the export broke off")
    }
}

impl std::error::Error for Broken {}

impl Source {
    /// The text of the next piece; none after the last.
    async fn take(&mut self) -> Result<Option<Bytes>, Problem> {
        let after = match self.next {
            Next::First => None,
            Next::After(after) => Some(after),
            Next::Nothing => return Ok(None),
        };
        let (export, form, caller, filter, capacity) = (self.export, self.form, self.caller.clone(), self.filter.clone(), self.capacity);
        let Piece { text, rows, after } =
            self.app.read(move |db, _| Ok(store::piece(db, (export, form), &caller, &filter, after.as_ref(), capacity)?)).await?;
        // Pieces are much alike; a little room more spares most of them from growing.
        self.capacity = text.len() + text.len() / 8;
        self.rows += rows;
        self.next = after.map_or(Next::Nothing, Next::After);
        if matches!(self.next, Next::Nothing) {
            tracing::debug!(rows = self.rows, resource = self.export.resource, "export is whole");
        }
        Ok(Some(text.into()))
    }

    /// The same while the answer is under way: a moment of pressure is waited out, since an export
    /// that breaks off has to begin again.
    async fn take_patiently(&mut self) -> Result<Option<Bytes>, Broken> {
        let mut waits = [100, 300, 1_000].into_iter();
        loop {
            match self.take().await {
                Ok(text) => return Ok(text),
                Err(problem) => match waits.next() {
                    Some(millis) if problem.kind() == Kind::Unavailable => actix_web::rt::time::sleep(Duration::from_millis(millis)).await,
                    _ => {
                        tracing::warn!(%problem, rows = self.rows, "export broke off");
                        return Err(Broken);
                    }
                },
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_client_accepts_decides_the_format() {
        for (accept, csv) in [
            ("", false),
            ("*/*", false),
            ("application/json", false),
            ("text/csv", true),
            ("Text/CSV; charset=utf-8", true),
            ("application/x-ndjson, text/csv", false),
            ("application/x-ndjson;q=0.5, text/csv", true),
            ("text/csv;q=0", false),
            ("text/csv;q=0.1, application/x-ndjson; q=0.9", false),
        ] {
            assert_eq!(prefers_csv(accept), csv, "{accept}");
        }
    }
}
