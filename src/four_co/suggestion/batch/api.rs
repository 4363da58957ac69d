//! `/v1/four-co/suggestions/batch`

use super::model::{BatchAnswer, BatchSuggestion, BatchText, NewSuggestionBatch, SuggestionBatch, SuggestionDetail};
use super::read::Batch;
use crate::four_co::suggestion::turn::{aside, processors};
use crate::four_co::suggestion::{self, NewSuggestion};
use crate::platform::auth::{FourCoRead, May};
use crate::platform::http::body::accept;
use crate::platform::http::query::NoParams;
use crate::platform::http::{Answer, Fault, Params, Problem};
use actix_web::post;
use futures_util::{StreamExt, TryStreamExt, stream};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::LazyLock;
use tokio::sync::Semaphore;

/// How many texts are read in one go, before others have their turn.
const CHUNK: usize = 8;

/// As many chunks are worked on at a time, over the whole process, as there are processors.
static TURNS: LazyLock<usize> = LazyLock::new(processors);
static TURN: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(*TURNS));

/// Suggest Co's for many texts
///
/// 1 to 1,000 texts in one call, each answered like a single one, in the same order: with a
/// suggestion, or with the problem of that text alone. A text that is wrong does not fail the others;
/// a body that is no list of objects does. With `detail` `labels`, which is the default, answers
/// leave out passages and candidates, so that the whole stays small and soon there: on two processors
/// a thousand English texts take ten to twenty seconds, with passages ten times as long; German and
/// Welsh ones less than one.
///
/// The body may be four times as large as other bodies: 4 MiB, unless the operator has set another
/// limit. That is room for 1,000 texts of 4,000 characters; send longer ones in several calls. While
/// several batches are being worked on, another is answered 503: repeat it after `Retry-After`.
#[utoipa::path(tag = "four-co", security(("bearer" = ["four_co:read"])), request_body = NewSuggestionBatch,
    responses((status = 200, description = "One answer for each text.", body = SuggestionBatch)))]
#[post("/v1/four-co/suggestions/batch")]
pub async fn create_suggestion_batch(_caller: May<FourCoRead>, _query: Params<NoParams>, batch: Batch) -> Result<Answer, Problem> {
    let Batch { body: NewSuggestionBatch { texts, detail }, mut unreadable, request_id, room } = batch;
    let mut texts = texts.into_iter().enumerate().map(|(n, text)| (text, unreadable.remove(&n).unwrap_or_default()));
    let chunks = std::iter::from_fn(|| Some(texts.by_ref().take(CHUNK).collect::<Vec<_>>()).filter(|chunk| !chunk.is_empty()));
    let work = |chunk| {
        let request_id = request_id.clone();
        async move {
            let turn = TURN.acquire().await.map_err(Problem::internal)?;
            aside(turn, move || answers(chunk, detail, &request_id)).await?
        }
    };
    let mut whole = Written::default();
    let mut done = stream::iter(chunks).map(work).buffered(*TURNS);
    while let Some(chunk) = done.try_next().await? {
        whole.append(chunk);
    }
    let answer = whole.finish();
    drop(room);
    Ok(answer)
}

/// Answers to some texts, as they are sent.
#[derive(Debug, Default)]
struct Written {
    /// The answers, separated by commas.
    text: String,
    suggested: usize,
    refused: usize,
}

impl Written {
    fn append(&mut self, more: Written) {
        if !self.text.is_empty() {
            self.text.push(',');
        }
        self.text.push_str(&more.text);
        self.suggested += more.suggested;
        self.refused += more.refused;
    }

    /// The answer to the batch: a [`SuggestionBatch`].
    fn finish(self) -> Answer {
        let Written { mut text, suggested, refused } = self;
        text.insert_str(0, "{\"items\":[");
        text.push_str(&format!("],\"suggested\":{suggested},\"refused\":{refused}}}"));
        Answer { status: 200, body: Some(text), location: None, etag: None, link: None, cache: None, language: None, replayed: false }
    }
}

/// The answers to a chunk of texts.
fn answers(texts: Vec<(BatchText, Vec<Fault>)>, detail: SuggestionDetail, request_id: &str) -> Result<Written, Problem> {
    let mut written = Written::default();
    for (text, unreadable) in texts {
        let one = |answer: &BatchAnswer<'_>| serde_json::to_string(answer).map_err(Problem::internal);
        written.append(match suggested(text, unreadable, detail) {
            Ok(made) => {
                let answer = BatchAnswer { suggestion: Some(BatchSuggestion::of(made, detail)), problem: None };
                Written { text: one(&answer)?, suggested: 1, refused: 0 }
            }
            Err(problem) => {
                let answer = BatchAnswer { suggestion: None, problem: Some(problem.details(request_id)) };
                Written { text: one(&answer)?, suggested: 0, refused: 1 }
            }
        });
    }
    Ok(written)
}

/// What one text suggests, or what is wrong with it.
fn suggested(text: BatchText, unreadable: Vec<Fault>, detail: SuggestionDetail) -> Result<suggestion::Suggestion, Problem> {
    if !unreadable.is_empty() {
        return Err(Problem::bad_members(unreadable));
    }
    let text: NewSuggestion = accept(text.0)?;
    let made = || suggestion::in_detail(text.language(), text.title.as_deref().unwrap_or_default(), &text.description, detail);
    // A fault of ours with one text is that text's problem: the other answers are still right.
    catch_unwind(AssertUnwindSafe(made)).map_err(|_| Problem::internal("the suggestion for a text of a batch panicked"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn what_is_written_piece_by_piece_is_the_documented_answer() {
        let texts =
            [json!({"description": "Residents run the hall."}), json!({"description": " "}), json!({}), json!({"description": "x"})];
        let mut whole = Written::default();
        for chunk in texts.chunks(3) {
            let chunk = chunk.iter().map(|text| (BatchText(text.clone()), Vec::new())).collect();
            whole.append(answers(chunk, SuggestionDetail::Labels, "an-id").unwrap());
        }
        let answer: Value = serde_json::from_str(&whole.finish().body.unwrap()).unwrap();
        assert_eq!((&answer["suggested"], &answer["refused"]), (&json!(2), &json!(2)));
        let items = answer["items"].as_array().unwrap();
        let kinds: Vec<&String> = items.iter().flat_map(|item| item.as_object().unwrap().keys()).collect();
        assert_eq!(kinds, ["suggestion", "problem", "problem", "suggestion"]);
        assert_eq!(items[1]["problem"]["errors"][0]["pointer"], json!("/description"));
        assert_eq!((&items[2]["problem"]["status"], &items[2]["problem"]["request_id"]), (&json!(422), &json!("an-id")));
    }
}
