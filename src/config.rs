//! Every setting, once: flag, `FOURCO_*` variable, default, description.

use crate::platform::auth::development;
use crate::platform::db::Address;
use crate::platform::log::LogFormat;
use clap::{Args, Parser, Subcommand};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Fourco: co-production initiatives, the Four Co's, outcomes and public governance principles.
#[derive(Debug, Parser)]
#[command(name = "fourco", version, about)]
pub struct Cli {
    /// What to do; serve when not given.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// How.
    #[command(flatten)]
    pub settings: Settings,
}

/// What the program can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Answer requests (the default).
    Serve,
    /// Bring the database to the shape this version needs.
    Migrate {
        /// Only say what would be done; fails when there is something to do.
        #[arg(long)]
        check: bool,
    },
    /// Load the Offenbach case into the database. Can be repeated.
    Demo,
    /// Write the OpenAPI document to standard output.
    Openapi,
    /// Write a development token to standard output. Believed by a service that uses the same data
    /// folder and listens on loopback.
    Token(TokenArgs),
}

/// What a development token says.
#[derive(Debug, Args)]
pub struct TokenArgs {
    /// The key of the organisation it acts for; the operator's own when not given.
    #[arg(long, value_name = "KEY")]
    pub org: Option<String>,
    /// What it allows, separated by spaces. When not given: every scope; without `operator` when
    /// an organisation is given.
    #[arg(long, value_name = "SCOPES")]
    pub scope: Option<String>,
    /// How long it is good for: a number and s, m, h or d.
    #[arg(long, default_value = "1h", value_parser = duration)]
    pub ttl: Duration,
    /// The client it is issued to.
    #[arg(long, default_value = "development", value_name = "CLIENT")]
    pub client: String,
}

/// How the program is set up.
#[derive(Debug, Clone, Args)]
pub struct Settings {
    /// Address and port to listen on.
    #[arg(long, env = "FOURCO_LISTEN", default_value = "127.0.0.1:8080", global = true)]
    pub listen: SocketAddr,
    /// Folder for the embedded database and the development key.
    #[arg(long, env = "FOURCO_DATA_DIR", default_value = "./data", global = true)]
    pub data_dir: PathBuf,
    /// `sqlite:///path` or `postgres://…`; the embedded database in the data folder when not given.
    #[arg(long, env = "FOURCO_DATABASE_URL", hide_env_values = true, value_parser = address, global = true)]
    pub database_url: Option<Address>,
    /// A replica for reads; the same database when not given.
    #[arg(long, env = "FOURCO_DATABASE_READ_URL", hide_env_values = true, value_parser = address, global = true)]
    pub database_read_url: Option<Address>,
    /// Connections for reading, and on PostgreSQL as many again for writing.
    #[arg(long, env = "FOURCO_DATABASE_CONNECTIONS", default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=256), global = true)]
    pub database_connections: u16,
    /// Requests that may wait for a connection; more are answered 503.
    #[arg(long, env = "FOURCO_QUEUE", default_value_t = 512, value_parser = clap::value_parser!(u32).range(1..=100_000), global = true)]
    pub queue: u32,
    /// Bring the database to the needed shape before serving.
    #[arg(long, env = "FOURCO_MIGRATE_ON_START", default_value_t = true, action = clap::ArgAction::Set, global = true)]
    pub migrate_on_start: bool,
    /// JWKS file with the keys of your authorisation server; read again when it changes.
    #[arg(long, env = "FOURCO_JWKS_FILE", global = true)]
    pub jwks_file: Option<PathBuf>,
    /// The `iss` that tokens must have; needed with a JWKS file.
    #[arg(long, env = "FOURCO_ISSUER", global = true)]
    pub issuer: Option<String>,
    /// The `aud` that tokens must hold.
    #[arg(long, env = "FOURCO_AUDIENCE", default_value = development::AUDIENCE, global = true)]
    pub audience: String,
    /// Origins that browsers may call from, separated by commas.
    #[arg(long, env = "FOURCO_CORS_ORIGINS", value_delimiter = ',', global = true)]
    pub cors_origins: Vec<String>,
    /// Requests a second that one client may make on this replica; 0 for no limit.
    #[arg(long, env = "FOURCO_RATE_LIMIT", default_value_t = 0, global = true)]
    pub rate_limit: u32,
    /// Bytes a request body may have; a batch of texts four times as many.
    #[arg(long, env = "FOURCO_BODY_LIMIT", default_value_t = 1_048_576, value_parser = clap::value_parser!(u32).range(1_024..=67_108_864), global = true)]
    pub body_limit: u32,
    /// How long a request body may take to arrive.
    #[arg(long, env = "FOURCO_BODY_DEADLINE", default_value = "10s", value_parser = duration, global = true)]
    pub body_deadline: Duration,
    /// How long a stop waits for requests under way.
    #[arg(long, env = "FOURCO_STOP_DEADLINE", default_value = "20s", value_parser = duration, global = true)]
    pub stop_deadline: Duration,
    /// Threads that answer requests; as many as there are processors when 0.
    #[arg(long, env = "FOURCO_WORKERS", default_value_t = 0, global = true)]
    pub workers: u16,
    /// What to log (a tracing filter).
    #[arg(long, env = "FOURCO_LOG", default_value = "info", global = true)]
    pub log: String,
    /// How log lines look.
    #[arg(long, env = "FOURCO_LOG_FORMAT", default_value = "text", value_enum, global = true)]
    pub log_format: LogFormat,
}

