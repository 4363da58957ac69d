//! Words in lower case and in one spelling, and their stems, by language.

use crate::vocabulary::language::Language;
use snowball_stemmers_rs::{Algorithm, Stemmer};

/// What leads the forms of a word back to one.
pub enum Stems {
    /// A Snowball stemmer.
    Snowball(Stemmer),
    /// Welsh, for which Snowball has none.
    Welsh,
}

impl Stems {
    /// For a language.
    pub fn of(language: Language) -> Self {
        match language {
            Language::En => Stems::Snowball(Stemmer::create(Algorithm::English)),
            Language::De => Stems::Snowball(Stemmer::create(Algorithm::German)),
            Language::Cy => Stems::Welsh,
        }
    }

    /// The stem of a word that is spelt as [`spelling`] has it.
    pub fn stem(&self, word: &str) -> String {
        match self {
            Stems::Snowball(stemmer) => stemmer.stem(word).into_owned(),
            Stems::Welsh => welsh(word),
        }
    }
}

/// A word in lower case with straight apostrophes, in the spelling that patterns and lists use.
pub fn spelling(language: Language, word: &str) -> String {
    let lower: String = word.chars().flat_map(char::to_lowercase).map(|c| if matches!(c, '’' | '‘' | 'ʼ') { '\'' } else { c }).collect();
    match language {
        Language::En => british(lower.strip_suffix("'s").or_else(|| lower.strip_suffix('\'')).unwrap_or(&lower)),
        Language::De => german(&lower),
        Language::Cy => without_clitic(&lower).chars().map(plain).collect(),
    }
}

fn british(word: &str) -> String {
    for (american, british) in [("ization", "isation"), ("izing", "ising"), ("ized", "ised"), ("izes", "ises"), ("ize", "ise")] {
        if word.len() > american.len() + 3
            && let Some(root) = word.strip_suffix(american)
        {
            return format!("{root}{british}");
        }
    }
    word.to_owned()
}

/// German with `ss` for `ß`, as in Switzerland, and women's and neutral forms (`Bürgerinnen`,
/// `Bürger:innen`, `Bürgerin`) led back to the one that the lists use.
fn german(word: &str) -> String {
    let word = word.replace('ß', "ss");
    let root = |end: &str| word.strip_suffix(end).filter(|root| root.chars().count() >= 4);
    if let Some(root) = [":innen", "_innen", ":in", "_in"].iter().find_map(|end| root(end)) {
        return root.to_owned();
    }
    let verb =
        ["beginnen", "gewinnen", "besinnen", "gerinnen", "entrinnen", "verrinnen", "drinnen"].iter().any(|verb| word.ends_with(verb));
    if let Some(root) = root("innen").filter(|_| !verb) {
        return root.to_owned();
    }
    match root("erin") {
        Some(root) => format!("{root}er"),
        None => word,
    }
}

/// `i'r`, `a'r`, `mae'n`: the word before the apostrophe is the one that counts.
fn without_clitic(word: &str) -> &str {
    match word.split_once('\'') {
        Some((before, after)) if !before.is_empty() && after.chars().count() <= 2 => before,
        _ => word,
    }
}

/// Circumflexes and diaereses are often left out.
fn plain(letter: char) -> char {
    match letter {
        'â' | 'ä' | 'á' | 'à' => 'a',
        'ê' | 'ë' | 'é' | 'è' => 'e',
        'î' | 'ï' | 'í' | 'ì' => 'i',
        'ô' | 'ö' | 'ó' | 'ò' => 'o',
        'û' | 'ü' | 'ú' | 'ù' => 'u',
        'ŵ' | 'ẅ' => 'w',
        'ŷ' | 'ÿ' => 'y',
        other => other,
    }
}

/// The ends of Welsh plurals, verbs and nouns of verbs, the longer before the shorter.
const ENDS: &[&str] = &[
    "iadau", "iaeth", "asant", "feydd", "asom", "wch", "iad", "iau", "ion", "iaid", "iwyd", "odd", "oedd", "wyd", "ant", "ent", "ydd",
    "aeth", "ir", "au", "on", "od", "io", "ai", "id", "en", "yn", "af", "wn", "i", "u", "o", "a",
];

