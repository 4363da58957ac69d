//! From scores to a suggestion: what is above the line, why, and what people have to settle. Pure.

use super::evidence::Standing;
use super::model::*;
use super::scorer::{Analysed, Origin, Scorer, Scores, Target};
use crate::four_co::terms::{Co, Kind, Mode, Polarity, TextField};
use crate::platform::db::Decimal;
use crate::vocabulary::codes::Coded;
use std::collections::BTreeMap;

/// With fewer words that mean something to the scorer, a text says too little for a verdict.
const ENOUGH_WORDS: usize = 5;
/// Words as such are shown only when they matter this much, in log-odds, and only so many per Co.
const NOTABLE: f64 = 0.08;
const WORDS_PER_CO: usize = 5;
/// At most so many passages are shown, those that matter most.
pub const MOST_SPANS: usize = 100;

/// What a text suggests, by a scorer.
pub fn suggest(text: &Analysed<'_>, scorer: &dyn Scorer) -> Suggestion {
    let scores = scorer.score(text);
    let lines = scorer.thresholds();
    let is_coproduction = match scores.known_words {
        n if n < ENOUGH_WORDS => None,
        _ => Some(scores.of(Target::CoProduction) >= lines.co_production),
    };
    let cos = match is_coproduction {
        Some(true) => above_the_line(&scores, lines.further_co),
        _ => Vec::new(),
    };
    let labels: Vec<ScoredLabel> = cos.iter().flat_map(|co| labels_of(*co, &scores, lines.further_kind)).collect();
    let spans = spans(text, &scores, &cos);
    Suggestion {
        is_coproduction,
        reasons: reasons(is_coproduction, &scores, lines.co_production, &spans),
        primary: cos.first().copied(),
        mode: Mode::of(cos.iter().copied()),
        candidates: candidates(&scores, &labels),
        labels,
        spans,
        ambiguous_terms: ambiguous(text),
        model: ModelVersions { thesaurus: text.thesaurus.version.clone(), scorer: scorer.version().to_owned() },
    }
}

/// The strongest Co and those above the line, strongest first.
fn above_the_line(scores: &Scores, line: f64) -> Vec<Co> {
    let mut cos = Co::ALL.to_vec();
    // A stable sort: of equals the first in the natural order.
    cos.sort_by(|a, b| scores.of(Target::Co(*b)).total_cmp(&scores.of(Target::Co(*a))));
    let strongest = cos[0];
    cos.retain(|co| *co == strongest || scores.of(Target::Co(*co)) >= line);
    cos
}

fn labels_of(co: Co, scores: &Scores, line: f64) -> Vec<ScoredLabel> {
    let mut kinds = co.kinds().to_vec();
    kinds.sort_by(|a, b| scores.of(Target::Kind(*b)).total_cmp(&scores.of(Target::Kind(*a))));
    let Some(&strongest) = kinds.first() else {
        return vec![ScoredLabel { co, kind: None, score: rounded(scores.of(Target::Co(co))) }];
    };
    kinds.retain(|kind| *kind == strongest || scores.of(Target::Kind(*kind)) >= line);
    kinds.into_iter().map(|kind| ScoredLabel { co, kind: Some(kind), score: rounded(scores.of(Target::Kind(kind))) }).collect()
}

fn candidates(scores: &Scores, labels: &[ScoredLabel]) -> Vec<Candidate> {
    let cos = Co::ALL.iter().map(|co| (*co, None, scores.of(Target::Co(*co))));
    let kinds = Kind::ALL.iter().map(|kind| (kind.co(), Some(*kind), scores.of(Target::Kind(*kind))));
    let mut all: Vec<_> = cos.chain(kinds).collect();
    all.sort_by(|a, b| b.2.total_cmp(&a.2));
    all.into_iter()
        .map(|(co, kind, score)| Candidate {
            co,
            kind,
            score: rounded(score),
            suggested: labels.iter().any(|label| label.co == co && (kind.is_none() || label.kind == kind)),
        })
        .collect()
}

/// Three decimals: more would claim a precision that no scorer has.
fn rounded(score: f64) -> Decimal {
    format!("{score:.3}").parse().unwrap_or_else(|_| Decimal::whole(0))
}

