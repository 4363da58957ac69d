//! The command line.

use actix_web::web::Data;
use clap::Parser;
use fourco::config::{Cli, Command, Settings, TokenArgs, unknown_variables};
use fourco::four_co::suggestion::transformer;
use fourco::initiatives::counts;
use fourco::platform::app::{App, Setup};
use fourco::platform::auth::development::{self, DevelopmentKey};
use fourco::platform::auth::{Claims, Keys, OPERATOR_KEY, Scope, Trust};
use fourco::platform::changes;
use fourco::platform::db::{Address, migrations};
use fourco::platform::http::once;
use fourco::platform::log;
use fourco::{openapi, server};
use std::io::Write;
use std::net::TcpListener;
use std::process::ExitCode;
use std::time::Duration;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let unknown = unknown_variables(std::env::vars_os().filter_map(|(name, _)| name.into_string().ok()));
    if !unknown.is_empty() {
        eprintln!("fourco: unknown setting: {}. `fourco --help` lists them all.", unknown.join(", "));
        return ExitCode::from(2);
    }
    let done = match cli.command.unwrap_or(Command::Serve) {
        Command::Serve => serve(&cli.settings),
        Command::Migrate { check } => migrate(&cli.settings, check),
        Command::Demo => demo(&cli.settings),
        Command::Openapi => {
            let written = std::io::stdout().write_all(openapi::text().as_bytes());
            written.map_err(|error| error.to_string())
        }
        Command::Token(args) => token(&cli.settings, &args),
    };
    log::flush();
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("fourco: {error}");
            ExitCode::FAILURE
        }
    }
}

fn migrate(settings: &Settings, check: bool) -> Result<(), String> {
    let database = settings.database()?;
    if check {
        let pending = migrations::pending(&database)?;
        return if pending.is_empty() {
            println!("{database} is up to date.");
            Ok(())
        } else {
            Err(format!("{database} still needs: {}", pending.join(", ")))
        };
    }
    let ran = migrations::run(&database)?;
    println!("{database}: {}", if ran.is_empty() { "up to date.".to_owned() } else { format!("ran {}.", ran.join(", ")) });
    Ok(())
}

fn demo(settings: &Settings) -> Result<(), String> {
    log::start(&settings.log, settings.log_format)?;
    let database = settings.database()?;
    migrations::run(&database)?;
    let setup = Setup {
        // It reads what it has just written, so a replica would come too late.
        read_database: None,
        connections: 1,
        rate_limit: 0,
        ..setup(settings, database)
    };
    actix_web::rt::System::new().block_on(fourco::demo::run(setup, settings.listen, server::rooms))
}

fn setup(settings: &Settings, database: Address) -> Setup {
    Setup {
        database,
        read_database: settings.database_read_url.clone(),
        connections: usize::from(settings.database_connections),
        queue: settings.queue as usize,
        body_limit: settings.body_limit as usize,
        body_deadline: settings.body_deadline,
        rate_limit: settings.rate_limit,
    }
}

fn token(settings: &Settings, args: &TokenArgs) -> Result<(), String> {
    let key = DevelopmentKey::open(&settings.data_dir)?;
    println!("{}", mint(settings, &key, args)?);
    Ok(())
}

fn mint(settings: &Settings, key: &DevelopmentKey, args: &TokenArgs) -> Result<String, String> {
    let every = |operator: bool| {
        let names: Vec<&str> = Scope::ALL.iter().filter(|s| operator || **s != Scope::Operator).map(|s| s.name()).collect();
        names.join(" ")
    };
    let now = fourco::platform::app::Clock::default().now();
    let claims = Claims {
        iss: development::ISSUER.into(),
        exp: now.seconds() + i64::try_from(args.ttl.as_secs()).unwrap_or(3_600),
        sub: args.client.clone(),
        client_id: args.client.clone(),
        scope: args.scope.clone().unwrap_or_else(|| every(args.org.is_none())),
        org: args.org.clone().unwrap_or_else(|| OPERATOR_KEY.into()),
    };
    key.mint(&claims, &settings.audience)
}

