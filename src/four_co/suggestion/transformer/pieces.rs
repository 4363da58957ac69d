//! Words cut into the pieces that the transformer knows, and their vectors.

use rten_text::models::{Model, WordPiece, WordPieceOptions};
use rten_text::normalizers::{Bert as Lowercase, BertOptions, Normalizer};
use rten_text::pre_tokenizers::{Bert as Words, PreTokenizer};
use std::error::Error;

/// Numbers of a vector.
pub const WIDTH: usize = 384;

/// All pieces, by number.
pub struct Pieces {
    lowercase: Lowercase,
    words: Words,
    pieces: WordPiece,
    /// Of each piece what a whole number in its vector stands for, in four bytes each; then the
    /// vectors, one byte for each number.
    vectors: &'static [u8],
    count: usize,
    /// Stands at the beginning.
    pub start: u32,
    /// Stands at the end of the title and of the whole.
    pub end: u32,
}

impl Pieces {
    /// Reads the pieces, one a line, and their vectors.
    pub fn new(pieces: &str, vectors: &'static [u8]) -> Result<Self, Box<dyn Error>> {
        let numbers = pieces.lines().zip(0..).map(|(piece, n)| (piece.to_owned(), n)).collect();
        let known = WordPiece::from_vocab(numbers, WordPieceOptions::default());
        let mark = |piece: &str| known.get_token_id(piece).ok_or_else(|| format!("pieces.txt has no {piece}"));
        let (start, end) = (mark("[CLS]")?, mark("[SEP]")?);
        let count = pieces.lines().count();
        if vectors.len() != count * (4 + WIDTH) {
            return Err(format!("words.bin has {} bytes for {count} pieces", vectors.len()).into());
        }
        let lowercase = Lowercase::new(BertOptions { lowercase: true, strip_accents: true });
        Ok(Pieces { lowercase, words: Words::new(), pieces: known, vectors, count, start, end })
    }

    /// The pieces of a passage. What cannot be cut has none; that does not happen with these pieces,
    /// of which one stands for the unknown.
    pub fn of(&self, passage: &str) -> Vec<u32> {
        let mut found = Vec::new();
        if let Ok((passage, _)) = self.lowercase.normalize(passage)
            && let Ok(words) = self.words.pre_tokenize(&passage)
        {
            for word in words {
                let _ = self.pieces.encode_with_offsets(word, &mut |_, piece| found.push(piece));
            }
        }
        found
    }

    /// The vectors of some pieces, one after the other.
    pub fn vectors(&self, pieces: &[u32]) -> Vec<f32> {
        let (scales, numbers) = self.vectors.split_at(self.count * 4);
        let (scales, _) = scales.as_chunks::<4>();
        let mut all = Vec::with_capacity(pieces.len() * WIDTH);
        for &piece in pieces {
            let piece = piece as usize;
            let scale = f32::from_le_bytes(scales[piece]);
            all.extend(numbers[piece * WIDTH..][..WIDTH].iter().map(|&number| f32::from(number.cast_signed()) * scale));
        }
        all
    }
}
