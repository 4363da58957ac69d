//! The Four Co's suggestion on files of cases, for training, evaluation and timing.
//!
//!     four_co features                 features of the cases on standard input, one JSON object a line
//!     four_co pieces                   the word pieces that the transformer reads of them
//!     four_co transformer              what the transformer makes of them: log-odds by column
//!     four_co suggest [WEIGHTS [BLEND]]
//!                                      suggestions for them, with the columns that training compares;
//!                                      WEIGHTS without BLEND is the linear model alone
//!     four_co evaluate [WEIGHTS [BLEND]]
//!                                      figures against their labels; for cases that the weights have
//!                                      seen this says how well they are remembered, not how good it is
//!     … --language de                 reads the cases as German (cy: Welsh), the default is English
//!     four_co time                     milliseconds to wait for a suggestion, by length of text

use fourco::four_co::suggestion::hybrid::{Blend, Hybrid};
use fourco::four_co::suggestion::linear::Linear;
use fourco::four_co::suggestion::transformer::transformer;
use fourco::four_co::suggestion::{self, Analysed, Scorer, Suggestion, SuggestionDetail, evidence, features, suggest, text, thesaurus};
use fourco::four_co::{Co, Kind};
use fourco::vocabulary::codes::Coded;
use fourco::vocabulary::language::Language;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::io::BufRead;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let language = match arguments.iter().position(|argument| argument == "--language") {
        Some(n) => {
            let told: Vec<String> = arguments.drain(n..(n + 2).min(arguments.len())).collect();
            told.get(1).and_then(|tag| Language::of_tag(tag)).ok_or("--language: one of en, de, cy")?
        }
        None => Language::En,
    };
    let words = thesaurus::of(language);
    let file = |n: usize| arguments.get(n).map(std::fs::read_to_string).transpose();
    let weights = file(1)?.map(|text| Linear::parse(&text)).transpose()?;
    let blend = file(2)?.map(|text| Blend::parse(&text)).transpose()?;
    let both = blend.zip(weights.as_ref()).map(|(blend, linear)| Hybrid { linear, blend });
    let scorer: &dyn Scorer = match (&both, &weights) {
        (Some(both), _) => both,
        (None, Some(weights)) => weights,
        (None, None) => suggestion::scorer(language),
    };
    // In full, each text would be read once more for each of its clauses.
    let suggested = |case: &Value| suggest::suggest(&analysed(words, case), scorer, SuggestionDetail::Labels);
    match arguments.first().map(String::as_str) {
        Some("features") => each(|case| println!("{}", features_of(words, case))),
        Some("pieces") => each(|case| println!("{}", json!(transformer().first_window(&analysed(words, case).reading)))),
        Some("transformer") => each(|case| println!("{}", json!(transformer().impression(&analysed(words, case).reading, false).log_odds))),
        Some("suggest") => each(|case| {
            let suggestion = suggested(case);
            println!("{}", json!({"columns": columns(&suggestion), "suggestion": suggestion}));
        }),
        Some("evaluate") => {
            let mut cases = Vec::new();
            each(|case| cases.push((case.clone(), suggested(case))))?;
            evaluate(&cases);
            Ok(())
        }
        Some("time") => {
            time();
            Ok(())
        }
        _ => Err("one of: features, pieces, transformer, suggest, evaluate, time".into()),
    }
}

fn part<'a>(case: &'a Value, name: &str) -> &'a str {
    case[name].as_str().unwrap_or_default()
}

fn analysed<'a>(words: &'a thesaurus::Thesaurus, case: &'a Value) -> Analysed<'a> {
    Analysed::new(words, part(case, "title"), part(case, "description"))
}

fn each(mut work: impl FnMut(&Value)) -> Result<(), Failure> {
    for line in std::io::stdin().lock().lines() {
        work(&serde_json::from_str(&line?)?);
    }
    Ok(())
}

fn features_of(thesaurus: &thesaurus::Thesaurus, case: &Value) -> Value {
    let reading = text::Reading::new(&thesaurus.lexicon, part(case, "title"), part(case, "description"));
    let (found, terms) = evidence::gather(thesaurus, &reading);
    let counts: Map<String, Value> =
        features::features(thesaurus, &reading, &found, &terms).into_iter().map(|(name, feature)| (name, feature.count.into())).collect();
    Value::Object(counts)
}

/// One column for each kind, each Co, and co-production as a whole.
fn columns(suggestion: &Suggestion) -> Vec<u8> {
    let kinds = Kind::ALL.iter().map(|kind| suggestion.labels.iter().any(|label| label.kind == Some(*kind)));
    let cos = Co::ALL.iter().map(|co| suggestion.labels.iter().any(|label| label.co == *co));
    kinds.chain(cos).chain([suggestion.is_coproduction == Some(true)]).map(u8::from).collect()
}

fn evaluate(cases: &[(Value, Suggestion)]) {
    let (mut cos, mut pairs, mut negatives, mut right) = ([0; 3], [0; 3], [0; 3], 0);
    for (case, suggestion) in cases {
        let wanted: BTreeSet<(String, String)> = case["labels"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|label| (part(label, "co").to_owned(), part(label, "kind").to_owned()))
            .collect();
        let found: BTreeSet<(String, String)> = suggestion
            .labels
            .iter()
            .map(|label| (label.co.to_string(), label.kind.map_or_else(String::new, |kind| kind.to_string())))
            .collect();
        count(&mut pairs, &found, &wanted);
        let only_co = |labels: &BTreeSet<(String, String)>| labels.iter().map(|(co, _)| co.clone()).collect::<BTreeSet<_>>();
        count(&mut cos, &only_co(&found), &only_co(&wanted));
        let no = |is: bool| if is { BTreeSet::new() } else { BTreeSet::from([()]) };
        count(&mut negatives, &no(suggestion.is_coproduction == Some(true)), &no(!wanted.is_empty()));
        right += usize::from((suggestion.is_coproduction == Some(true)) != wanted.is_empty());
    }
    println!("{} cases", cases.len());
    println!("micro-F1 over Co           {:.3}", f1(cos));
    println!("micro-F1 over (Co, kind)   {:.3}", f1(pairs));
    println!("is_coproduction accuracy   {:.3}", right as f64 / cases.len().max(1) as f64);
    println!("F1 of the negatives        {:.3}", f1(negatives));
}

fn count<T: Ord>(sums: &mut [usize; 3], found: &BTreeSet<T>, wanted: &BTreeSet<T>) {
    sums[0] += found.intersection(wanted).count();
    sums[1] += found.len();
    sums[2] += wanted.len();
}

fn f1([both, found, wanted]: [usize; 3]) -> f64 {
    2.0 * both as f64 / (found + wanted).max(1) as f64
}

#[allow(clippy::disallowed_methods, reason = "a clock is what timing needs")]
fn time() {
    let sentence = "Residents of the estate elect a board that runs the hall, and volunteers check each repair against the standard. ";
    for characters in [100, 1_000, 10_000] {
        let text: String = sentence.chars().cycle().take(characters).collect();
        let run = || suggestion::of(Language::En, "", &text);
        run();
        let begun = std::time::Instant::now();
        let rounds = 200_000 / characters;
        for _ in 0..rounds {
            std::hint::black_box(run());
        }
        println!("{characters} characters: {:.3} ms", begun.elapsed().as_secs_f64() * 1_000.0 / rounds as f64);
    }
}
