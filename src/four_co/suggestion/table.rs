//! Files of numbers: lines of `name<TAB>value…`, of which those that begin with `#` are settings.

use super::scorer::Thresholds;
use std::collections::HashMap;

/// A file, read.
pub struct Table<'a> {
    settings: HashMap<&'a str, &'a str>,
}

impl<'a> Table<'a> {
    /// Reads a file and gives each line that is no setting to `take`: its name and its numbers. Says
    /// which line is wrong.
    pub fn read(text: &'a str, mut take: impl FnMut(&str, Vec<f64>) -> Option<()>) -> Result<Self, String> {
        let mut settings = HashMap::new();
        for (n, line) in text.lines().enumerate() {
            let wrong = || format!("line {}: {line}", n + 1);
            let (name, values) = line.split_once('\t').ok_or_else(wrong)?;
            if let Some(name) = name.strip_prefix('#') {
                settings.insert(name, values);
                continue;
            }
            let numbers = values.split('\t').map(|value| value.parse().map_err(|_| wrong())).collect::<Result<_, _>>()?;
            take(name, numbers).ok_or_else(wrong)?;
        }
        Ok(Table { settings })
    }

    /// A setting.
    pub fn setting(&self, name: &str) -> Result<&'a str, String> {
        self.settings.get(name).copied().ok_or_else(|| format!("no #{name}"))
    }

    /// A setting that is a number.
    pub fn number(&self, name: &str) -> Result<f64, String> {
        self.setting(name)?.parse().map_err(|_| format!("#{name} is not a number"))
    }

    /// The lines from which on something is suggested.
    pub fn thresholds(&self) -> Result<Thresholds, String> {
        Ok(Thresholds {
            co_production: self.number("co_production")?,
            further_co: self.number("further_co")?,
            further_kind: self.number("further_kind")?,
        })
    }
}
