//! What an initiative's own text suggests, and the marks by which people and services know again what
//! they were shown. Pure.

use super::suggestion::{self, Suggestion, SuggestionDetail, thesaurus};
use crate::initiatives::Initiative;
use crate::vocabulary::language::Language;
use aws_lc_rs::digest::{Context, SHA256};
use std::fmt::Write as _;

/// What title and description suggest.
pub fn suggested(of: &Initiative, detail: SuggestionDetail) -> Suggestion {
    suggestion::in_detail(language(of), &of.body.title, of.body.description.as_deref().unwrap_or_default(), detail)
}

/// An initiative does not say in which language it is written: its words do.
fn language(of: &Initiative) -> Language {
    suggestion::language::of(&of.body.title, of.body.description.as_deref().unwrap_or_default())
}

/// The entity tag of an initiative's Four Co's: its version and that of its parts, and the versions
/// of what makes suggestions.
pub fn tag(of: &Initiative) -> String {
    let language = language(of);
    format!("\"{}.{}-{}-{}\"", of.version, of.parts_version, thesaurus::of(language).version, suggestion::scorer(language).version())
}

/// The digest of the text that a suggestion for the initiative is made from.
pub fn text_digest(of: &Initiative) -> String {
    digest(&of.body.title, of.body.description.as_deref().unwrap_or_default())
}

/// SHA-256 of both texts, each with its length before it, so that no two pairs are one text.
fn digest(title: &str, description: &str) -> String {
    let mut context = Context::new(&SHA256);
    for text in [title, description] {
        context.update(&(text.len() as u64).to_be_bytes());
        context.update(text.as_bytes());
    }
    context.finish().as_ref().iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_knows_a_text_again_and_where_it_is_cut() {
        let one = digest("Peer support", "Every week.");
        assert_eq!(one, digest("Peer support", "Every week."));
        assert_eq!((one.len(), one.bytes().all(|b| b.is_ascii_hexdigit() && !b.is_ascii_uppercase())), (64, true));
        for (title, description) in
            [("Peer support", "Every week"), ("Peer supportE", "very week."), ("", "Peer supportEvery week."), ("Peer support", "")]
        {
            assert_ne!(digest(title, description), one);
        }
    }
}
