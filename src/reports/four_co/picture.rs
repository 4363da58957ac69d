//! The report as a picture: the map of Co's by timing and stage, voice and action as a bar, the holes
//! of the map in words. Pure: the same report is the same picture, byte for byte.
//!
//! It is drawn in black, white and one grey with patterns, so that it can be printed; all text is
//! text; whoever cannot see it has everything in its description.

use super::model::{FourCoReport, ReportBasis, Timings};
use super::svg::{Canvas, Font};
use crate::four_co::Co;
use crate::initiatives::{Stage, Timing};
use crate::vocabulary::codes::Coded;

const WIDTH: i64 = 960;
const LEFT: i64 = 24;
const INNER: i64 = WIDTH - 2 * LEFT;
/// Where stages are written, and where the columns of the Co's begin.
const STAGES: i64 = LEFT + 84;
const COLUMNS: i64 = LEFT + 222;
const COLUMN: i64 = 138;
const ROW: i64 = 22;

/// The columns of the map: the Four Co's by their codes, and what is not classified.
fn columns() -> impl Iterator<Item = (Option<&'static str>, &'static str)> {
    Co::ALL.iter().map(|co| (Some(co.code()), co.term().label)).chain([(None, "Not classified")])
}

/// Draws the portfolio of an organisation of this name.
pub fn draw(report: &FourCoReport, name: &str) -> String {
    let title = format!("The Four Co's of {name}");
    let mut canvas = Canvas::new(WIDTH);
    let mut y = 40;
    canvas.text(LEFT, y, Font::Title, &shortened(&title, 76));
    y += 26;
    canvas.text(LEFT, y, Font::Plain, &counted(report));
    y = map(&mut canvas, report, y + 34);
    y = voice_and_action(&mut canvas, report, y + 40);
    y = holes(&mut canvas, report, y + 40);
    canvas.finish(y + 20, &title, &description(report))
}

/// The text with an ellipsis where it is longer than so many characters.
fn shortened(text: &str, most: usize) -> String {
    match text.chars().nth(most) {
        None => text.to_owned(),
        Some(_) => text.chars().take(most - 1).chain(['…']).collect(),
    }
}

fn plural(n: i64) -> String {
    if n == 1 { "1 initiative".into() } else { format!("{n} initiatives") }
}

fn counted(report: &FourCoReport) -> String {
    let mut text = plural(report.initiatives);
    if report.parts > 0 {
        text.push_str(&format!(", and {} that are part of others", report.parts));
    }
    if report.basis == ReportBasis::Published {
        text.push_str("; published ones only");
    }
    if !report.complete {
        text.push_str(", of more than can be counted");
    }
    text.push('.');
    text
}

fn at(report: &FourCoReport, timing: Timing, stage: Stage, co: Option<&str>) -> i64 {
    let cell = report.cells.iter().find(|cell| (cell.timing, cell.stage, cell.co) == (timing, stage, co));
    cell.map_or(0, |cell| cell.initiatives)
}

fn all_stages(report: &FourCoReport, timing: Timing, co: Option<&str>) -> i64 {
    let of = |timings: &Timings| match timing {
        Timing::Recent => timings.recent,
        Timing::Current => timings.current,
        Timing::Potential => timings.potential,
    };
    match co {
        None => of(&report.unclassified),
        Some(co) => report.cos.iter().find(|count| count.co == co).map_or(0, |count| of(&count.timings)),
    }
}

/// The map, from `y` on; returns where it ends.
fn map(canvas: &mut Canvas, report: &FourCoReport, mut y: i64) -> i64 {
    for (n, (_, label)) in columns().enumerate() {
        canvas.text(middle(n), y, Font::Head, label);
    }
    y += 10;
    for timing in Timing::ALL {
        canvas.line(LEFT, y, LEFT + INNER);
        canvas.text(LEFT, y + 17, Font::Bold, timing.term().label);
        canvas.text(STAGES, y + 17, Font::Bold, "All stages");
        for (n, (co, _)) in columns().enumerate() {
            let all = all_stages(report, *timing, co);
            if all == 0 && co.is_some() {
                let height = ROW * (Stage::ALL.len() as i64 + 1) - 4;
                canvas.dashed(COLUMNS + n as i64 * COLUMN + 4, y + 2, COLUMN - 8, height);
                canvas.text(middle(n), y + 17, Font::Head, "none mapped");
            } else {
                canvas.text(middle(n), y + 17, Font::Count, &all.to_string());
            }
        }
        for stage in Stage::ALL {
            y += ROW;
            canvas.text(STAGES, y + 16, Font::Plain, stage.term().label);
            for (n, (co, _)) in columns().enumerate() {
                match at(report, *timing, *stage, co) {
                    0 => canvas.text(middle(n), y + 16, Font::Middle, "–"),
                    count => {
                        canvas.filled(middle(n) - 30, y + 1, 60, ROW - 3);
                        canvas.text(middle(n), y + 16, Font::Count, &count.to_string());
                    }
                }
            }
        }
        y += ROW + 8;
    }
    y
}

