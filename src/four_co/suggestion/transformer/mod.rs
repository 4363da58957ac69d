//! A small transformer that reads an English text as a whole, where the linear model counts its words.
//!
//! It is all-MiniLM-L6-v2 (Apache-2.0), fine-tuned on the training texts and made 8 bits small by
//! `scripts/train_four_co_transformer.py`. `layers.onnx` holds its layers, `words.bin` the vectors of
//! its word pieces, which training leaves as they were published, and `pieces.txt` the pieces.
//!
//! Nothing of it is exact in its parts: what a clause adds to a score is what the score loses when
//! the clause is left out. Short clauses, and in long texts several, are left out together and share
//! that by their length; the title is never left out.

mod pieces;
mod threads;
mod windows;

use super::scorer::LogOdds;
use super::text::Reading;
use pieces::Pieces;
use rten::{Model, ModelOptions, NodeId, RunOptions, op_registry};
use rten_tensor::NdTensor;
use rten_tensor::prelude::*;
use std::error::Error;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use threads::Threads;
use windows::Windows;

/// What it makes of a text. Not calibrated.
#[derive(Clone, Debug, PartialEq)]
pub struct Impression {
    /// Of the whole.
    pub log_odds: LogOdds,
    /// What the whole would lose without a clause, by the clause's number; empty unless asked for. A
    /// clause that is in two windows is there twice.
    pub clauses: Vec<(usize, LogOdds)>,
}

/// The transformer, ready to read.
pub struct Transformer {
    pieces: Pieces,
    layers: Model,
    embedded: NodeId,
    log_odds: NodeId,
    threads: Threads,
}

static SHIPPED: OnceLock<Transformer> = OnceLock::new();

/// The one that is shipped. It is read when it is first needed. That it can be read is tested.
pub fn transformer() -> &'static Transformer {
    SHIPPED.get_or_init(|| {
        Transformer::read(include_bytes!("layers.onnx"), include_bytes!("words.bin"), include_str!("pieces.txt"))
            .unwrap_or_else(|error| panic!("the transformer of the Four Co's: {error}"))
    })
}

static EXPECTED: AtomicBool = AtomicBool::new(false);

/// Begins to read it, so that the first suggestion need not wait for it.
pub fn load_in_background() {
    EXPECTED.store(true, Ordering::Relaxed);
    // Without a thread, the first suggestion reads it.
    if std::thread::Builder::new().name("transformer".into()).spawn(transformer).is_err() {
        EXPECTED.store(false, Ordering::Relaxed);
    }
}

/// Whether it is being read in the background and not yet there.
pub fn is_loading() -> bool {
    EXPECTED.load(Ordering::Relaxed) && SHIPPED.get().is_none()
}

impl Transformer {
    fn read(layers: &'static [u8], words: &'static [u8], pieces: &str) -> Result<Self, Box<dyn Error>> {
        let operators = op_registry!(
            Add,
            Cast,
            DynamicQuantizeLinear,
            Gelu,
            Identity,
            LayerNormalization,
            MatMul,
            MatMulInteger,
            Mul,
            ReduceMean,
            Reshape,
            Shape,
            Slice,
            Softmax,
            Split,
            Transpose
        );
        let mut options = ModelOptions::with_ops(operators);
        // Twice the weights in memory for a fifth of the time.
        options.prepack_weights(true);
        let layers = options.load_static_slice(layers)?;
        let (embedded, log_odds) = (layers.node_id("embedded")?, layers.node_id("log_odds")?);
        Ok(Transformer { pieces: Pieces::new(pieces, words)?, layers, embedded, log_odds, threads: Threads::new() })
    }

    /// What it makes of a text, and of each of its clauses when that is asked for.
    pub fn impression(&self, text: &Reading<'_>, of_clauses: bool) -> Impression {
        let cut = Windows::new(text, &self.pieces);
        let units = if of_clauses { cut.units() } else { Vec::new() };
        // Each window, and each without one of its units.
        let whole = cut.windows.iter().map(|window| cut.pieces(window, None));
        let without = units.iter().map(|(n, unit)| cut.pieces(&cut.windows[*n], Some(unit)));
        let readings: Vec<Vec<u32>> = whole.chain(without).collect();
        let mut readings = self.threads.each(&readings, |pieces| self.look(pieces)).into_iter();
        let seen: Vec<LogOdds> = readings.by_ref().take(cut.windows.len()).collect();
        let log_odds = together(&seen);
        let mut clauses = Vec::new();
        for ((n, unit), without) in units.iter().zip(readings) {
            let mut others = seen.clone();
            others[*n] = without;
            let rest = together(&others);
            let lost: LogOdds = std::array::from_fn(|target| log_odds[target] - rest[target]);
            clauses.extend(cut.shares(unit).map(|(clause, share)| (clause, lost.map(|whole| whole * share))));
        }
        Impression { log_odds, clauses }
    }

