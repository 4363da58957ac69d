//! A small HTTP client that shows everything and follows nothing.

use serde_json::Value;

/// A request being put together.
pub struct Call<'a> {
    agent: &'a ureq::Agent,
    method: String,
    url: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: ureq::http::HeaderMap,
    pub text: String,
    /// The body as JSON, null when it is none.
    pub json: Value,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    pub fn etag(&self) -> String {
        self.header("etag").unwrap_or_default().to_owned()
    }

    pub fn id(&self) -> String {
        self.json["id"].as_str().unwrap_or_default().to_owned()
    }

    /// The pointers and parameters that a problem names.
    pub fn places(&self) -> Vec<String> {
        let errors = self.json["errors"].as_array().cloned().unwrap_or_default();
        errors.iter().filter_map(|e| e["pointer"].as_str().or(e["parameter"].as_str()).map(str::to_owned)).collect()
    }

    /// Fails unless this is a documented problem of that status.
    #[track_caller]
    pub fn problem(&self, status: u16) -> &Self {
        assert_eq!(self.status, status, "{}", self.text);
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{}", self.text);
        assert_eq!(self.json["status"], Value::from(status));
        assert!(self.json["type"].as_str().is_some_and(|t| t.starts_with("/problems/")), "{}", self.text);
        assert!(self.json["request_id"].as_str().is_some_and(|id| !id.is_empty()), "{}", self.text);
        self
    }

    #[track_caller]
    pub fn ok(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }
}

impl<'a> Call<'a> {
    pub fn new(agent: &'a ureq::Agent, method: &str, url: String) -> Self {
        Call { agent, method: method.into(), url, headers: Vec::new(), body: Vec::new() }
    }

    pub fn token(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    pub fn json(self, body: &Value) -> Self {
        self.header("content-type", "application/json").bytes(body.to_string().as_bytes())
    }

    pub fn merge_patch(self, body: &Value) -> Self {
        self.header("content-type", "application/merge-patch+json").bytes(body.to_string().as_bytes())
    }

    pub fn bytes(mut self, body: &[u8]) -> Self {
        self.body = body.to_vec();
        self
    }

    pub fn send(self) -> Answer {
        self.try_send().unwrap()
    }

    pub fn try_send(self) -> Result<Answer, ureq::Error> {
        let mut request = ureq::http::Request::builder().method(self.method.as_str()).uri(&self.url);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let mut answer = if self.body.is_empty() {
            self.agent.run(request.body(()).unwrap())?
        } else {
            self.agent.run(request.body(self.body).unwrap())?
        };
        let text = answer.body_mut().with_config().limit(200_000_000).read_to_string()?;
        let json = serde_json::from_str(&text).unwrap_or(Value::Null);
        Ok(Answer { status: answer.status().as_u16(), headers: answer.headers().clone(), text, json })
    }
}
