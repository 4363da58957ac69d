//! A text cut into sentences, clauses and words, each word with its place and its role.

use super::lexicon::Lexicon;
use crate::four_co::terms::TextField;
use unicode_segmentation::UnicodeSegmentation;

/// Who or what a word stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Service users or members of the community.
    Citizens,
    /// People and bodies of public services.
    Staff,
    /// Firms and their customers.
    Business,
    /// A word that stands for people named elsewhere.
    Pronoun,
    /// An amount of money.
    Money,
    /// Another number.
    Number,
}

/// One word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// In which text.
    pub field: TextField,
    /// First character, counted in Unicode scalar values.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// The same in bytes.
    pub bytes: std::ops::Range<usize>,
    /// In lower case, apostrophes straightened, spelling made British.
    pub word: String,
    /// The word's stem.
    pub stem: String,
    /// Number of its sentence in both texts together.
    pub sentence: usize,
    /// Number of its clause in both texts together.
    pub clause: usize,
    /// What it stands for.
    pub class: Option<Class>,
    /// Too common to mean anything by itself.
    pub stop: bool,
}

/// Title and description, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading<'a> {
    /// The title as it came.
    pub title: &'a str,
    /// The description as it came.
    pub description: &'a str,
    /// All words, the title's first.
    pub tokens: Vec<Token>,
}

impl<'a> Reading<'a> {
    /// Reads a title and a description.
    pub fn new(lexicon: &Lexicon, title: &'a str, description: &'a str) -> Self {
        let mut tokens = Vec::new();
        let mut at = Place { sentence: 0, clause: 0 };
        for (field, text) in [(TextField::Title, title), (TextField::Description, description)] {
            cut(lexicon, field, text, &mut at, &mut tokens);
            at.end_sentence();
        }
        Reading { title, description, tokens }
    }

    /// The passage from one word to another of the same text.
    pub fn passage(&self, first: usize, last: usize) -> &str {
        let (from, to) = (&self.tokens[first], &self.tokens[last]);
        let text = match from.field {
            TextField::Title => self.title,
            TextField::Description => self.description,
        };
        text.get(from.bytes.start..to.bytes.end).unwrap_or_default()
    }
}

struct Place {
    sentence: usize,
    clause: usize,
}

impl Place {
    fn end_clause(&mut self) {
        self.clause += 1;
    }

    fn end_sentence(&mut self) {
        self.sentence += 1;
        self.clause += 1;
    }
}

fn cut(lexicon: &Lexicon, field: TextField, text: &str, at: &mut Place, tokens: &mut Vec<Token>) {
    let mut start = 0;
    let mut currency = false;
    for (byte, piece) in text.split_word_bound_indices() {
        let end = start + piece.chars().count();
        if piece.chars().any(char::is_alphanumeric) {
            let word = lexicon.spelling(piece);
            if lexicon.opens_clause(&word) {
                at.end_clause();
            }
            let class = if piece.starts_with(|c: char| c.is_numeric()) {
                Some(if currency || lexicon.is_money(&word) { Class::Money } else { Class::Number })
            } else {
                None
            };
            let stem = lexicon.stem(&word);
            let class = class.or_else(|| lexicon.class(&word, &stem));
            let stop = lexicon.is_stop(&word);
            if lexicon.makes_money(&word) {
                money_before(tokens, field);
            }
            let bytes = byte..byte + piece.len();
            tokens.push(Token { field, start, end, bytes, word, stem, sentence: at.sentence, clause: at.clause, class, stop });
            currency = false;
        } else {
            match piece {
                "." | "!" | "?" | ";" | "…" | "\n" | "\r\n" => at.end_sentence(),
                "," | ":" | "(" | ")" | "–" | "—" | "[" | "]" | "/" => at.end_clause(),
                _ => {}
            }
            currency = piece.ends_with(['£', '€', '$', '¥', '₦', '₹']);
            if lexicon.makes_money(piece) {
                money_before(tokens, field);
            }
        }
        start = end;
    }
}

/// The number before a currency is an amount of money.
fn money_before(tokens: &mut [Token], field: TextField) {
    if let Some(number) = tokens.last_mut().filter(|token| token.field == field && token.class == Some(Class::Number)) {
        number.class = Some(Class::Money);
    }
}

#[cfg(test)]
mod tests {
    use super::super::thesaurus::thesaurus;
    use super::*;

    #[test]
    fn places_are_counted_in_characters_not_bytes() {
        let text = "Bürger*innen planen – “co‑design”: naïve 👍🏽 residents vote.";
        let reading = Reading::new(&thesaurus().lexicon, "Café", text);
        for (n, token) in reading.tokens.iter().enumerate() {
            let whole = if token.field == TextField::Title { "Café" } else { text };
            let counted: String = whole.chars().skip(token.start).take(token.end - token.start).collect();
            assert_eq!(reading.passage(n, n), counted);
            assert_eq!(thesaurus().lexicon.spelling(&counted), token.word);
        }
        let residents = reading.tokens.iter().find(|t| t.word == "residents").unwrap();
        assert_eq!(residents.class, Some(Class::Citizens));
    }

    #[test]
    fn sentences_and_clauses_end_where_they_are_punctuated() {
        let reading = Reading::new(&thesaurus().lexicon, "", "Residents vote, officers cost it. Nobody was paid but all came.");
        let clause = |word: &str| reading.tokens.iter().find(|t| t.word == word).map(|t| (t.sentence, t.clause)).unwrap();
        assert_ne!(clause("vote").1, clause("officers").1);
        assert_eq!(clause("vote").0, clause("officers").0);
        assert_ne!(clause("cost").0, clause("nobody").0);
        assert_ne!(clause("paid").1, clause("all").1);
    }

    #[test]
    fn money_is_told_from_other_numbers() {
        let reading = Reading::new(&thesaurus().lexicon, "", "They gave £1.2m in 14 days, then 500 euros.");
        let classes: Vec<_> = reading
            .tokens
            .iter()
            .filter(|t| matches!(t.class, Some(Class::Money | Class::Number)))
            .map(|t| (t.word.as_str(), t.class))
            .collect();
        assert_eq!(classes[0], ("1.2m", Some(Class::Money)));
        assert_eq!(classes[1], ("14", Some(Class::Number)));
    }
}
