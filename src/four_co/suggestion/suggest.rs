//! From scores to a suggestion: what is above the line, why, and what people have to settle. Pure.

use super::batch::SuggestionDetail;
use super::model::*;
use super::scorer::{Analysed, Scorer, Scores, Target};
use super::spans::{Passage, found, spans};
use crate::four_co::terms::{Co, Kind, Mode, Polarity};
use crate::platform::db::Decimal;
use crate::vocabulary::codes::Coded;

/// With fewer words that mean something to the scorer, a text says too little for a verdict.
const ENOUGH_WORDS: usize = 5;

/// What a text suggests, by a scorer.
pub fn suggest(text: &Analysed<'_>, scorer: &dyn Scorer, detail: SuggestionDetail) -> Suggestion {
    let scores = scorer.score(text, detail == SuggestionDetail::Full);
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
    let strongest = above_the_line(&scores, f64::INFINITY);
    let shown: Vec<(Co, Option<Kind>)> = match labels.as_slice() {
        [] => strongest.iter().map(|co| (*co, None)).collect(),
        labels => labels.iter().map(|label| (label.co, label.kind)).collect(),
    };
    // Reasons come from what was found, before it is cut to what is shown, so that they are the same in
    // any detail.
    let found = found(text, &scores);
    let reasons = reasons(is_coproduction, &scores, lines.co_production, &found, &labels);
    let spans = spans(text, &scores, &shown, found);
    Suggestion {
        language: text.thesaurus.language,
        is_coproduction,
        reasons,
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
pub fn rounded(score: f64) -> Decimal {
    format!("{score:.3}").parse().unwrap_or_else(|_| Decimal::whole(0))
}

fn reasons(verdict: Option<bool>, scores: &Scores, line: f64, spans: &[Span], labels: &[ScoredLabel]) -> Vec<String> {
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
    let mut strongest: Vec<&Span> = spans.iter().collect();
    strongest.sort_by_key(|span| std::cmp::Reverse(span.weight));
    if yes {
        let is_suggested =
            |span: &Span| labels.iter().any(|label| span.co == Some(label.co) && (span.kind.is_none() || span.kind == label.kind));
        let mut told = Vec::new();
        for span in strongest.iter().filter(|span| span.polarity == Polarity::For && is_suggested(span)) {
            let words = span.text.to_lowercase();
            if told.len() == 3 || told.contains(&words) {
                continue;
            }
            told.push(words);
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

/// Each ambiguous term once, where it stands first.
fn ambiguous(text: &Analysed<'_>) -> Vec<AmbiguousTerm> {
    let mut terms: Vec<AmbiguousTerm> = Vec::new();
    for found in &text.terms {
        let term = &text.thesaurus.terms[found.term];
        let (true, Some(question)) = (term.ambiguous, &term.question) else {
            continue;
        };
        if terms.iter().any(|told| told.term == term.term) {
            continue;
        }
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
    terms
}

#[cfg(test)]
mod tests {
    use super::super::linear::linear;
    use super::super::spans::MOST_SPANS;
    use super::super::thesaurus::thesaurus;
    use super::*;
    use crate::four_co::terms::TextField;
    use crate::vocabulary::language::Language;

    fn of(text: &str) -> Suggestion {
        super::super::of(Language::En, "", text)
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
        let made = super::super::of(Language::En, title, text);
        assert!(made.spans.iter().any(|span| span.rule.starts_with("co_management")), "{:?}", made.spans);
        for span in &made.spans {
            let whole = if span.field == TextField::Title { title } else { text };
            let quoted: String = whole.chars().skip(span.start).take(span.end - span.start).collect();
            assert_eq!(quoted, span.text);
        }
    }

    #[test]
    fn reasons_tell_of_what_is_suggested_and_each_passage_once() {
        let title = "Peer support for jobseekers";
        let text = "Former jobseekers give peer support: they meet others every week. The Jobcenter pays the room and trains them.";
        let made = super::super::of(Language::En, title, text);
        assert!(made.spans.iter().any(|span| span.kind == Some(Kind::CoMonitoring)), "something else is found too: {:?}", made.spans);
        let known: Vec<&String> = made.reasons.iter().filter(|reason| reason.starts_with("This is known as")).collect();
        assert!(!known.is_empty() && known.iter().all(|reason| reason.contains("co_implementation")), "{known:?}");
        let words: std::collections::BTreeSet<String> = known.iter().map(|reason| reason.to_lowercase()).collect();
        assert_eq!(words.len(), known.len(), "{known:?}");
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
        let scores = linear().score(&analysed, false);
        let empty = linear().score(&Analysed::new(thesaurus(), "", ""), false);
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
            let made = super::super::of(Language::En, text, text);
            assert_eq!(made.candidates.len(), 11);
            assert!(made.spans.len() <= MOST_SPANS);
        }
    }
}
