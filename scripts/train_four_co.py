#!/usr/bin/env python3
"""Trains the linear model of the Four Co's suggestion, and for English learns how much it counts
beside the transformer, which scripts/train_four_co_transformer.py trains first.

    train_four_co.py               trains on everything and writes src/four_co/suggestion/weights.en.tsv
                                   and blend.en.tsv
    train_four_co.py --evaluate    also reports figures on the development cases, each from a model
                                   that did not see the case, and compares the service with this script
    train_four_co.py --language de trains on the German texts alone and writes weights.de.tsv (cy: on
                                   the Welsh ones); with --evaluate the figures are those of
                                   tests/data/four_co_de.jsonl,
                                   which is never trained on, beside those of the rules alone

Needs Python 3 with numpy and scikit-learn (`python3 -m venv v && v/bin/pip install -r
scripts/train_four_co.txt`), and cargo. The features come from the service's own code
(`examples/four_co.rs`), so that the two cannot differ; the vectors and the thresholds are computed
here and in `src/four_co/suggestion/linear.rs` by the same rules. The same input gives the same
weights.
"""

import glob
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).resolve().parent.parent
LANGUAGE = sys.argv[sys.argv.index("--language") + 1] if "--language" in sys.argv else "en"
OUT = ROOT / f"src/four_co/suggestion/weights.{LANGUAGE}.tsv"
LEARNT = ROOT / "training/four_co/transformer_learnt.txt"
BLEND = ROOT / "src/four_co/suggestion/blend.en.tsv"
THESAURUS = ROOT / f"src/four_co/thesaurus/{LANGUAGE}.json"
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
MODEL, HYBRID = "linear-2", "hybrid-1"

KINDS = ["co_planning", "co_prioritisation", "co_financing", "co_management", "co_implementation", "co_monitoring", "co_evaluation"]
COS = ["co_commissioning", "co_design", "co_delivery", "co_assessment"]
KINDS_OF = [[0, 1, 2], [], [3, 4], [5, 6]]

# Of the model. RULE_CAP is also in linear.rs. Pairs of words that are rare are not learnt: they would
# be learnt by heart. Where texts are few, rules count for more and pairs for less.
RULE_CAP, STRENGTH, SCALE, RARE_PAIR = 3.0, 3.0, 1000, 5
RULE_WEIGHT, PAIR_WEIGHT = {"en": (0.25, 1.0), "de": (0.25, 0.5), "cy": (0.5, 0.5)}[LANGUAGE]
# Real cases weigh more than invented ones; a tenth of real texts are not co-production.
REAL_WEIGHT, PRIOR = 2.0, 0.1
FOLDS, SEED = 10, 20261125


def cases(path):
    return [json.loads(line) for line in open(path, encoding="utf-8")]


def service(*arguments, rows):
    """Sends rows through the service's own code."""
    text = "".join(json.dumps({"title": r["title"], "description": r["description"]}) + "\n" for r in rows)
    command = [str(TARGET / "debug/examples/four_co"), *arguments, "--language", LANGUAGE]
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def wanted(rows):
    """One column for each kind, each Co, and co-production as a whole."""
    kinds = [[any(l["kind"] == k for l in r["labels"]) for k in KINDS] for r in rows]
    cos = [[any(l["co"] == c for l in r["labels"]) for c in COS] for r in rows]
    return np.hstack([np.array(kinds), np.array(cos), np.array([[bool(r["labels"])] for r in rows])]).astype(int)


def group(name):
    """As in linear.rs: rules, pairs (of words, or of an actor and a word), and the rest."""
    return {"r": "r", "a": "b", "b": "b"}.get(name[0], "w")


