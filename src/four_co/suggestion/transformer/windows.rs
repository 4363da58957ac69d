//! A text cut into windows that the transformer can take in at once, and these into clauses.

use super::pieces::Pieces;
use crate::four_co::suggestion::text::{Reading, Token};
use crate::four_co::terms::TextField;
use std::ops::Range;

/// Pieces that the transformer takes in at once. The same in the training script.
const LONGEST: usize = 160;
/// Of these, at most so many are the title's, which stands in every window.
const TITLE: usize = 40;
/// A text is read as far as so many windows go, some 2,400 characters. The linear model reads on.
const MOST: usize = 4;
/// Clauses of fewer pieces are left out together with the next of their sentence: alone they say little.
const SHORT: usize = 6;
/// So many times at most a text is read again without a part of it.
const MOST_UNITS: usize = 12;

/// A clause; of one that is longer than a window, as much as one takes in.
#[derive(Debug)]
struct Part {
    sentence: usize,
    clause: usize,
    pieces: Vec<u32>,
}

/// A text, cut.
#[derive(Debug)]
pub struct Windows {
    start: u32,
    end: u32,
    title: Vec<u32>,
    parts: Vec<Part>,
    /// Which parts each window holds. There is one window at least.
    pub windows: Vec<Range<usize>>,
}

impl Windows {
    /// Cuts a text.
    pub fn new(text: &Reading<'_>, pieces: &Pieces) -> Self {
        let mut title = pieces.of(text.title);
        title.truncate(TITLE);
        let room = LONGEST - 3 - title.len();
        let parts = parts(text, pieces, room);
        let lengths: Vec<(usize, usize)> = parts.iter().map(|part| (part.sentence, part.pieces.len())).collect();
        Windows { start: pieces.start, end: pieces.end, windows: packed(&lengths, room), title, parts }
    }

    /// The pieces of a window, all or without some of its parts.
    pub fn pieces(&self, window: &Range<usize>, without: Option<&Range<usize>>) -> Vec<u32> {
        let mut pieces = vec![self.start];
        pieces.extend(&self.title);
        pieces.push(self.end);
        let kept = window.clone().filter(|part| without.is_none_or(|left_out| !left_out.contains(part)));
        pieces.extend(kept.flat_map(|part| &self.parts[part].pieces));
        pieces.push(self.end);
        pieces
    }

    /// Which parts are left out together, each time with the number of their window: mostly a clause
    /// each, of long texts several.
    pub fn units(&self) -> Vec<(usize, Range<usize>)> {
        let mut few = 0;
        loop {
            let of_window = |(n, window): (usize, &Range<usize>)| {
                let lengths: Vec<_> = self.parts[window.clone()].iter().map(|part| (part.sentence, part.pieces.len())).collect();
                let start = window.start;
                joined(&lengths, few).into_iter().map(move |unit| (n, start + unit.start..start + unit.end))
            };
            let units: Vec<_> = self.windows.iter().enumerate().flat_map(of_window).collect();
            // A window takes in less than this, so that there is one unit for each in the end.
            if units.len() <= MOST_UNITS || few > LONGEST {
                return units;
            }
            few += SHORT;
        }
    }

    /// The clauses of some parts, each with its share of them.
    pub fn shares(&self, parts: &Range<usize>) -> impl Iterator<Item = (usize, f64)> {
        let parts = &self.parts[parts.clone()];
        let whole: usize = parts.iter().map(|part| part.pieces.len()).sum();
        parts.iter().map(move |part| (part.clause, part.pieces.len() as f64 / whole as f64))
    }
}

/// The description's clauses, as many as can be needed.
fn parts(text: &Reading<'_>, pieces: &Pieces, room: usize) -> Vec<Part> {
    let first = text.tokens.partition_point(|token| token.field == TextField::Title);
    let clauses: Vec<&[Token]> = text.tokens[first..].chunk_by(|one, next| one.clause == next.clause).collect();
    let mut parts = Vec::new();
    let (mut from, mut read) = (0, 0);
    for (n, clause) in clauses.iter().enumerate() {
        // What stands between clauses belongs to the one before.
        let to = clauses.get(n + 1).map_or(text.description.len(), |next| next[0].bytes.start);
        let own = pieces.of(&text.description[from..to]);
        from = to;
        read += own.len();
        let (sentence, clause) = (clause[0].sentence, clause[0].clause);
        parts.extend(own.chunks(room).map(|pieces| Part { sentence, clause, pieces: pieces.to_vec() }));
        if read > MOST * LONGEST {
            break;
        }
    }
    parts
}

