//! From cells to text: JSON and CSV, without a value in between.

use crate::platform::db::raw::{Cell, Kind};

/// How rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One JSON object a line.
    Lines,
    /// RFC 4180, with a header.
    Csv,
    /// The items of a JSON array, without its brackets.
    Items,
}

/// The rows of one piece.
pub struct Writer {
    form: Form,
    /// What comes before each cell: the member's name in JSON, nothing or a comma in CSV.
    before: Vec<String>,
    quoted: Vec<bool>,
    text: Vec<u8>,
}

const HEX: &[u8; 16] = b"0123456789abcdef";

impl Writer {
    /// A writer of rows with these columns.
    pub fn new(form: Form, columns: &[(&str, Kind)], capacity: usize) -> Self {
        let before = columns.iter().enumerate().map(|(n, (name, _))| match (form, n) {
            (Form::Lines | Form::Items, 0) => format!("{{\"{name}\":"),
            (Form::Lines | Form::Items, _) => format!(",\"{name}\":"),
            (Form::Csv, 0) => String::new(),
            (Form::Csv, _) => ",".into(),
        });
        let quoted = |kind: Kind| form != Form::Csv && matches!(kind, Kind::Id | Kind::Moment | Kind::Day | Kind::Code);
        Writer {
            form,
            before: before.collect(),
            quoted: columns.iter().map(|(_, kind)| quoted(*kind)).collect(),
            text: Vec::with_capacity(capacity),
        }
    }

    /// The header of a CSV file.
    pub fn header(&mut self, columns: &[(&str, Kind)]) {
        if self.form == Form::Csv {
            let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
            self.text.extend_from_slice(names.join(",").as_bytes());
            self.text.extend_from_slice(b"\r\n");
        }
    }

    /// One cell; the first of a row begins it, the last ends it.
    pub fn cell(&mut self, column: usize, cell: Cell<'_>) {
        if column == 0 && self.form == Form::Items && !self.text.is_empty() {
            self.text.push(b',');
        }
        self.text.extend_from_slice(self.before[column].as_bytes());
        let quoted = self.quoted[column] && cell != Cell::Null;
        if quoted {
            self.text.push(b'"');
        }
        match cell {
            Cell::Null if self.form != Form::Csv => self.text.extend_from_slice(b"null"),
            Cell::Null => {}
            Cell::Id(bytes) => id(&mut self.text, bytes),
            Cell::Moment(micros) => moment(&mut self.text, micros),
            Cell::Day(days) => day(&mut self.text, days),
            Cell::Plain(text) => self.text.extend_from_slice(text.as_bytes()),
            Cell::Text(text) if self.form != Form::Csv => json_text(&mut self.text, text),
            Cell::Json(text) if self.form != Form::Csv => self.text.extend_from_slice(text.as_bytes()),
            Cell::Text(text) | Cell::Json(text) => csv_text(&mut self.text, text),
            Cell::Bool(truth) => self.text.extend_from_slice(if truth { b"true" } else { b"false" }),
            Cell::Integer(number) => integer(&mut self.text, number),
            Cell::Exact(number) => self.text.extend_from_slice(number.to_string().as_bytes()),
        }
        if quoted {
            self.text.push(b'"');
        }
        if column + 1 == self.before.len() {
            self.text.extend_from_slice(match self.form {
                Form::Lines => b"}\n",
                Form::Csv => b"\r\n",
                Form::Items => b"}",
            });
        }
    }

    /// What has been written.
    pub fn finish(self) -> Vec<u8> {
        self.text
    }
}

fn id(text: &mut Vec<u8>, bytes: &[u8]) {
    let mut out = [b'-'; 36];
    let mut at = 0;
    for (n, byte) in bytes.iter().take(16).enumerate() {
        if matches!(n, 4 | 6 | 8 | 10) {
            at += 1;
        }
        out[at] = HEX[usize::from(byte >> 4)];
        out[at + 1] = HEX[usize::from(byte & 15)];
        at += 2;
    }
    text.extend_from_slice(&out);
}