class Model:
    def fit(self, features, targets, weights):
        seen = {}
        for one in features:
            for name in one:
                seen[name] = seen.get(name, 0) + 1
        self.names = sorted(name for name in seen if group(name) != "b" or seen[name] >= RARE_PAIR)
        self.column = {name: n for n, name in enumerate(self.names)}
        rows = len(features)
        self.idf = {n: round((np.log((1 + rows) / (1 + seen[n])) + 1) * SCALE) / SCALE for n in self.names}
        vectors = self.vectors(features)
        self.weights, self.bias = [], []
        for column in targets.T:
            model = LogisticRegression(C=STRENGTH, class_weight="balanced", solver="liblinear", max_iter=1000, random_state=0)
            model.fit(vectors, column, sample_weight=weights)
            self.weights.append(model.coef_[0])
            self.bias.append(model.intercept_[0])
        self.weights, self.bias = np.round(np.array(self.weights).T * SCALE), np.round(np.array(self.bias) * SCALE)
        return self

    def vectors(self, features):
        rows, columns, values = [], [], []
        for n, one in enumerate(features):
            known = {name: count for name, count in one.items() if name in self.column}
            raw = {name: (1 + np.log(count)) * self.idf[name] for name, count in known.items() if group(name) != "r"}
            length = {one: np.sqrt(sum(v * v for name, v in raw.items() if group(name) == one)) or 1.0 for one in "wb"}
            length["b"] /= PAIR_WEIGHT
            for name, count in known.items():
                rows.append(n)
                columns.append(self.column[name])
                rule = min(count, RULE_CAP) / RULE_CAP * RULE_WEIGHT
                values.append(rule if group(name) == "r" else raw[name] / length[group(name)])
        return csr_matrix((values, (rows, columns)), shape=(len(features), len(self.names)))

    def log_odds(self, features):
        return (self.vectors(features) @ self.weights + self.bias) / SCALE

    def calibrated(self, slopes, shifts):
        """The same model with weights under which its scores are shares of what is right."""
        self.weights, self.bias = np.round(self.weights * slopes), np.round(self.bias * slopes + shifts * SCALE)
        return self

    def write(self, path, thresholds):
        version = json.load(open(THESAURUS, encoding="utf-8"))["version"]
        with open(path, "w", encoding="utf-8") as out:
            out.write(f"#version\t{MODEL}\n#thesaurus\t{version}\n")
            out.write(f"#rule_weight\t{RULE_WEIGHT}\n#pair_weight\t{PAIR_WEIGHT}\n")
            for name, value in zip(("co_production", "further_co", "further_kind"), thresholds):
                out.write(f"#{name}\t{value:.2f}\n")
            out.write("#bias\t" + "\t".join(f"{b:.0f}" for b in self.bias) + "\n")
            for name, row in zip(self.names, self.weights):
                if np.abs(row).max() >= 1:
                    out.write(f"{name}\t{self.idf[name] * SCALE:.0f}\t" + "\t".join(f"{w:.0f}" for w in row) + "\n")


def calibration(log_odds, truth, weights):
    """For each target a slope and a shift of its log-odds (Platt's method), from cases that the
    model had not seen and as many negatives as there are in life."""
    slopes, shifts = [], []
    for column, wanted_column in zip(log_odds.T, truth.T):
        model = LogisticRegression(C=1e6).fit(column[:, None], wanted_column, sample_weight=weights / weights.mean())
        slopes.append(model.coef_[0][0])
        shifts.append(model.intercept_[0])
    return np.array(slopes), np.array(shifts)


def share(log_odds):
    return 1 / (1 + np.exp(-log_odds))


def reliability(scores, truth):
    """Of what had a score in each tenth, how much was right; and how far both are apart on average."""
    scores, truth = scores[:, [*range(7), 8, 11]].ravel(), truth[:, [*range(7), 8, 11]].ravel()
    tenth = np.minimum((scores * 10).astype(int), 9)
    lines, apart = [], 0.0
    for n in range(10):
        at = tenth == n
        if at.any():
            mean, right = scores[at].mean(), truth[at].mean()
            apart += abs(mean - right) * at.mean()
            lines.append(f"  {n / 10:.1f} to {(n + 1) / 10:.1f}: {at.sum():6d} scores, mean {mean:.3f}, right {right:.3f}")
    return [*lines, f"  expected calibration error {apart:.3f}"]


def decide(scores, thresholds):
    """Labels as `suggest.rs` decides them: columns like `wanted`."""
    co_production, further_co, further_kind = thresholds
    out = np.zeros(scores.shape, int)
    for n, row in enumerate(scores):
        if row[11] < co_production:
            continue
        out[n, 11] = 1
        cos = row[7:11]
        for c in range(4):
            if c == cos.argmax() or cos[c] >= further_co:
                out[n, 7 + c] = 1
                best = max(KINDS_OF[c], key=lambda k: row[k], default=None)
                for k in KINDS_OF[c]:
                    out[n, k] = k == best or row[k] >= further_kind
    return out


def f1(found, truth, weights):
    both = (found & truth).sum(1) @ weights
    return 2 * both / max(1e-9, found.sum(1) @ weights + truth.sum(1) @ weights)