fn spans(text: &Analysed<'_>, scores: &Scores, suggested: &[Co]) -> Vec<Span> {
    let mut spans = rule_spans(text, scores);
    spans.extend(term_spans(text));
    // Words as such for what is suggested, or for the two strongest Co's when nothing is.
    let shown = if suggested.is_empty() { above_the_line(scores, 2.0) } else { suggested.to_vec() };
    let mut targets: Vec<(Target, Option<Co>)> = shown.into_iter().map(|co| (Target::Co(co), Some(co))).collect();
    targets.push((Target::CoProduction, None));
    for (target, co) in targets {
        spans.extend(word_spans(text, scores, target, co));
    }
    spans.sort_by(|a, b| b.weight.cmp(&a.weight));
    spans.truncate(MOST_SPANS);
    spans.sort_by(|a, b| {
        (a.field, a.start, a.end, a.co, a.kind, a.polarity, &a.rule).cmp(&(b.field, b.start, b.end, b.co, b.kind, b.polarity, &b.rule))
    });
    spans
}

struct Passage<'a> {
    text: &'a Analysed<'a>,
    first: usize,
    last: usize,
}

impl Passage<'_> {
    fn place(&self) -> (TextField, usize, usize, String) {
        let tokens = &self.text.reading.tokens;
        let (field, start, end) = (tokens[self.first].field, tokens[self.first].start, tokens[self.last].end);
        (field, start, end, self.text.reading.passage(self.first, self.last).to_owned())
    }
}

fn rule_spans(text: &Analysed<'_>, scores: &Scores) -> Vec<Span> {
    // What each finding adds to the target that its rule is about.
    let mut added = vec![0.0; text.evidence.len()];
    for one in &scores.contributions {
        if let Origin::Rule(n) = one.origin {
            let rule = &text.thesaurus.rules[text.evidence[n].rule];
            let about = rule.kind.map_or_else(|| rule.co.map_or(Target::CoProduction, Target::Co), Target::Kind);
            if one.target == about {
                added[n] += one.log_odds;
            }
        }
    }
    let mut spans = Vec::new();
    for (evidence, added) in text.evidence.iter().zip(added) {
        let rule = &text.thesaurus.rules[evidence.rule];
        let standing = match evidence.standing {
            Standing::Plain => PassageStanding::Plain,
            Standing::Denied(_) => PassageStanding::Denied,
            Standing::Contrasted(_) => PassageStanding::Contrasted,
            Standing::Remembered(_) => PassageStanding::Remembered,
            Standing::ByStaff(_) => PassageStanding::ByStaff,
        };
        // What is denied, contrasted, remembered or done by staff does not speak for its Co.
        let polarity = if standing == PassageStanding::Plain { rule.polarity } else { Polarity::Against };
        let weight = match polarity {
            Polarity::For => added.max(0.0),
            Polarity::Against => (-added).max(0.0),
        };
        // The words are there, but the scorer has learnt that they do not speak for it here.
        if standing == PassageStanding::Plain && weight == 0.0 {
            continue;
        }
        let (field, start, end, passage) = Passage { text, first: evidence.first, last: evidence.last }.place();
        spans.push(Span {
            field,
            start,
            end,
            text: passage,
            co: rule.co,
            kind: rule.kind,
            polarity,
            weight: rounded(weight),
            rule: rule.id.clone(),
            standing,
        });
    }
    spans
}

/// Terms with one reading are shown, but weigh nothing: a badge is not yet a deed.
fn term_spans(text: &Analysed<'_>) -> Vec<Span> {
    let mut spans = Vec::new();
    for found in &text.terms {
        let term = &text.thesaurus.terms[found.term];
        if let (false, [reading]) = (term.ambiguous, term.readings.as_slice()) {
            let (field, start, end, passage) = Passage { text, first: found.first, last: found.last }.place();
            spans.push(Span {
                field,
                start,
                end,
                text: passage,
                co: reading.co,
                kind: reading.kind,
                polarity: Polarity::For,
                weight: Decimal::whole(0),
                rule: format!("term.{}", term.term),
                standing: PassageStanding::Plain,
            });
        }
    }
    spans
}

fn word_spans(text: &Analysed<'_>, scores: &Scores, target: Target, co: Option<Co>) -> Vec<Span> {
    let mut words: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    for one in scores.contributions.iter().filter(|one| one.target == target) {
        if let Origin::Words(first, last) = one.origin {
            *words.entry((first, last)).or_default() += one.log_odds;
        }
    }
    let mut notable: Vec<_> = words.into_iter().filter(|(_, added)| added.abs() >= NOTABLE).collect();
    notable.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(&b.0)));
    notable.truncate(WORDS_PER_CO);
    notable
        .into_iter()
        .map(|((first, last), added)| {
            let (field, start, end, passage) = Passage { text, first, last }.place();
            Span {
                field,
                start,
                end,
                text: passage,
                co,
                kind: None,
                polarity: if added > 0.0 { Polarity::For } else { Polarity::Against },
                weight: rounded(added.abs()),
                rule: "words".into(),
                standing: PassageStanding::Plain,
            }
        })
        .collect()
}

