//! The few shapes that pictures are drawn with, as SVG 1.1. Pure.
//!
//! Everything is said in attributes: a page's content security policy may forbid styles.

use std::fmt::Write as _;

/// How a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Font {
    /// The title.
    Title,
    /// A heading at the left.
    Bold,
    /// Above a column, in its middle.
    Head,
    /// Plain text at the left.
    Plain,
    /// Plain text around the middle.
    Middle,
    /// A number around the middle.
    Count,
}

impl Font {
    fn attributes(self) -> &'static str {
        match self {
            Font::Title => "font-size=\"20\" font-weight=\"bold\"",
            Font::Bold => "font-size=\"14\" font-weight=\"bold\"",
            Font::Head => "font-size=\"13\" font-style=\"italic\" text-anchor=\"middle\"",
            Font::Plain => "font-size=\"14\"",
            Font::Middle => "font-size=\"14\" text-anchor=\"middle\"",
            Font::Count => "font-size=\"14\" font-weight=\"bold\" text-anchor=\"middle\"",
        }
    }
}

/// A picture being drawn.
pub struct Canvas {
    width: i64,
    shapes: String,
}

impl Canvas {
    /// An empty picture of this width.
    pub fn new(width: i64) -> Self {
        Canvas { width, shapes: String::new() }
    }

    fn add(&mut self, shape: std::fmt::Arguments<'_>) {
        let _ = self.shapes.write_fmt(shape);
        self.shapes.push('\n');
    }

    /// A text whose baseline is at `y`.
    pub fn text(&mut self, x: i64, y: i64, font: Font, text: &str) {
        self.add(format_args!("<text x=\"{x}\" y=\"{y}\" {}>{}</text>", font.attributes(), escaped(text)));
    }

    /// A thin horizontal line.
    pub fn line(&mut self, x: i64, y: i64, to: i64) {
        self.add(format_args!("<line x1=\"{x}\" y1=\"{y}\" x2=\"{to}\" y2=\"{y}\" stroke=\"#000000\"/>"));
    }

    /// A box that something is in.
    pub fn filled(&mut self, x: i64, y: i64, width: i64, height: i64) {
        self.part(x, y, width, height, "#e6e6e6");
    }

    /// A box of a bar.
    pub fn part(&mut self, x: i64, y: i64, width: i64, height: i64, fill: &str) {
        self.add(format_args!("<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{fill}\" stroke=\"#000000\"/>"));
    }

    /// A box that nothing is in.
    pub fn dashed(&mut self, x: i64, y: i64, width: i64, height: i64) {
        self.add(format_args!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"none\" stroke=\"#000000\" stroke-dasharray=\"4 4\"/>"
        ));
    }

    /// The whole picture, with its title and its description for those who cannot see it.
    pub fn finish(self, height: i64, title: &str, description: &str) -> String {
        let (width, shapes) = (self.width, self.shapes);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" xml:lang=\"en\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
             role=\"img\" aria-labelledby=\"four-co-title\" aria-describedby=\"four-co-description\" font-family=\"sans-serif\" fill=\"#000000\">\n\
             <title id=\"four-co-title\">{}</title>\n<desc id=\"four-co-description\">{}</desc>\n{PATTERNS}\n\
             <rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n{shapes}</svg>\n",
            escaped(title),
            escaped(description)
        )
    }
}

/// Fills that can be told apart without colour.
const PATTERNS: &str = "<defs>\
    <pattern id=\"four-co-both\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\"><rect width=\"8\" height=\"8\" fill=\"#ffffff\"/>\
    <path d=\"M0 8L8 0\" stroke=\"#000000\" stroke-width=\"2\"/></pattern>\
    <pattern id=\"four-co-unknown\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\"><rect width=\"8\" height=\"8\" fill=\"#ffffff\"/>\
    <circle cx=\"4\" cy=\"4\" r=\"1\" fill=\"#000000\"/></pattern></defs>";

/// Text as XML has it; what XML cannot hold at all gives way to the replacement character.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(' '),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            // Marks that would turn the direction of what follows.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_become_markup() {
        for (text, want) in [
            ("a < b & c > \"d\"", "a &lt; b &amp; c &gt; &quot;d&quot;"),
            ("]]>", "]]&gt;"),
            ("two\nlines\tand\rmore", "two lines and more"),
            ("\u{0}\u{1b}\u{ffff}", "\u{fffd}\u{fffd}\u{fffd}"),
            ("a\u{202e}b", "ab"),
            ("Bürgerhaus 🏛", "Bürgerhaus 🏛"),
        ] {
            assert_eq!(escaped(text), want, "{text:?}");
        }
    }
}