def figures(found, truth, weights=None):
    weights = np.ones(len(found)) if weights is None else weights
    pairs = [*range(7), 8]
    right = found[:, 11] == truth[:, 11]
    return {
        "micro-F1 over Co": f1(found[:, 7:11], truth[:, 7:11], weights),
        "micro-F1 over (Co, kind)": f1(found[:, pairs], truth[:, pairs], weights),
        "is_coproduction accuracy": (right @ weights) / weights.sum(),
        "F1 of the negatives": f1(1 - found[:, 11:], 1 - truth[:, 11:], weights),
    }


def tune(scores, truth, weights):
    def worth(thresholds):
        f = list(figures(decide(scores, thresholds), truth, weights).values())
        return f[0] + f[1] + f[2] / 2 + f[3] / 4

    best = (0.4, 0.55, 0.5)
    for _ in range(2):
        for place in range(3):
            tries = [best[:place] + (t,) + best[place + 1 :] for t in np.arange(0.2, 0.81, 0.02)]
            best = max(tries, key=worth)
    return best


def folds(rows):
    """Contrast pairs, which stand at adjacent ids or have one title, stay in one fold."""
    parent, groups = {}, {}

    def root(name):
        while parent.setdefault(name, name) != name:
            name = parent[name]
        return name

    def pair(row):
        number = int("".join(c for c in row["id"] if c.isdigit()))
        return f"{row['id'][:2]} {number if row['id'][:2] == 'fc' else (number - 1) // 2}"

    for row in rows:
        parent[root(f"title {row['title']}")] = root(pair(row))
    for n, row in enumerate(rows):
        groups.setdefault(root(pair(row)), []).append(n)
    keys = sorted(groups)
    order = np.random.RandomState(SEED).permutation(len(keys))
    return [sorted(n for k in order[f::FOLDS] for n in groups[keys[k]]) for f in range(FOLDS)]


def by_rules(features):
    """Scores without a model: what speaks for each target by the thesaurus, each rule by its strength."""
    rules = {rule["id"]: rule for rule in json.load(open(THESAURUS, encoding="utf-8"))["rules"]}
    scores = np.zeros((len(features), 12))
    for row, one in zip(scores, features):
        against = 0.0
        for name, count in one.items():
            if not name.startswith("r+:"):
                continue
            rule = rules[name[3:]]
            weight = rule["strength"] * min(count, RULE_CAP)
            if rule["polarity"] == "against":
                against += weight
                continue
            co = COS.index(rule["co"])
            row[7 + co] += weight
            row[11] += weight
            if "kind" in rule:
                row[KINDS.index(rule["kind"])] += weight
        row[11] = max(0.0, row[11] - against)
    return scores / (scores + 10.0)


def natural_share(truth, weights):
    """For thresholds: as many negatives as there are in life."""
    yes = truth[:, 11] == 1
    return weights * np.where(yes, (1 - PRIOR) / weights[yes].sum(), PRIOR / weights[~yes].sum())


def held_out_log_odds(features, truth, weights, parts):
    """The log-odds of each case by a model that did not see it, and the models."""
    held_out, models = np.zeros(truth.shape), []
    for part in parts:
        rest = np.setdiff1d(np.arange(len(features)), part)
        models.append(Model().fit([features[n] for n in rest], truth[rest], weights[rest]))
        held_out[part] = models[-1].log_odds([features[n] for n in part])
    return held_out, models


def lines_of(held_out, truth, natural):
    """Calibration and thresholds, from cases that the model had not seen."""
    own = calibration(held_out, truth, natural)
    return own, tune(share(held_out * own[0] + own[1]), truth, natural)


def show(title, found, truth, weights=None):
    print(title)
    for name, value in figures(found, truth, weights).items():
        print(f"  {name}: {value:.3f}")