fn reasons(verdict: Option<bool>, scores: &Scores, line: f64, spans: &[Span]) -> Vec<String> {
    let Some(yes) = verdict else {
        return vec![format!(
            "The text says too little: {} of its words mean something here, {ENOUGH_WORDS} are needed. Say who does what, and what for.",
            scores.known_words
        )];
    };
    let score = scores.of(Target::CoProduction);
    let mut reasons = vec![if yes {
        format!("It looks as if citizens take part in a public service or outcome: score {score:.3}, the line is at {line:.2}.")
    } else {
        format!("It does not look as if citizens and a public service both contribute: score {score:.3}, the line is at {line:.2}.")
    }];
    let quoted = |span: &Span| format!("“{}”", span.text);
    let mut strongest: Vec<&Span> = spans.iter().filter(|span| span.rule != "words").collect();
    strongest.sort_by_key(|span| std::cmp::Reverse(span.weight));
    if yes {
        for span in strongest.iter().filter(|span| span.polarity == Polarity::For && span.co.is_some()).take(3) {
            let what = span.kind.map_or_else(|| span.co.map_or_else(String::new, |co| co.to_string()), |kind| kind.to_string());
            reasons.push(format!("This is known as {what}: {}.", quoted(span)));
        }
    }
    for span in strongest.iter().filter(|span| span.polarity == Polarity::Against && span.co.is_none()).take(if yes { 1 } else { 3 }) {
        let what = span.rule.trim_start_matches("not.").replace('_', " ");
        reasons.push(format!("This speaks against it ({what}): {}.", quoted(span)));
    }
    for span in strongest.iter().filter(|span| span.standing != PassageStanding::Plain).take(2) {
        let how = match span.standing {
            PassageStanding::Denied => "denied",
            PassageStanding::Contrasted => "mentioned for contrast",
            PassageStanding::Remembered => "only remembered",
            PassageStanding::ByStaff => "done by staff",
            PassageStanding::Plain => continue,
        };
        reasons.push(format!("This does not count, being {how}: {}.", quoted(span)));
    }
    reasons
}

fn ambiguous(text: &Analysed<'_>) -> Vec<AmbiguousTerm> {
    let mut terms = Vec::new();
    for found in &text.terms {
        let term = &text.thesaurus.terms[found.term];
        if let (true, Some(question)) = (term.ambiguous, &term.question) {
            let (field, start, end, passage) = Passage { text, first: found.first, last: found.last }.place();
            terms.push(AmbiguousTerm {
                term: term.term.clone(),
                text: passage,
                field,
                start,
                end,
                readings: term.readings.clone(),
                question: question.clone(),
            });
        }
    }
    terms
}

#[cfg(test)]
mod tests {
    use super::super::linear::linear;
    use super::super::thesaurus::thesaurus;
    use super::*;

    fn of(text: &str) -> Suggestion {
        super::super::of("", text)
    }

    #[test]
    fn plain_descriptions_of_the_chapters_examples_are_recognised() {
        for (text, co, kind) in [
            (
                "A citizens' assembly of sixty residents drawn by lot deliberated for four weekends and wrote the climate strategy, which the cabinet adopted.",
                Co::CoCommissioning,
                Some(Kind::CoPlanning),
            ),
            (
                "Participatory budgeting in the ward: residents put forward ideas and vote on which projects get a share of £100,000.",
                Co::CoCommissioning,
                Some(Kind::CoPrioritisation),
            ),
            (
                "A crowdfunding appeal for the park's playground: 800 residents donated £40,000 and the council matched it.",
                Co::CoCommissioning,
                Some(Kind::CoFinancing),
            ),
            (
                "In the service design lab patients and nurses sketched a new waiting room, built a cardboard prototype, tried it and changed the layout.",
                Co::CoDesign,
                None,
            ),
            (
                "The library is run by a charity of residents: an elected board of trustees sets the hours and employs the manager under a lease from the council.",
                Co::CoDelivery,
                Some(Kind::CoManagement),
            ),
            (
                "Volunteers trained by the police stand in pairs with a speed gun in Community Speed Watch, and peer supporters visit neighbours at home every week.",
                Co::CoDelivery,
                Some(Kind::CoImplementation),
            ),
            (
                "Tenant inspectors check every empty flat against the standard and report what they find to the monthly contract meeting.",
                Co::CoAssessment,
                Some(Kind::CoMonitoring),
            ),
            (
                "Patients rate the surgery online with one to five stars and write reviews, and the practice answers their scores.",
                Co::CoAssessment,
                Some(Kind::CoEvaluation),
            ),
        ] {
            let made = of(text);
            assert_eq!(made.is_coproduction, Some(true), "{text}: {:?}", made.reasons);
            assert_eq!(made.primary, Some(co), "{text}: {:?}", made.candidates);
            assert!(kind.is_none() || made.labels.iter().any(|label| label.kind == kind), "{text}: {:?}", made.labels);
        }
    }

