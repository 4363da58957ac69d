//! A client inside the service's own process: requests, tokens and answers are the real ones, only
//! the network is missing.

use crate::platform::app::{App, Setup};
use crate::platform::auth::development::{self, DevelopmentKey};
use crate::platform::auth::{Claims, Keys, Scope, Trust};
use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::{Method, StatusCode};
use actix_web::test::{self, TestRequest};
use actix_web::web::Data;
use aws_lc_rs::digest::{SHA256, digest};
use serde_json::Value;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;
use utoipa_actix_web::service_config::ServiceConfig;

/// How often a request is repeated when the service is busy: another one may be writing to the same
/// file.
const TRIES: usize = 10;
const PAUSE: Duration = Duration::from_millis(500);

/// As long as a run may take.
const TOKEN_SECONDS: i64 = 3_600;

type Answered = Pin<Box<dyn Future<Output = Result<ServiceResponse, actix_web::Error>>>>;

/// Sends requests to a service of its own.
pub struct Client {
    call: Box<dyn Fn(TestRequest) -> Answered>,
    app: Data<App>,
    key: DevelopmentKey,
}

impl Client {
    /// Builds the service.
    pub async fn start(setup: Setup, rooms: fn(&mut ServiceConfig)) -> Result<Self, String> {
        let key = DevelopmentKey::fleeting()?;
        let trust = Trust {
            jwks_file: None,
            issuer: String::new(),
            audience: development::AUDIENCE.into(),
            development: Some((key.jwk()?, development::ISSUER.into())),
        };
        let app = Data::new(App::new(setup, Keys::load(trust)?));
        let all = actix_web::App::new().app_data(app.clone()).configure(|config| rooms(&mut ServiceConfig::new(config)));
        let service = Rc::new(test::init_service(all).await);
        let call = move |request: TestRequest| -> Answered {
            let service = service.clone();
            Box::pin(async move { service.call(request.to_request()).await })
        };
        Ok(Client { call: Box::new(call), app, key })
    }

    /// A token for an organisation: every scope but the operator's.
    fn token(&self, organisation: &str) -> Result<String, String> {
        let scopes: Vec<&str> = Scope::ALL.iter().filter(|scope| **scope != Scope::Operator).map(|scope| scope.name()).collect();
        let claims = Claims {
            iss: development::ISSUER.into(),
            exp: self.app.clock().now().seconds() + TOKEN_SECONDS,
            sub: "fourco-demo".into(),
            client_id: "fourco-demo".into(),
            scope: scopes.join(" "),
            org: organisation.into(),
        };
        self.key.mint(&claims, development::AUDIENCE)
    }

    /// Reads.
    pub async fn get(&self, by: &str, path: &str) -> Result<Value, String> {
        self.send(Method::GET, by, path, None).await
    }

    /// Creates, safely repeatable: two runs at once make one record.
    pub async fn post(&self, by: &str, path: &str, body: &Value) -> Result<Value, String> {
        self.send(Method::POST, by, path, Some(body)).await
    }

    /// All items of a list.
    pub async fn list(&self, by: &str, path: &str) -> Result<Vec<Value>, String> {
        let mut items = Vec::new();
        let mut cursor: Option<String> = None;
        loop {
            let joint = if path.contains('?') { '&' } else { '?' };
            let after = cursor.map(|cursor| format!("&cursor={cursor}")).unwrap_or_default();
            let mut page = self.get(by, &format!("{path}{joint}limit=200{after}")).await?;
            if let Value::Array(more) = page["items"].take() {
                items.extend(more);
            }
            match page["next"].as_str() {
                Some(next) => cursor = Some(next.to_owned()),
                None => return Ok(items),
            }
        }
    }

    async fn send(&self, method: Method, by: &str, path: &str, body: Option<&Value>) -> Result<Value, String> {
        let token = self.token(by)?;
        for _ in 0..TRIES {
            let mut request =
                TestRequest::default().method(method.clone()).uri(path).insert_header(("authorization", format!("Bearer {token}")));
            if let Some(body) = body {
                let text = body.to_string();
                request = request.insert_header(("idempotency-key", idempotency_key(path, &text)));
                request = request.insert_header(("content-type", "application/json")).set_payload(text);
            }
            let (status, text) = match (self.call)(request).await {
                Ok(answer) => {
                    let status = answer.status();
                    (status, test::read_body(answer).await)
                }
                Err(error) => return Err(format!("{method} {path}: {error}")),
            };
            if status == StatusCode::SERVICE_UNAVAILABLE {
                actix_web::rt::time::sleep(PAUSE).await;
                continue;
            }
            let text = String::from_utf8_lossy(&text);
            if !status.is_success() {
                return Err(format!("{method} {path} as {by}: {status}: {text}"));
            }
            return serde_json::from_str(&text).map_err(|error| format!("{method} {path}: {error}"));
        }
        Err(format!("{method} {path}: the database stayed busy; try again"))
    }
}

/// The same for the same request, so that an answer that was given to a run beside this one is
/// given again.
fn idempotency_key(path: &str, body: &str) -> String {
    let sum = digest(&SHA256, format!("{path}\n{body}").as_bytes());
    let hex: String = sum.as_ref().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("demo-{hex}")
}
