//! The caller of a request, and the proof in a handler's type that they may do what it does.

use super::scope::{Needs, Scope, Scopes};
use crate::platform::app::App;
use crate::platform::db::Id;
use crate::platform::http::Problem;
use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::{FromRequest, HttpRequest, web};
use std::cell::RefCell;
use std::collections::HashMap;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;

/// Who calls.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The client the token was issued to.
    pub client_id: Arc<str>,
    /// For whom it acts; a person's pseudonym at most.
    pub subject: Arc<str>,
    /// The organisation it acts for.
    pub organisation: Id,
    /// That organisation's key.
    pub organisation_key: Arc<str>,
    /// What it may do.
    pub scopes: Scopes,
}

impl Caller {
    /// Whether the caller acts for any organisation.
    pub fn is_operator(&self) -> bool {
        self.scopes.has(Scope::Operator)
    }

    /// Whether the caller acts for this organisation.
    pub fn is(&self, organisation: Id) -> bool {
        self.organisation == organisation || self.is_operator()
    }
}

/// A caller with a valid token, whatever it allows.
pub struct Known(pub Caller);

/// A caller whose token has the scope.
pub struct May<S> {
    caller: Caller,
    scope: PhantomData<S>,
}

impl<S> std::ops::Deref for May<S> {
    type Target = Caller;
    fn deref(&self) -> &Caller {
        &self.caller
    }
}

type Ready<T> = Pin<Box<dyn Future<Output = Result<T, Problem>>>>;

impl<S: Needs> FromRequest for May<S> {
    type Error = Problem;
    type Future = Ready<Self>;
    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let req = req.clone();
        Box::pin(async move {
            let caller = identify(&req, Some(S::SCOPE)).await?;
            Ok(May { caller, scope: PhantomData })
        })
    }
}

impl FromRequest for Known {
    type Error = Problem;
    type Future = Ready<Self>;
    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let req = req.clone();
        Box::pin(async move { Ok(Known(identify(&req, None).await?)) })
    }
}

/// Verified tokens are remembered per worker until they end or the keys change: a signature costs
/// as much as the whole read.
const REMEMBERED: usize = 4_096;

struct Remembered {
    caller: Caller,
    since: i64,
    until: i64,
    generation: u64,
}

thread_local! {
    static VERIFIED: RefCell<HashMap<String, Remembered>> = RefCell::default();
}

async fn identify(req: &HttpRequest, needed: Option<Scope>) -> Result<Caller, Problem> {
    let app = req.app_data::<web::Data<App>>().cloned().ok_or_else(|| Problem::internal("no application state"))?;
    let mut given = req.headers().get_all(AUTHORIZATION);
    let header = given.next().ok_or_else(|| Problem::unauthenticated(false))?;
    let refused = || Problem::unauthenticated(true);
    let token = header
        .to_str()
        .ok()
        .and_then(|text| text.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim())
        .ok_or_else(refused)?;
    if given.next().is_some() {
        return Err(refused());
    }
    let now = app.clock().now().seconds();
    let generation = app.keys.generation();
    let known = VERIFIED.with(|verified| {
        let verified = verified.borrow();
        verified
            .get(token)
            .filter(|kept| kept.until > now && kept.since <= now && kept.generation == generation)
            .map(|kept| kept.caller.clone())
    });
    let allows = |scopes: Scopes| match needed {
        Some(scope) if !scopes.has(scope) => Err(Problem::missing_scope(scope.name())),
        _ => Ok(()),
    };
    if let Some(caller) = known {
        app.limit.take(&caller.client_id)?;
        allows(caller.scopes)?;
        return Ok(caller);
    }
    let claims = app.keys.verify(token, now).ok_or_else(refused)?;
    let scopes = Scopes::read(&claims.scope);
    // Before the database is asked: other extractors go on meanwhile, and what they find wrong would
    // be told at one time and not at another.
    allows(scopes)?;
    let organisation = app.organisation(&claims.org).await?.ok_or_else(|| {
        Problem::new(
            crate::platform::http::Kind::Forbidden,
            "The organisation this token acts for is not registered here. Ask the operator to register it.",
        )
    })?;
    let caller = Caller {
        client_id: claims.client_id.into(),
        subject: claims.sub.into(),
        organisation,
        organisation_key: claims.org.into(),
        scopes,
    };
    app.limit.take(&caller.client_id)?;
    VERIFIED.with(|verified| {
        let mut verified = verified.borrow_mut();
        if verified.len() >= REMEMBERED {
            verified.clear();
        }
        verified.insert(token.to_owned(), Remembered { caller: caller.clone(), since: now, until: claims.exp, generation });
    });
    Ok(caller)
}