    #[test]
    fn information_purchase_and_services_done_to_people_are_not_co_production() {
        for text in [
            "A leaflet with the new bin calendar was posted to all 88,000 households. There are posters on the lorries and a page on the website. Nobody was asked about it.",
            "Guests of our restaurant give stars on a review site. It is a private limited company; prices rise in May and there is a loyalty card for customers.",
            "After a tender the contractor won the seven-year contract. Its crews mow and empty bins to the specification, and the client team of officers monitors output. Residents have no part in it.",
        ] {
            let made = of(text);
            assert_eq!(made.is_coproduction, Some(false), "{text}: {:?}", made.reasons);
            assert!(made.labels.is_empty() && made.primary.is_none() && made.mode.is_none() && made.reasons.len() > 1);
        }
    }

    #[test]
    fn a_text_that_says_too_little_gets_no_verdict() {
        let made = of("Various activities.");
        assert_eq!((made.is_coproduction, made.labels.len(), made.candidates.len()), (None, 0, 11));
    }

    #[test]
    fn co_governance_yields_its_readings_and_the_question_never_a_silent_guess() {
        let made = of("The programme is about co-governance of the water company.");
        let term = &made.ambiguous_terms[0];
        assert_eq!((term.term.as_str(), term.text.as_str(), term.readings.len()), ("co_governance", "co-governance", 3));
        assert!(term.question.ends_with('?'));
    }

    #[test]
    fn spans_quote_the_text_by_its_characters() {
        let title = "Bürgerhaus “Süd” 👍🏽";
        let text = "Im Bürgerhaus – ein Café! Residents elect a board that sets the hours; they did not design the façade. Volunteers run the bar.";
        let made = super::super::of(title, text);
        assert!(made.spans.iter().any(|span| span.rule.starts_with("co_management")), "{:?}", made.spans);
        for span in &made.spans {
            let whole = if span.field == TextField::Title { title } else { text };
            let quoted: String = whole.chars().skip(span.start).take(span.end - span.start).collect();
            assert_eq!(quoted, span.text);
        }
    }

    #[test]
    fn what_is_denied_speaks_against_its_co() {
        let made = of("Volunteers water the trees every week with the ranger. Residents do not sit on the board of the park trust.");
        let denied = made.spans.iter().find(|span| span.rule == "co_management.board").unwrap();
        assert_eq!((denied.polarity, denied.standing), (Polarity::Against, PassageStanding::Denied));
    }

    #[test]
    fn contributions_and_bias_make_up_each_score_exactly() {
        let analysed =
            Analysed::new(thesaurus(), "Hall", "Villagers raised £12,000 and run the hall with the parish, but nobody rates it.");
        let scores = linear().score(&analysed);
        let empty = linear().score(&Analysed::new(thesaurus(), "", ""));
        let log_odds = |score: f64| (score / (1.0 - score)).ln();
        for target in Target::all() {
            let added: f64 = scores.contributions.iter().filter(|one| one.target == target).map(|one| one.log_odds).sum();
            assert!((log_odds(empty.of(target)) + added - log_odds(scores.of(target))).abs() < 1e-9, "{target:?}");
        }
    }

    #[test]
    fn the_same_text_has_the_same_answer() {
        let text = "Residents inspect the estate monthly and vote on which repairs come first.";
        assert_eq!(of(text), of(text));
    }

    #[test]
    fn odd_texts_are_read_without_trouble() {
        for text in
            ["", " ", "\u{200b}", "....", "co-", "£", "🙂🙂🙂", "مرحبا بالعالم", &"we ".repeat(5_000), &"a|b*{citizens} .. ".repeat(50)]
        {
            let made = super::super::of(text, text);
            assert_eq!(made.candidates.len(), 11);
            assert!(made.spans.len() <= MOST_SPANS);
        }
    }
}