def other_language():
    """Trains on the training texts of a language; its test cases are only ever tested on."""
    rows = [row for path in sorted(glob.glob(str(ROOT / f"training/four_co/{LANGUAGE}_*.jsonl"))) for row in cases(path)]
    features, truth = service("features", rows=rows), wanted(rows)
    weights = np.ones(len(rows))
    natural = natural_share(truth, weights)
    held_out, _ = held_out_log_odds(features, truth, weights, folds(rows))
    own, thresholds = lines_of(held_out, truth, natural)
    Model().fit(features, truth, weights).calibrated(*own).write(OUT, thresholds)
    print(f"{OUT.relative_to(ROOT)}: {OUT.stat().st_size:,} bytes, thresholds {[round(float(t), 2) for t in thresholds]}")
    if "--evaluate" in sys.argv:
        test = cases(ROOT / f"tests/data/four_co_{LANGUAGE}.jsonl")
        test_truth = wanted(test)
        told = np.array([one["columns"] for one in service("suggest", str(OUT), rows=test)])
        show(f"{len(rows)} training texts, each from a fold that did not hold it, at the natural share of negatives:",
             decide(share(held_out * own[0] + own[1]), thresholds), truth, natural)
        show(f"{len(test)} test cases by the service, trained on the training texts alone:", told, test_truth)
        rules_alone = tune(by_rules(features), truth, natural)
        show("The test cases by the rules alone, thresholds from the training texts:",
             decide(by_rules(service("features", rows=test)), rules_alone), test_truth)


def blended(counted, read, truth, weights):
    """For each target what the linear model's log-odds count, what the transformer's, and what is added.
    Kinds share how much each counts, and so do the Co's: texts that neither has seen are few."""
    out = np.zeros((12, 3))
    for targets in range(7), range(7, 11), range(11, 12):
        rows = []
        for place in range(len(targets)):
            at = targets[place]
            rows.append(np.hstack([counted[:, [at]], read[:, [at]], np.tile(np.eye(len(targets))[place], (len(truth), 1))]))
        model = LogisticRegression(C=10.0, fit_intercept=False, max_iter=1000)
        many = np.tile(weights / weights.mean(), len(targets))
        model.fit(np.vstack(rows), truth[:, targets].T.ravel(), sample_weight=many)
        for place, at in enumerate(targets):
            out[at] = [*model.coef_[0][:2], model.coef_[0][2 + place]]
    return np.round(out, 3)


def together(both, counted, read):
    return counted * both[:, 0] + read * both[:, 1] + both[:, 2]


def by_transformer(read, truth, weights, known, asked):
    """Scores and thresholds without the linear model."""
    own = calibration(read[known], truth[known], weights[known])
    scores = share(read * own[0] + own[1])
    return scores[asked], tune(scores[known], truth[known], weights[known])


def write_blend(path, both, thresholds):
    with open(path, "w", encoding="utf-8") as out:
        out.write(f"#version\t{HYBRID}\n")
        for name, value in zip(("co_production", "further_co", "further_kind"), thresholds):
            out.write(f"#{name}\t{value:.2f}\n")
        for name, row in zip([*KINDS, *COS, "co_production"], both):
            out.write(name + "".join(f"\t{value:.3f}" for value in row) + "\n")


def english_texts():
    """The training texts, then the development cases; and these."""
    written = [row for path in sorted(glob.glob(str(ROOT / "training/four_co/train_*.jsonl"))) for row in cases(path)]
    real = cases(ROOT / "tests/data/four_co_dev.jsonl")
    return written + real, real


def unseen_by_transformer(rows):
    """The numbers of the texts that the transformer has not learnt from, the development cases among them."""
    learnt = set(LEARNT.read_text(encoding="utf-8").split())
    return np.array([n for n, row in enumerate(rows) if row["id"] not in learnt])