fn address(text: &str) -> Result<Address, String> {
    text.parse()
}

/// A number and s, m, h or d.
pub fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || format!("{text} is not a duration: give a number and s, m, h or d, such as 10s");
    let unit = text.chars().last().ok_or_else(wrong)?;
    let number: u64 = text.strip_suffix(unit).unwrap_or_default().parse().map_err(|_| wrong())?;
    let seconds = match unit {
        's' => Some(number),
        'm' => number.checked_mul(60),
        'h' => number.checked_mul(3_600),
        'd' => number.checked_mul(86_400),
        _ => None,
    };
    seconds.filter(|s| (1..=31_536_000).contains(s)).map(Duration::from_secs).ok_or_else(wrong)
}

impl Settings {
    /// The database to write to.
    pub fn database(&self) -> Result<Address, String> {
        match &self.database_url {
            Some(address) => Ok(address.clone()),
            None => Ok(Address::Sqlite(absolute(&self.data_dir)?.join("fourco.db"))),
        }
    }
}

fn absolute(path: &Path) -> Result<PathBuf, String> {
    std::path::absolute(path).map_err(|error| format!("FOURCO_DATA_DIR {}: {error}", path.display()))
}

/// Names of variables that look like settings but are none: probably misspelt.
pub fn unknown_variables(names: impl Iterator<Item = String>) -> Vec<String> {
    use clap::CommandFactory;
    let command = Cli::command();
    let known: Vec<String> =
        command.get_arguments().filter_map(|arg| arg.get_env()).map(|name| name.to_string_lossy().into_owned()).collect();
    // Those of the tests' and tools' own are not settings of the service.
    names.filter(|name| name.starts_with("FOURCO_") && !name.starts_with("FOURCO_TEST_") && !known.contains(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        use clap::CommandFactory;
        Cli::command().debug_assert();
    }

    #[test]
    fn a_misspelt_variable_is_found() {
        let names = ["FOURCO_LISTEN", "FOURCO_LISTENS", "PATH"].map(str::to_owned);
        assert_eq!(unknown_variables(names.into_iter()), ["FOURCO_LISTENS"]);
    }

    #[test]
    fn durations_are_bounded() {
        assert_eq!(duration("2m"), Ok(Duration::from_secs(120)));
        for text in ["", "5", "s", "-1s", "1w", "99999999999999999999s", "0s", "5é"] {
            assert!(duration(text).is_err(), "{text}");
        }
    }
}
