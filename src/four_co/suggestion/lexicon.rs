//! Words: how they are spelt, what they stem from, whom they stand for, and which of them deny,
//! contrast or remember. The lists are part of the thesaurus file.

use super::stem::{self, Stems};
use super::text::{Class, Token};
use crate::vocabulary::language::Language;
use serde::Deserialize;
use std::collections::{HashMap, HashSet};

/// Words as the thesaurus file lists them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LexiconFile {
    spelling: HashMap<String, String>,
    irregular: HashMap<String, String>,
    citizens: String,
    staff: String,
    business: String,
    pronouns: String,
    money: String,
    stop: String,
    clause_openers: String,
    negations: String,
    /// Words that deny only where they begin a clause: Welsh “ni” is also “we”.
    #[serde(default)]
    negations_at_opening: String,
    not_negations: Vec<String>,
    contrasts: Vec<String>,
    past: Vec<String>,
}

/// Words: their spelling, stem and class.
pub struct Lexicon {
    language: Language,
    stems: Stems,
    spelling: HashMap<String, String>,
    irregular: HashMap<String, String>,
    classes: HashMap<String, Class>,
    endings: Vec<(String, Class)>,
    money: HashSet<String>,
    stop: HashSet<String>,
    clause_openers: HashSet<String>,
    negations: HashSet<String>,
    negations_at_opening: HashSet<String>,
    not_negations: Vec<Vec<String>>,
    contrasts: Vec<Vec<String>>,
    past: Vec<Vec<String>>,
}

fn words(list: &str) -> HashSet<String> {
    list.split_whitespace().map(str::to_owned).collect()
}

fn phrases(list: &[String]) -> Vec<Vec<String>> {
    list.iter().map(|phrase| phrase.split_whitespace().map(str::to_owned).collect()).collect()
}

impl Lexicon {
    /// Prepares the lists for use.
    pub fn new(language: Language, file: LexiconFile) -> Self {
        let mut lexicon = Lexicon {
            language,
            stems: Stems::of(language),
            spelling: file.spelling,
            irregular: file.irregular,
            classes: HashMap::new(),
            endings: Vec::new(),
            money: words(&file.money),
            stop: words(&file.stop),
            clause_openers: words(&file.clause_openers),
            negations: words(&file.negations),
            negations_at_opening: words(&file.negations_at_opening),
            not_negations: phrases(&file.not_negations),
            contrasts: phrases(&file.contrasts),
            past: phrases(&file.past),
        };
        for (list, class) in [(&file.business, Class::Business), (&file.staff, Class::Staff), (&file.citizens, Class::Citizens)] {
            for word in list.split_whitespace() {
                // `*ending` stands for every compound that ends so.
                match word.strip_prefix('*') {
                    Some(ending) => lexicon.endings.push((lexicon.stem(ending), class)),
                    None => {
                        let stem = lexicon.stem(word);
                        lexicon.classes.insert(stem, class);
                    }
                }
            }
        }
        for word in file.pronouns.split_whitespace() {
            lexicon.classes.insert(word.to_owned(), Class::Pronoun);
        }
        lexicon
    }

    /// A word in lower case and in the spelling that the lists use.
    pub fn spelling(&self, word: &str) -> String {
        let spelt = stem::spelling(self.language, word);
        self.spelling.get(&spelt).cloned().unwrap_or(spelt)
    }

    /// The stem of a word, irregular verbs led back to their first form.
    pub fn stem(&self, word: &str) -> String {
        let word = self.irregular.get(word).map_or(word, String::as_str);
        self.stems.stem(word)
    }

    /// Whom a word stands for.
    pub fn class(&self, word: &str, stem: &str) -> Option<Class> {
        let whole = self.classes.get(word).or_else(|| self.classes.get(stem)).copied();
        whole.or_else(|| self.endings.iter().find(|(ending, _)| stem.ends_with(ending.as_str())).map(|(_, class)| *class))
    }

    /// Whether a number's own text says money, such as `5p` or `50k€`.
    pub fn is_money(&self, word: &str) -> bool {
        self.money.contains(word)
    }

    /// Whether a word after a number makes it money, as in `5.000 Euro`.
    pub fn makes_money(&self, word: &str) -> bool {
        self.language != Language::En && self.money.contains(word)
    }

    /// Whether a denying word denies its whole clause, not only what follows it: German and Welsh
    /// put theirs behind the verb.
    pub fn denies_whole_clause(&self) -> bool {
        self.language != Language::En
    }

    /// Whether a word is too common to mean anything by itself.
    pub fn is_stop(&self, word: &str) -> bool {
        self.stop.contains(word)
    }

    /// Whether a word begins a clause of its own.
    pub fn opens_clause(&self, word: &str) -> bool {
        self.clause_openers.contains(word)
    }

    /// The number of the word that denies something between `first` and `last` of one clause.
    pub fn negation(&self, tokens: &[Token], first: usize, last: usize) -> Option<usize> {
        (first..=last).find(|&n| {
            let word = tokens[n].word.as_str();
            let denies = self.negations.contains(word)
                || word.ends_with("n't")
                || self.negations_at_opening.contains(word) && self.is_at_opening(tokens, n);
            denies && !self.not_negations.iter().any(|phrase| begins(tokens, n, phrase))
        })
    }

    /// Whether a word begins its clause, or does so but for a word like “but” or “and”.
    fn is_at_opening(&self, tokens: &[Token], n: usize) -> bool {
        n.checked_sub(1).is_none_or(|before| {
            let word = tokens[before].word.as_str();
            tokens[before].clause != tokens[n].clause || self.opens_clause(word) || word == "ac"
        })
    }

    /// Whether the verb comes before its subject, so that who does it may be named after it.
    pub fn verb_comes_first(&self) -> bool {
        self.language == Language::Cy
    }

    /// Whether the words before `last` in `first..=last` set something apart for contrast.
    pub fn contrast(&self, tokens: &[Token], first: usize, last: usize) -> Option<usize> {
        (first..=last).find(|&n| self.contrasts.iter().any(|phrase| begins(tokens, n, phrase)))
    }

    /// Whether the words in `first..=last` say that something is only remembered.
    pub fn past(&self, tokens: &[Token], first: usize, last: usize) -> Option<usize> {
        (first..=last).find(|&n| self.past.iter().any(|phrase| begins(tokens, n, phrase)))
    }
}

fn begins(tokens: &[Token], at: usize, phrase: &[String]) -> bool {
    phrase.iter().enumerate().all(|(n, word)| tokens.get(at + n).is_some_and(|token| token.word == *word))
}