fn middle(column: usize) -> i64 {
    COLUMNS + column as i64 * COLUMN + COLUMN / 2
}

/// The balance of voice and action, from `y` on; returns where it ends.
fn voice_and_action(canvas: &mut Canvas, report: &FourCoReport, mut y: i64) -> i64 {
    let balance = &report.voice_and_action;
    let parts = [
        ("Voice only", balance.voice_only, "#ffffff"),
        ("Voice and action", balance.both, "url(#four-co-both)"),
        ("Action only", balance.action_only, "#404040"),
        ("Not classified", balance.unclassified, "url(#four-co-unknown)"),
    ];
    let total: i64 = parts.iter().map(|(_, count, _)| count).sum();
    canvas.text(LEFT, y, Font::Bold, "Citizen voice and citizen action");
    y += 12;
    let mut before = 0;
    for (_, count, fill) in parts.iter().filter(|(_, count, _)| *count > 0) {
        let (from, to) = (INNER * before / total, INNER * (before + count) / total);
        canvas.part(LEFT + from, y, to - from, 28, fill);
        before += count;
    }
    if total == 0 {
        canvas.dashed(LEFT, y, INNER, 28);
        canvas.text(LEFT + INNER / 2, y + 19, Font::Middle, "none mapped");
    }
    y += 50;
    for (n, (label, count, fill)) in parts.iter().enumerate() {
        let x = LEFT + n as i64 * INNER / 4;
        canvas.part(x, y - 12, 14, 14, fill);
        canvas.text(x + 22, y, Font::Plain, &format!("{label}: {count}"));
    }
    for line in lines(&balance.says, 112) {
        y += 24;
        canvas.text(LEFT, y, Font::Plain, &line);
    }
    y
}

/// The holes of the map in words, from `y` on; returns where they end.
fn holes(canvas: &mut Canvas, report: &FourCoReport, mut y: i64) -> i64 {
    canvas.text(LEFT, y, Font::Bold, "What has not been mapped");
    if report.gaps.is_empty() {
        y += 24;
        canvas.text(LEFT, y, Font::Plain, WITHOUT_GAPS);
    }
    for (n, gap) in report.gaps.iter().enumerate() {
        if n % 2 == 0 {
            y += 22;
        }
        canvas.text(LEFT + (n as i64 % 2) * (INNER / 2), y, Font::Plain, &gap.says);
    }
    y
}

const WITHOUT_GAPS: &str = "Each of the Four Co's has recent, current and potential initiatives.";

