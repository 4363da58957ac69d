//! Patterns of words, as the thesaurus writes them, and where they match.
//!
//! A pattern is words in order. A word matches by its stem; `a|b` is either; `word*` is a beginning,
//! `*word` an end and `*word*` any part of a word, for compounds; `=word` is the word as it stands;
//! `..` skips up to four words of the same sentence; `{citizens}`, `{staff}`, `{business}`,
//! `{people}` (citizens or a pronoun), `{money}` and `{number}` are any word of that class.

use super::lexicon::Lexicon;
use super::text::{Class, Token};

/// How many words `..` may skip.
const GAP: usize = 4;

/// One piece of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Element {
    /// Any of these stems, words, parts or classes.
    Word {
        /// Stems.
        stems: Vec<String>,
        /// Words as they stand.
        words: Vec<String>,
        /// Parts of words.
        parts: Vec<Part>,
        /// Whom or what words stand for.
        classes: Vec<Class>,
    },
    /// Up to four other words.
    Gap,
}

/// A part of a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// It begins so.
    Beginning(String),
    /// It ends so.
    End(String),
    /// It has this in it.
    Anywhere(String),
}

impl Part {
    fn parse(text: &str) -> Option<Self> {
        match (text.strip_prefix('*'), text.strip_suffix('*')) {
            (Some(_), Some(_)) => Some(Part::Anywhere(text.trim_matches('*').to_owned())),
            (Some(end), None) => Some(Part::End(end.to_owned())),
            (None, Some(beginning)) => Some(Part::Beginning(beginning.to_owned())),
            (None, None) => None,
        }
    }

    fn is_in(&self, word: &str) -> bool {
        match self {
            Part::Beginning(part) => word.starts_with(part.as_str()),
            Part::End(part) => word.ends_with(part.as_str()),
            Part::Anywhere(part) => word.contains(part.as_str()),
        }
    }
}

/// Reads a pattern.
pub fn pattern(lexicon: &Lexicon, text: &str) -> Result<Vec<Element>, String> {
    let mut elements = Vec::new();
    for part in text.split_whitespace() {
        if part == ".." {
            elements.push(Element::Gap);
            continue;
        }
        let (mut stems, mut words, mut parts, mut classes) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for one in part.split('|') {
            match one {
                "{citizens}" => classes.push(Class::Citizens),
                "{staff}" => classes.push(Class::Staff),
                "{business}" => classes.push(Class::Business),
                "{people}" => classes.extend([Class::Citizens, Class::Pronoun]),
                "{money}" => classes.push(Class::Money),
                "{number}" => classes.extend([Class::Number, Class::Money]),
                _ if one.contains(['{', '}']) => return Err(format!("no class {one}")),
                _ => match (Part::parse(one), one.strip_prefix('=')) {
                    (Some(part), _) => parts.push(part),
                    (_, Some(word)) => words.push(word.to_owned()),
                    _ => stems.push(lexicon.stem(&lexicon.spelling(one))),
                },
            }
        }
        elements.push(Element::Word { stems, words, parts, classes });
    }
    match (elements.first(), elements.last()) {
        (None, _) | (Some(Element::Gap), _) | (_, Some(Element::Gap)) => Err("must begin and end with a word".into()),
        _ => Ok(elements),
    }
}

/// The last word of the shortest match of a pattern from `at` on, within one sentence.
pub fn matches_at(pattern: &[Element], tokens: &[Token], first: usize, at: usize) -> Option<usize> {
    let (element, rest) = pattern.split_first()?;
    if *element == Element::Gap {
        return (at..=at + GAP).find_map(|next| matches_at(rest, tokens, first, next));
    }
    let token = tokens.get(at).filter(|token| token.sentence == tokens[first].sentence)?;
    let fits = match element {
        Element::Word { stems, words, parts, classes } => {
            stems.contains(&token.stem)
                || words.contains(&token.word)
                || token.class.is_some_and(|class| classes.contains(&class))
                || parts.iter().any(|part| part.is_in(&token.word))
        }
        Element::Gap => false,
    };
    match (fits, rest.is_empty()) {
        (false, _) => None,
        (true, true) => Some(at),
        (true, false) => matches_at(rest, tokens, first, at + 1),
    }
}