fn digits(out: &mut [u8], mut value: u64) {
    for digit in out.iter_mut().rev() {
        *digit = b'0' + (value % 10) as u8;
        value /= 10;
    }
}

fn integer(text: &mut Vec<u8>, value: i64) {
    let mut out = [0; 20];
    let mut at = out.len();
    let mut rest = value.unsigned_abs();
    loop {
        at -= 1;
        out[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if value < 0 {
        text.push(b'-');
    }
    text.extend_from_slice(&out[at..]);
}

/// Year, month and day of a day counted from 1970, for the years 1 to 9999: days are counted from
/// a 1 March, so that the odd length of February comes last (Hinnant, "chrono-compatible low-level
/// date algorithms").
fn civil(days: i64) -> (u64, u64, u64) {
    let shifted = (days + 719_468).max(0) as u64;
    let era = shifted / 146_097;
    let of_era = shifted % 146_097;
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (era * 400 + year_of_era + u64::from(month <= 2), month, day)
}

fn day(text: &mut Vec<u8>, days: i64) {
    let (year, month, day) = civil(days);
    let mut out = *b"0000-00-00";
    digits(&mut out[0..4], year);
    digits(&mut out[5..7], month);
    digits(&mut out[8..10], day);
    text.extend_from_slice(&out);
}

fn moment(text: &mut Vec<u8>, micros: i64) {
    day(text, micros.div_euclid(86_400_000_000));
    let of_day = micros.rem_euclid(86_400_000_000) as u64;
    let seconds = of_day / 1_000_000;
    let mut out = *b"T00:00:00.000000Z";
    digits(&mut out[1..3], seconds / 3_600);
    digits(&mut out[4..6], seconds / 60 % 60);
    digits(&mut out[7..9], seconds % 60);
    digits(&mut out[10..16], of_day % 1_000_000);
    text.extend_from_slice(&out);
}

/// A JSON string: what need not be escaped is copied in one go.
fn json_text(text: &mut Vec<u8>, value: &str) {
    text.push(b'"');
    let bytes = value.as_bytes();
    let mut copied = 0;
    for (n, byte) in bytes.iter().enumerate() {
        let short = match byte {
            b'"' => b'"',
            b'\\' => b'\\',
            b'\n' => b'n',
            b'\r' => b'r',
            b'\t' => b't',
            0..0x20 => 0,
            _ => continue,
        };
        text.extend_from_slice(&bytes[copied..n]);
        copied = n + 1;
        match short {
            0 => text.extend_from_slice(&[b'\\', b'u', b'0', b'0', HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]]),
            short => text.extend_from_slice(&[b'\\', short]),
        }
    }
    text.extend_from_slice(&bytes[copied..]);
    text.push(b'"');
}

/// A CSV cell. One that a spreadsheet would take for a formula gets an apostrophe before it.
fn csv_text(text: &mut Vec<u8>, value: &str) {
    let bytes = value.as_bytes();
    let formula = matches!(bytes.first(), Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r' | b'\n'));
    let plain = !formula && !bytes.iter().any(|byte| matches!(byte, b'"' | b',' | b'\r' | b'\n' | b';'));
    if plain {
        return text.extend_from_slice(bytes);
    }
    text.push(b'"');
    if formula {
        text.push(b'\'');
    }
    for piece in bytes.split_inclusive(|byte| *byte == b'"') {
        text.extend_from_slice(piece);
        if piece.ends_with(b"\"") {
            text.push(b'"');
        }
    }
    text.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::db::{Day, Id, Instant};

    const COLUMNS: &[(&str, Kind)] =
        &[("id", Kind::Id), ("at", Kind::Moment), ("on", Kind::Day), ("title", Kind::Text), ("roles", Kind::Json), ("n", Kind::Integer)];

    fn written(form: Form, cells: [Cell<'_>; 6]) -> String {
        let mut writer = Writer::new(form, COLUMNS, 0);
        writer.header(COLUMNS);
        cells.into_iter().enumerate().for_each(|(n, cell)| writer.cell(n, cell));
        String::from_utf8(writer.finish()).unwrap()
    }

    #[test]
    fn a_row_is_one_object_a_line_with_the_same_texts_as_elsewhere() {
        for (text, on) in [
            ("1969-12-31T23:59:59.999999Z", "1970-01-01"),
            ("2000-02-29T12:00:00.000001Z", "1900-02-28"),
            ("0001-01-01T00:00:00.000000Z", "9999-12-31"),
            ("9999-12-31T23:59:59.000000Z", "2100-03-01"),
        ] {
            let (at, day): (Instant, Day) = (text.parse().unwrap(), on.parse().unwrap());
            let id = Id::fixed(0x0189_0a5d_ac96_774b_bcce_b302_099a_8057);
            let epoch: Day = "1970-01-01".parse().unwrap();
            let title = "Tea \"and\" \\ cake\n\t\u{1}\u{7f}\u{e4}\u{1f375}";
            let cells = [
                Cell::Id(id.as_bytes()),
                Cell::Moment(at.micros()),
                Cell::Day(day.days_since(epoch)),
                Cell::Text(title),
                Cell::Json("[\"manager\"]"),
                Cell::Integer(i64::MIN),
            ];
            let line = written(Form::Lines, cells);
            assert!(line.ends_with("}\n") && line.matches('\n').count() == 1, "{line}");
            let value: serde_json::Value = serde_json::from_str(&line).unwrap();
            let wanted = serde_json::json!({"id": id, "at": text, "on": on, "title": title, "roles": ["manager"], "n": i64::MIN});
            assert_eq!(value, wanted);
        }
    }

    #[test]
    fn items_are_separated_and_nothing_else_is_added() {
        let cells = [Cell::Plain("x"), Cell::Null, Cell::Null, Cell::Text("y"), Cell::Json("[]"), Cell::Integer(0)];
        let mut writer = Writer::new(Form::Items, COLUMNS, 0);
        for cell in [cells, cells].iter().flat_map(|row| row.iter().enumerate()) {
            writer.cell(cell.0, *cell.1);
        }
        let row = "{\"id\":\"x\",\"at\":null,\"on\":null,\"title\":\"y\",\"roles\":[],\"n\":0}";
        assert_eq!(String::from_utf8(writer.finish()).unwrap(), format!("{row},{row}"));
    }

    #[test]
    fn what_is_missing_is_null_in_json_and_empty_in_csv() {
        let cells = [Cell::Plain("x"), Cell::Null, Cell::Null, Cell::Null, Cell::Json("[]"), Cell::Integer(0)];
        assert_eq!(written(Form::Lines, cells), "{\"id\":\"x\",\"at\":null,\"on\":null,\"title\":null,\"roles\":[],\"n\":0}\n");
        assert_eq!(written(Form::Csv, cells), "id,at,on,title,roles,n\r\nx,,,,[],0\r\n");
    }

    #[test]
    fn no_cell_is_taken_for_a_formula_by_a_spreadsheet() {
        for (text, want) in [
            ("=1+1", "\"'=1+1\""),
            ("+44 113", "\"'+44 113\""),
            ("-5", "\"'-5\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("\t=1", "\"'\t=1\""),
            ("\r=1", "\"'\r=1\""),
            ("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\""),
            ("a,b", "\"a,b\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("two\nlines", "\"two\nlines\""),
            ("plain - really", "plain - really"),
        ] {
            let mut out = Vec::new();
            csv_text(&mut out, text);
            assert_eq!(String::from_utf8(out).unwrap(), want, "{text}");
        }
    }
}
