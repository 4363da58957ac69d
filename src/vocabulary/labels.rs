//! Labels and definitions in other languages than English: data that a domain person can edit
//! (`labels/de.json`, `labels/cy.json`, by list and code). Codes never change, nor do sources.

use super::codes::{CodeList, Coded, Term};
use super::language::Language;
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::{LazyLock, PoisonError, RwLock};

/// A list in another language.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    title: String,
    terms: HashMap<String, Words>,
}

/// A term in another language.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    label: String,
    definition: String,
    /// The chapter's examples, where the English term has some.
    #[serde(default)]
    examples: Vec<String>,
}

type Lists = HashMap<String, List>;
/// Terms by language and list.
type Made = HashMap<(Language, &'static str), &'static [Term]>;

/// The translations into a language; none into English, which the code lists themselves are in.
/// That each file can be read is tested.
fn translations(language: Language) -> Option<&'static Lists> {
    fn read(name: &str, text: &str) -> Lists {
        serde_json::from_str(text).unwrap_or_else(|error| panic!("labels/{name}.json: {error}"))
    }
    static DE: LazyLock<Lists> = LazyLock::new(|| read("de", include_str!("labels/de.json")));
    static CY: LazyLock<Lists> = LazyLock::new(|| read("cy", include_str!("labels/cy.json")));
    match language {
        Language::En => None,
        Language::De => Some(&DE),
        Language::Cy => Some(&CY),
    }
}

/// A code list in a language. A term without a translation, which a test rules out, stays English.
pub fn list(list: CodeList, language: Language) -> CodeList {
    let Some(words) = translations(language).and_then(|lists| lists.get(list.name)) else { return list };
    CodeList { title: &words.title, terms: terms(list, language, words), ..list }
}

/// The terms of a list are made once for each language and kept for good.
fn terms(list: CodeList, language: Language, words: &'static List) -> &'static [Term] {
    static MADE: LazyLock<RwLock<Made>> = LazyLock::new(RwLock::default);
    if let Some(made) = MADE.read().unwrap_or_else(PoisonError::into_inner).get(&(language, list.name)) {
        return made;
    }
    let translated = |term: &Term| match words.terms.get(term.code) {
        Some(words) => Term { label: &words.label, definition: &words.definition, ..*term },
        None => *term,
    };
    let mut made = MADE.write().unwrap_or_else(PoisonError::into_inner);
    made.entry((language, list.name)).or_insert_with(|| Box::leak(list.terms.iter().map(translated).collect()))
}

/// A code's label, definition and source in a language.
pub fn term<C: Coded>(code: C, language: Language) -> Term {
    list(C::LIST, language).terms.iter().find(|term| term.code == code.code()).copied().unwrap_or(*code.term())
}

/// The chapter's examples of a code in a language; in English they are given.
pub fn examples<C: Coded>(code: C, english: &'static [&'static str], language: Language) -> Vec<&'static str> {
    let translated = translations(language).and_then(|lists| lists.get(C::LIST.name)?.terms.get(code.code()));
    translated.map_or_else(|| english.to_vec(), |words| words.examples.iter().map(String::as_str).collect())
}

/// The codes that have words in a language, by list.
#[cfg(test)]
pub fn translated(language: Language) -> std::collections::BTreeMap<&'static str, std::collections::BTreeSet<&'static str>> {
    let lists = translations(language).into_iter().flatten();
    lists.map(|(name, list)| (name.as_str(), list.terms.keys().map(String::as_str).collect())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRANSLATED: [Language; 2] = [Language::De, Language::Cy];

    #[test]
    fn no_translation_is_empty_and_sentences_end() {
        for language in TRANSLATED {
            for (name, list) in translations(language).unwrap() {
                assert!(!list.title.trim().is_empty(), "{name} in {language}");
                for (code, words) in &list.terms {
                    assert!(!words.label.trim().is_empty() && words.definition.ends_with('.'), "{name}.{code} in {language}");
                }
            }
        }
    }
}