/// A light stem: initial mutations folded to one letter for each place of the mouth, which merges
/// a few words that differ only there, and one common end taken off.
fn welsh(word: &str) -> String {
    let letters = word.chars().count();
    if letters <= 3 {
        return word.to_owned();
    }
    let onsets: &[(&str, &str)] = &[
        ("ngh", ""),
        ("mh", "b"),
        ("nh", "d"),
        ("ph", "b"),
        ("th", "d"),
        ("ch", ""),
        ("ng", ""),
        ("dd", "d"),
        ("ll", "l"),
        ("rh", "r"),
        ("ff", "ff"),
        ("p", "b"),
        ("b", "b"),
        ("f", "b"),
        ("m", "b"),
        ("t", "d"),
        ("d", "d"),
        ("c", ""),
        ("g", ""),
        ("h", ""),
    ];
    let folded = onsets.iter().find_map(|(onset, to)| word.strip_prefix(onset).map(|rest| format!("{to}{rest}")));
    let folded = folded.unwrap_or_else(|| word.to_owned());
    // Who does it stays apart from the deed: `rheolwyr` (managers) from `rheoli` (to manage).
    let doer = ["wyr", "iwr", "wr"].iter().find_map(|end| folded.strip_suffix(end)).filter(|root| root.chars().count() >= 3);
    if let Some(root) = doer {
        return format!("{root}wr");
    }
    // Longest first, whatever the order of the list.
    let mut ends: Vec<&str> = ENDS.iter().copied().filter(|end| folded.ends_with(end)).collect();
    ends.sort_by_key(|end| std::cmp::Reverse(end.len()));
    let stem = ends.into_iter().find_map(|end| folded.strip_suffix(end).filter(|root| root.chars().count() >= 3));
    stem.unwrap_or(&folded).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_of_a_word_have_one_stem() {
        for (language, forms) in [
            (Language::En, &["organize", "organised", "organising"][..]),
            (Language::De, &["Bürger", "Bürgern", "Bürgerinnen", "Bürger:innen", "Bürgerin", "BÜRGER"]),
            (Language::De, &["Straße", "Strasse", "Straßen"]),
            (Language::De, &["Patientinnen", "Patienten", "Patient:innen"]),
            (Language::Cy, &["pobl", "bobl", "phobl", "mhobl"]),
            (Language::Cy, &["cymuned", "gymuned", "nghymuned", "chymuned", "cymunedau", "gymunedau"]),
            (Language::Cy, &["gwasanaeth", "wasanaeth", "ngwasanaeth"]),
            (Language::Cy, &["gwirfoddolwr", "gwirfoddolwyr", "wirfoddolwyr"]),
            (Language::Cy, &["cynllunio", "gynlluniwyd", "cynlluniau", "nghynllun"]),
            (Language::Cy, &["penderfynu", "benderfynodd", "penderfyniad", "phenderfyniadau"]),
            (Language::Cy, &["bwrdd", "fwrdd", "mwrdd"]),
            (Language::Cy, &["rhiant", "riant"]),
            (Language::Cy, &["tŷ'r", "tŷ", "ty"]),
        ] {
            let stems = Stems::of(language);
            let of = |form: &str| stems.stem(&spelling(language, form));
            for form in forms {
                assert_eq!(of(form), of(forms[0]), "{form}");
            }
        }
    }

    #[test]
    fn words_that_only_look_alike_stay_apart() {
        for (language, one, other) in [
            (Language::De, "beginnen", "beg"),
            (Language::De, "Verein", "Ver"),
            (Language::De, "Termin", "Term"),
            (Language::Cy, "plant", "plannu"),
            (Language::Cy, "ysgol", "ysbyty"),
            (Language::Cy, "rheolwyr", "rheoli"),
        ] {
            let stems = Stems::of(language);
            let of = |form: &str| stems.stem(&spelling(language, form));
            assert_ne!(of(one), of(other), "{one}");
        }
    }
}