    /// The word pieces of the first window, which is the whole of a short text. Training starts from them.
    pub fn first_window(&self, text: &Reading<'_>) -> Vec<u32> {
        let cut = Windows::new(text, &self.pieces);
        cut.windows.first().map(|window| cut.pieces(window, None)).unwrap_or_default()
    }

    /// What it makes of some word pieces in a row.
    fn look(&self, pieces: &[u32]) -> LogOdds {
        let embedded = NdTensor::from_data([1, pieces.len(), pieces::WIDTH], self.pieces.vectors(pieces));
        let thread = self.threads.take();
        let options = RunOptions::default().with_thread_pool(Some(thread.pool.clone()));
        // Its shapes are fixed but for the number of pieces, which is in its range: it cannot fail.
        let [out] = self
            .layers
            .run_n([(self.embedded, embedded.view().into())].into(), [self.log_odds], Some(options))
            .unwrap_or_else(|error| panic!("the transformer of the Four Co's, {} pieces: {error}", pieces.len()));
        let out: NdTensor<f32, 2> = out.try_into().unwrap_or_else(|error| panic!("the transformer of the Four Co's: {error}"));
        std::array::from_fn(|target| f64::from(out[[0, target]]))
    }
}

/// What it makes of a text of several windows: the mean of their odds, so that a long text speaks for
/// a Co when a part of it does.
fn together(windows: &[LogOdds]) -> LogOdds {
    std::array::from_fn(|target| {
        let most = windows.iter().map(|log_odds| log_odds[target]).fold(f64::NEG_INFINITY, f64::max);
        let odds: f64 = windows.iter().map(|log_odds| (log_odds[target] - most).exp()).sum();
        most + (odds / windows.len() as f64).ln()
    })
}

#[cfg(test)]
mod tests {
    use super::super::thesaurus::thesaurus;
    use super::*;
    use serde_json::Value;

    fn read(title: &str, description: &str, of_clauses: bool) -> Impression {
        transformer().impression(&Reading::new(&thesaurus().lexicon, title, description), of_clauses)
    }

    /// `reference.json` holds what the training script's own arithmetic made of some cases, in 32 bits.
    #[test]
    fn with_eight_bits_it_reads_nearly_as_it_was_trained() {
        let reference: Vec<Value> = serde_json::from_str(include_str!("reference.json")).unwrap();
        let (mut apart, mut size, mut most) = (0.0, 0.0, 0.0_f64);
        for case in &reference {
            let made = read(case["title"].as_str().unwrap(), case["description"].as_str().unwrap(), false);
            for (made, trained) in made.log_odds.iter().zip(case["log_odds"].as_array().unwrap()) {
                let (off, trained) = ((made - trained.as_f64().unwrap()).abs(), trained.as_f64().unwrap().abs());
                (apart, size, most) = (apart + off, size + trained, most.max(off));
            }
        }
        assert!(reference.len() >= 12 && apart / size < 0.08 && most < 2.5, "{apart:.1} of {size:.1} apart, {most:.3} at most");
    }

    #[test]
    fn a_clause_adds_what_the_text_loses_without_it() {
        let (first, second) =
            ("Villagers elect the board that runs the library with the county.", " The roof was mended in 2019 by a firm from Hull.");
        let whole = read("Library", &format!("{first}{second}"), true);
        assert_eq!(whole.clauses.len(), 2);
        for (lost, rest) in whole.clauses.iter().map(|one| one.1).zip([second.trim(), first]) {
            let rest = read("Library", rest, false).log_odds;
            for target in 0..rest.len() {
                assert!((whole.log_odds[target] - rest[target] - lost[target]).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn a_long_text_is_read_in_windows_and_says_what_a_part_of_it_says() {
        let noise = "The building has four floors, a lift and two boilers that are serviced by the firm every spring. ".repeat(8);
        let says = "Forty volunteers visit older neighbours every week and cook with them; the council trains and insures them. ";
        let (short, long) = (read("", says, false), read("", &format!("{noise}{says}"), true));
        let index = super::super::scorer::Target::Co(crate::four_co::terms::Co::CoDelivery).index();
        assert!(short.log_odds[index] > 0.0 && long.log_odds[index] > 0.0, "{} {}", short.log_odds[index], long.log_odds[index]);
        assert!(long.clauses.len() > 8);
    }

    #[test]
    fn nothing_and_anything_is_read_the_same_on_every_thread() {
        for text in ["", " ", "....", "🙂🙂🙂", "مرحبا بالعالم", &"a, ".repeat(5_000), &"word ".repeat(4_000), &"x".repeat(20_000)]
        {
            let made = read(text, text, true);
            assert!(
                made.log_odds.iter().all(|one| one.is_finite())
                    && made.clauses.iter().all(|(_, lost)| lost.iter().all(|one| one.is_finite()))
            );
            std::thread::scope(|threads| {
                let others: Vec<_> = (0..3).map(|_| threads.spawn(|| read(text, text, true))).collect();
                for other in others {
                    assert_eq!(other.join().unwrap(), made);
                }
            });
        }
    }
}
