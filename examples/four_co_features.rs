//! Prints the features of texts, for `scripts/train_four_co.py`: one JSON object with `title` and
//! `description` a line comes in, one with the features goes out.

use fourco::four_co::suggestion::{evidence, features, text, thesaurus};
use std::io::{BufRead, Write};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let thesaurus = thesaurus::thesaurus();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let case: serde_json::Value = serde_json::from_str(&line?)?;
        let part = |name: &str| case[name].as_str().unwrap_or_default().to_owned();
        let (title, description) = (part("title"), part("description"));
        let reading = text::Reading::new(&thesaurus.lexicon, &title, &description);
        let (found, _) = evidence::gather(thesaurus, &reading);
        let counts: serde_json::Map<String, serde_json::Value> =
            features::features(thesaurus, &reading, &found).into_iter().map(|(name, feature)| (name, feature.count.into())).collect();
        writeln!(out, "{}", serde_json::Value::Object(counts))?;
    }
    Ok(())
}