/// Which parts go into which window, by sentence and length: whole sentences where they fit.
fn packed(parts: &[(usize, usize)], room: usize) -> Vec<Range<usize>> {
    let mut windows: Vec<Range<usize>> = std::iter::once(0..0).collect();
    let mut used = 0;
    for sentence in parts.chunk_by(|one, next| one.0 == next.0) {
        let whole: usize = sentence.iter().map(|part| part.1).sum();
        // A sentence that would not fit a window of its own need not begin one either.
        let mut fresh = used > 0 && used + whole > room && whole <= room;
        for (_, length) in sentence {
            let at = windows.last().map_or(0, |window| window.end);
            if fresh || (used > 0 && used + length > room) {
                if windows.len() == MOST {
                    return windows;
                }
                windows.push(at..at);
                (fresh, used) = (false, 0);
            }
            if let Some(window) = windows.last_mut() {
                window.end += 1;
            }
            used += length;
        }
    }
    windows
}

/// Parts with those before them that are short, of their sentence, or of so few pieces.
fn joined(parts: &[(usize, usize)], few: usize) -> Vec<Range<usize>> {
    let mut units: Vec<(Range<usize>, usize)> = Vec::new();
    for (n, (sentence, length)) in parts.iter().enumerate() {
        let short = |unit: &Range<usize>, held: usize| held < if parts[unit.start].0 == *sentence { few.max(SHORT) } else { few };
        match units.last_mut() {
            Some((unit, held)) if short(unit, *held) => (unit.end, *held) = (n + 1, *held + length),
            _ => units.push((n..n + 1, *length)),
        }
    }
    units.into_iter().map(|(unit, _)| unit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bounds(ranges: Vec<Range<usize>>) -> Vec<(usize, usize)> {
        ranges.into_iter().map(|range| (range.start, range.end)).collect()
    }

    #[test]
    fn sentences_stay_whole_where_they_fit_a_window() {
        for (case, parts, windows) in [
            ("nothing", &[][..], &[(0, 0)][..]),
            ("all fits", &[(0, 4), (0, 3), (1, 3)][..], &[(0, 3)][..]),
            ("the second sentence does not", &[(0, 4), (0, 3), (1, 2), (1, 2)], &[(0, 2), (2, 4)][..]),
            ("a sentence longer than a window", &[(0, 4), (1, 5), (1, 5), (1, 3)], &[(0, 2), (2, 4)][..]),
            ("a clause of several windows", &[(0, 10), (0, 10), (0, 2), (1, 4)], &[(0, 1), (1, 2), (2, 4)][..]),
            ("no more than four", &[(0, 9), (1, 9), (2, 9), (3, 9), (4, 9)], &[(0, 1), (1, 2), (2, 3), (3, 4)][..]),
        ] {
            assert_eq!(bounds(packed(parts, 10)), windows, "{case}");
        }
    }

    #[test]
    fn short_clauses_are_left_out_with_the_next() {
        for (case, parts, few, units) in [
            ("each long enough", &[(0, 7), (0, 8), (1, 9)][..], 0, &[(0, 1), (1, 2), (2, 3)][..]),
            ("a short one with the next", &[(0, 2), (0, 8), (0, 9)][..], 0, &[(0, 2), (2, 3)][..]),
            ("not with the next sentence", &[(0, 2), (1, 8)][..], 0, &[(0, 1), (1, 2)][..]),
            ("of a long text with that too", &[(0, 2), (1, 8), (2, 9)][..], 6, &[(0, 2), (2, 3)][..]),
        ] {
            assert_eq!(bounds(joined(parts, few)), units, "{case}");
        }
    }
}