def main():
    subprocess.run(["cargo", "build", "--quiet", "--example", "four_co"], cwd=ROOT, check=True)
    if LANGUAGE != "en":
        return other_language()
    rows, real = english_texts()
    features, truth = service("features", rows=rows), wanted(rows)
    is_real = np.array([row in real for row in rows])
    weights = np.where(is_real, REAL_WEIGHT, 1.0)
    natural = natural_share(truth, weights)
    parts = folds(rows)
    held_out, models = held_out_log_odds(features, truth, weights, parts)
    own, thresholds = lines_of(held_out, truth, natural)
    Model().fit(features, truth, weights).calibrated(*own).write(OUT, thresholds)

    # How much the transformer counts beside it is learnt from what neither has seen.
    unseen = unseen_by_transformer(rows)
    read = np.zeros(truth.shape)
    read[unseen] = service("transformer", rows=[rows[n] for n in unseen])

    def blend_of(some, own):
        counted = held_out[some] * own[0] + own[1]
        both = blended(counted, read[some], truth[some], natural[some])
        return both, tune(share(together(both, counted, read[some])), truth[some], natural[some])

    both, lines = blend_of(unseen, own)
    write_blend(BLEND, both, lines)
    for path, values in (OUT, thresholds), (BLEND, lines):
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes, thresholds {[round(float(t), 2) for t in values]}")
    print("What the linear model, the transformer and neither add to each target:", np.round(both, 2), sep="\n")

    if "--evaluate" in sys.argv:
        everything, real_at = np.arange(len(rows)), np.flatnonzero(is_real)
        found, scores, alone = np.zeros((len(rows), 12), int), np.zeros((len(rows), 12)), np.zeros((len(rows), 12), int)
        asked = differing = 0
        for n, (part, model) in enumerate(zip(parts, models)):
            # Calibration, blend and thresholds too must not have seen the case.
            rest = np.setdiff1d(everything, part)
            own, lines = lines_of(held_out[rest], truth[rest], natural[rest])
            counted = model.calibrated(*own).log_odds([features[m] for m in part])
            alone[part] = decide(share(counted), lines)
            path, blend_path = TARGET / f"four_co_fold_{n}.tsv", TARGET / f"four_co_blend_{n}.tsv"
            model.write(path, lines)
            # What the transformer has learnt from says nothing of it.
            ours = np.intersect1d(part, unseen)
            both, lines = blend_of(np.setdiff1d(unseen, part), own)
            scores[part] = share(together(both, counted, read[part]))
            found[part] = decide(scores[part], lines)
            write_blend(blend_path, both, lines)
            told = service("suggest", str(path), str(blend_path), rows=[rows[m] for m in ours])
            asked += len(ours)
            differing += sum(list(one["columns"]) != list(found[m]) for one, m in zip(told, ours))
            os.remove(path), os.remove(blend_path)
        show(f"{len(real)} development cases, each from a fold that did not hold it:", found[real_at], truth[real_at])
        show("The same by the linear model alone:", alone[real_at], truth[real_at])
        for difficulty in ("easy", "medium", "hard"):
            at = [n for n in real_at if rows[n]["difficulty"] == difficulty]
            show(f"{len(at)} of these that are {difficulty}:", found[at], truth[at])
        print("Reliability of the scores of these:", *reliability(scores[real_at], truth[real_at]), sep="\n")
        written = np.setdiff1d(unseen, real_at)
        show(f"{len(written)} other texts that the transformer has not learnt from, the same way, at the natural share of negatives:",
             found[written], truth[written], natural[written])
        show("The same by the linear model alone:", alone[written], truth[written], natural[written])
        print("Reliability of the scores of all these:", *reliability(scores[unseen], truth[unseen]), sep="\n")
        show(f"{len(rows)} cases of all kinds by the linear model alone, each from a fold that did not hold it:", alone, truth, natural)

        # The strictest figures: nothing of the cases was in the training, the blend or the thresholds.
        others = np.flatnonzero(~is_real)
        position = {n: place for place, n in enumerate(others)}
        own_parts = [[position[n] for n in part if n in position] for part in parts]
        apart, _ = held_out_log_odds([features[n] for n in others], truth[others], weights[others], own_parts)
        held_out[others] = apart
        own, lines = lines_of(held_out[others], truth[others], natural[others])
        model = Model().fit([features[n] for n in others], truth[others], weights[others]).calibrated(*own)
        counted = model.log_odds([features[n] for n in real_at])
        show("The development cases by the linear model alone, none of them in its training:", decide(share(counted), lines), truth[real_at])
        show("The same by the transformer alone:", decide(*by_transformer(read, truth, natural, written, real_at)), truth[real_at])
        both, lines = blend_of(written, own)
        show(f"{len(real)} development cases by both, none of them in any training:",
             decide(share(together(both, counted, read[real_at])), lines), truth[real_at])
        contrast = cases(ROOT / "tests/data/four_co_contrast.jsonl")
        for title, arguments in ("both", (OUT, BLEND)), ("the linear model alone", (OUT,)):
            told = np.array([one["columns"] for one in service("suggest", *map(str, arguments), rows=contrast)])
            right = (told == wanted(contrast)).all(1)
            show(f"{len(contrast)} texts in contrast pairs, never in the training, by {title}:", told, wanted(contrast))
            print(f"  pairs with both sides right: {(right[0::2] & right[1::2]).sum()} of {len(contrast) // 2}")
        print(f"The service decided otherwise than this script in {differing} of {asked} cases.")


if __name__ == "__main__":
    main()