/// A text in lines of at most so many characters, cut between words.
fn lines(text: &str, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= most => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// All that the picture shows, in words.
fn description(report: &FourCoReport) -> String {
    let mut text = counted(report);
    for (co, label) in columns() {
        text.push_str(&format!(" {label}:"));
        for (n, timing) in Timing::ALL.iter().enumerate() {
            let comma = if n == 0 { "" } else { "," };
            text.push_str(&format!("{comma} {} {timing}", all_stages(report, *timing, co)));
            let stages: Vec<String> = Stage::ALL
                .iter()
                .map(|stage| (stage, at(report, *timing, *stage, co)))
                .filter(|(_, count)| *count > 0)
                .map(|(stage, count)| format!("{} {count}", stage.term().label))
                .collect();
            if !stages.is_empty() {
                text.push_str(&format!(" ({})", stages.join(", ")));
            }
        }
        text.push('.');
    }
    let balance = &report.voice_and_action;
    text.push_str(&format!(
        " Voice only {}, voice and action {}, action only {}, not classified {}. {}",
        balance.voice_only, balance.both, balance.action_only, balance.unclassified, balance.says
    ));
    for gap in &report.gaps {
        text.push(' ');
        text.push_str(&gap.says);
    }
    if report.gaps.is_empty() {
        text.push(' ');
        text.push_str(WITHOUT_GAPS);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::rules::four_co;
    use super::*;
    use crate::initiatives::CurrentCo;
    use crate::initiatives::counts::{Cos, Place};
    use crate::platform::db::Id;

    fn place(timing: Timing, stage: Stage, codes: &[&str]) -> Place {
        let current: Vec<CurrentCo> = codes.iter().map(|co| CurrentCo { co: (*co).into(), kind: None, weight: "primary".into() }).collect();
        Place::Portfolio(timing, stage, Cos::of(&current))
    }

    fn report(tally: &[(Place, i64)]) -> FourCoReport {
        four_co(Id::fixed(1), ReportBasis::Portfolio, true, &tally.iter().copied().collect())
    }

    fn sample() -> FourCoReport {
        report(&[
            (place(Timing::Current, Stage::Lab, &["co_design", "co_delivery"]), 12),
            (place(Timing::Potential, Stage::Idea, &["co_commissioning"]), 3),
            (place(Timing::Recent, Stage::Stopped, &[]), 4),
            (Place::Parts, 7),
        ])
    }

    /// The texts that are drawn.
    fn texts(picture: &str) -> Vec<&str> {
        picture.split("<text ").skip(1).map(|rest| rest.split_once('>').unwrap().1.split_once('<').unwrap().0).collect()
    }

    #[test]
    fn the_map_shows_every_co_timing_and_stage_and_marks_what_is_empty() {
        let picture = draw(&sample(), "Leeds");
        let texts = texts(&picture);
        for label in ["Co-commissioning", "Co-design", "Co-delivery", "Co-assessment", "Recent", "Current", "Potential", "Mainstream"] {
            assert!(texts.contains(&label), "{label}");
        }
        assert_eq!(texts.iter().filter(|text| **text == "12").count(), 4, "two cells and the sums of their columns");
        // 21 rows of 5 cells, of which 4 are filled.
        assert_eq!(texts.iter().filter(|text| **text == "–").count(), 21 * 5 - 4);
        assert_eq!(texts.iter().filter(|text| **text == "none mapped").count(), sample().gaps.len());
        assert!(texts.contains(&"No potential co-assessment initiative has been mapped."));
        assert!(texts.contains(&"19 initiatives, and 7 that are part of others."), "{texts:?}");
    }

    #[test]
    fn whoever_cannot_see_it_is_told_the_same() {
        let picture = draw(&sample(), "Leeds");
        assert!(picture.contains("role=\"img\" aria-labelledby=\"four-co-title\" aria-describedby=\"four-co-description\""));
        assert!(picture.contains("<title id=\"four-co-title\">The Four Co's of Leeds</title>"));
        let description = picture.split("<desc id=\"four-co-description\">").nth(1).unwrap().split("</desc>").next().unwrap();
        for said in [
            "Co-design: 0 recent, 12 current (Co-production lab 12), 0 potential.",
            "Not classified: 4 recent (Stopped 4), 0 current, 0 potential.",
            "Voice only 3, voice and action 12, action only 0, not classified 4.",
            "No recent co-design initiative has been mapped.",
        ] {
            assert!(description.contains(said), "{said}: {description}");
        }
    }

    #[test]
    fn it_is_well_formed_whatever_the_organisation_is_called() {
        for name in ["<script>alert(1)</script>", "A & B \"Ltd\" 'x' ]]>", "\u{1}\u{8}\u{b}\u{ffff}\u{fffe}", "مجلس المدينة", "🏛️"]
        {
            let picture = draw(&sample(), name);
            assert!(!picture.contains("<script") && !picture.contains("& B"), "{picture:.300}");
            assert!(picture.chars().all(|c| c == '\n' || (c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}'))), "{name:?}");
        }
        let long = draw(&sample(), &"n".repeat(200));
        assert!(texts(&long)[0].ends_with('…') && texts(&long)[0].chars().count() == 76);
        assert!(long.contains(&format!("of {}</title>", "n".repeat(200))), "the title itself is whole");
    }

    #[test]
    fn the_bar_is_filled_whatever_the_shares() {
        for tally in [
            vec![],
            vec![(place(Timing::Current, Stage::Lab, &["co_delivery"]), 1)],
            vec![
                (place(Timing::Current, Stage::Lab, &["co_delivery"]), 1),
                (place(Timing::Current, Stage::Lab, &["co_design"]), 999_999_999),
            ],
            vec![
                (place(Timing::Current, Stage::Lab, &["co_delivery"]), 1),
                (place(Timing::Current, Stage::Lab, &["co_design"]), 1),
                (place(Timing::Current, Stage::Lab, &["co_design", "co_delivery"]), 1),
            ],
        ] {
            let picture = draw(&report(&tally), "Leeds");
            let widths = picture.split("height=\"28\"").count() - 1;
            assert_eq!(widths, tally.len().max(1), "one part for each sort of initiative");
            assert!(!picture.contains("width=\"-"), "{tally:?}");
        }
    }

    #[test]
    fn the_same_report_is_the_same_picture() {
        assert_eq!(draw(&sample(), "Leeds"), draw(&sample(), "Leeds"));
        assert_eq!(lines("one two three", 7), ["one two", "three"]);
        assert_eq!(lines("incomprehensibility", 7), ["incomprehensibility"]);
    }
}