fn serve(settings: &Settings) -> Result<(), String> {
    log::start(&settings.log, settings.log_format)?;
    let database = settings.database()?;
    if settings.migrate_on_start {
        let ran = migrations::run(&database)?;
        tracing::info!(%database, migrations = ran.len(), "database is in shape");
    } else if let Address::Sqlite(path) = &database
        && !path.exists()
    {
        return Err(format!("{database} does not exist; run `fourco migrate` first"));
    }
    let mut trust = Trust {
        jwks_file: settings.jwks_file.clone(),
        issuer: settings.issuer.clone().unwrap_or_default(),
        audience: settings.audience.clone(),
        development: None,
    };
    if trust.jwks_file.is_some() && trust.issuer.is_empty() {
        return Err("FOURCO_ISSUER is needed with FOURCO_JWKS_FILE: whose tokens are these keys for?".into());
    }
    let loopback = settings.listen.ip().is_loopback();
    let mut development_token = None;
    if loopback {
        let key = DevelopmentKey::open(&settings.data_dir)?;
        trust.development = Some((key.jwk()?, development::ISSUER.into()));
        let day = TokenArgs { org: None, scope: None, ttl: Duration::from_secs(86_400), client: "development".into() };
        development_token = Some(mint(settings, &key, &day)?);
        tracing::warn!("listening on loopback: tokens of the development key in the data folder are believed");
    }
    let keys = Keys::load(trust)?;
    let setup = setup(settings, database);
    let listener = TcpListener::bind(settings.listen).map_err(|error| format!("FOURCO_LISTEN {}: {error}", settings.listen))?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    actix_web::rt::System::new().block_on(async {
        let app = Data::new(App::new(setup, keys));
        transformer::load_in_background();
        let server = server::start(app.clone(), settings, listener).map_err(|error| error.to_string())?;
        actix_web::rt::spawn(upkeep(app));
        tracing::info!(%address, "listening");
        let mut greeting = format!(
            "Fourco listens on http://{address}\n\n  Documentation   http://{address}/docs/\n  OpenAPI         http://{address}/openapi.json\n\n"
        );
        if let Some(token) = development_token {
            greeting.push_str(&format!(
                "Try it (the token is good for a day on this machine):\n\n  curl -H 'Authorization: Bearer {token}' http://{address}/v1/vocabularies/co\n\n"
            ));
        }
        // Whoever started it may have closed its output; that is no reason not to serve.
        let _ = std::io::Write::write_all(&mut std::io::stdout(), greeting.as_bytes());
        server.await.map_err(|error| error.to_string())?;
        tracing::info!("stopped");
        Ok(())
    })
}

/// Forgets what is kept only for a time.
async fn upkeep(app: Data<App>) {
    loop {
        actix_web::rt::time::sleep(Duration::from_secs(3_600)).await;
        app.limit.forget();
        match app.upkeep(|db, now| Ok(once::forget(db, now)?)).await {
            Ok(forgotten) => tracing::debug!(forgotten, "idempotency keys forgotten"),
            Err(problem) => tracing::warn!(%problem, "upkeep failed; it will be tried again"),
        }
        if let Err(problem) = app.upkeep(|db, _| Ok(counts::fold(db)?)).await {
            tracing::warn!(%problem, "upkeep failed; it will be tried again");
        }
        // In batches with pauses between them: writes go first.
        loop {
            match app.upkeep(|db, now| Ok(changes::forget(db, now)?)).await {
                Ok(true) => actix_web::rt::time::sleep(Duration::from_millis(100)).await,
                Ok(false) => break,
                Err(problem) => {
                    tracing::warn!(%problem, "upkeep failed; it will be tried again");
                    break;
                }
            }
        }
    }
}
