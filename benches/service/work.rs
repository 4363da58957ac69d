//! What is measured, and the requests that ask for it.

use crate::data::{ORGANISATIONS, Row, mixed};
use crate::load::CONNECTIONS;

/// One kind of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Work {
    /// One initiative by its id.
    Get,
    /// The first fifty initiatives that an organisation may see.
    List,
    /// Registering an initiative under an idempotency key.
    Create,
    /// A report of one organisation.
    Report,
    /// All initiatives.
    Export,
}

impl Work {
    /// All of them, the writing one last but for the export, which wants to see what it wrote.
    pub const ALL: [Work; 5] = [Work::Get, Work::List, Work::Report, Work::Create, Work::Export];

    /// Its name in the table.
    pub const fn name(self) -> &'static str {
        match self {
            Work::Get => "get one",
            Work::List => "list 50",
            Work::Create => "create, durable",
            Work::Report => "report of one organisation",
            Work::Export => "export all",
        }
    }

    /// The status of its answer.
    pub const fn status(self) -> u16 {
        if matches!(self, Work::Create) { 201 } else { 200 }
    }

    /// The path of the bare handler that answers with so many bytes.
    pub fn bare(self, length: u64) -> String {
        match self {
            Work::Export => format!("/stream/{length}"),
            _ => format!("/bytes/{length}"),
        }
    }
}

/// Who asks: a token for each organisation, and the operator's.
pub struct Callers {
    /// Of the organisations.
    pub organisations: Vec<String>,
    /// Of the operator, who sees everything.
    pub operator: String,
}

/// A request to a path, as bytes.
pub fn request(work: Work, path: &str, token: &str, n: u64) -> Vec<u8> {
    let head = format!("HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\n");
    if work != Work::Create {
        return format!("GET {path} {head}\r\n").into_bytes();
    }
    let place = mixed(n) % 300;
    let body = format!(
        r#"{{"key": "new-{n}", "title": "Peer support for and with people seeking a job", "description": "Jobseekers who have found work meet others every week and go with them to interviews; the job centre opens its rooms, trains the peers and learns from what they hear.", "service_area": "employment", "localities": ["E08{place:06}"], "starts_on": "2026-03-02", "timing": "current", "stage": "lab", "initiation": "joint", "citizen_roles": ["service_user", "community_member"], "public_service_roles": ["professional"], "formal_service": true, "knowledge_domain": "complex"}}"#
    );
    let length = body.len();
    format!("POST {path} {head}content-type: application/json\r\nidempotency-key: key-{n}\r\ncontent-length: {length}\r\n\r\n{body}")
        .into_bytes()
}

impl Callers {
    /// The `n`th request of a connection. `series` keeps slices of one run apart, so that nothing
    /// is created twice.
    pub fn request(&self, work: Work, rows: usize, series: u64, connection: usize, n: u64) -> Vec<u8> {
        let n = (series << 32) | (n * CONNECTIONS as u64 + connection as u64);
        let row = Row::new((mixed(n) % rows as u64) as usize);
        let token = &self.organisations[row.organisation() % ORGANISATIONS];
        match work {
            Work::Get => request(work, &format!("/v1/initiatives/{}", row.id()), token, n),
            Work::List => request(work, "/v1/initiatives?limit=50", token, n),
            Work::Create => request(work, "/v1/initiatives", token, n),
            Work::Report => request(work, "/v1/reports/four-co", token, n),
            Work::Export => request(work, "/v1/exports/initiatives", &self.operator, n),
        }
    }
}
