CREATE TABLE outcomes (
    id text PRIMARY KEY NOT NULL,
    initiative_id text NOT NULL REFERENCES initiatives (id),
    version bigint NOT NULL,
    created_at text NOT NULL,
    updated_at text NOT NULL,
    withdrawn_at text,
    recorded_by_id text NOT NULL REFERENCES organisations (id),
    title text NOT NULL,
    description text,
    kind text NOT NULL,
    beneficiaries text,
    pathway text,
    resilience_level text,
    priority boolean NOT NULL,
    priority_rank bigint CHECK (priority_rank >= 1),
    mediated_by text,
    mediated_on text,
    citizens_took_part boolean
);
CREATE INDEX outcomes_order ON outcomes (initiative_id, created_at, id);
CREATE INDEX outcomes_kind ON outcomes (initiative_id, kind, created_at, id);
CREATE INDEX outcomes_priority ON outcomes (initiative_id, priority, created_at, id);

CREATE TABLE indicators (
    id text PRIMARY KEY NOT NULL,
    initiative_id text NOT NULL REFERENCES initiatives (id),
    version bigint NOT NULL,
    created_at text NOT NULL,
    updated_at text NOT NULL,
    withdrawn_at text,
    recorded_by_id text NOT NULL REFERENCES organisations (id),
    outcome_id text NOT NULL REFERENCES outcomes (id),
    title text NOT NULL,
    description text,
    measure text NOT NULL,
    unit text,
    currency text,
    direction text,
    range text,
    baseline text,
    aggregation text NOT NULL,
    people_counted text NOT NULL,
    scale text NOT NULL
);
CREATE INDEX indicators_order ON indicators (initiative_id, created_at, id);
CREATE INDEX indicators_outcome ON indicators (outcome_id, created_at, id);

CREATE TABLE periods (
    id text PRIMARY KEY NOT NULL,
    initiative_id text NOT NULL REFERENCES initiatives (id),
    version bigint NOT NULL,
    created_at text NOT NULL,
    updated_at text NOT NULL,
    withdrawn_at text,
    recorded_by_id text NOT NULL REFERENCES organisations (id),
    indicator_id text NOT NULL REFERENCES indicators (id),
    starts_on text NOT NULL,
    ends_on text NOT NULL,
    target text,
    actual text,
    method text,
    source text,
    sample_size bigint CHECK (sample_size >= 0),
    measured_by text,
    comment text,
    CHECK (starts_on <= ends_on)
);
CREATE INDEX periods_order ON periods (initiative_id, created_at, id);
CREATE INDEX periods_indicator ON periods (indicator_id, created_at, id);
-- Whether a new period overlaps another.
CREATE INDEX periods_days ON periods (indicator_id, starts_on, ends_on);

CREATE TABLE outcome_assessments (
    id text PRIMARY KEY NOT NULL,
    initiative_id text NOT NULL REFERENCES initiatives (id),
    outcome_id text NOT NULL REFERENCES outcomes (id),
    indicator_id text NOT NULL REFERENCES indicators (id),
    version bigint NOT NULL,
    created_at text NOT NULL,
    updated_at text NOT NULL,
    recorded_by_id text NOT NULL REFERENCES organisations (id),
    supersedes_id text REFERENCES outcome_assessments (id),
    -- Written before the row it names, so it is no foreign key.
    superseded_by_id text,
    indicator_version bigint NOT NULL,
    period_version bigint NOT NULL,
    result text NOT NULL,
    target_met text NOT NULL,
    missed_target text,
    knowledge_domain text,
    approaches text NOT NULL,
    co_assessed boolean NOT NULL,
    arithmetic text,
    reasons text NOT NULL,
    missing text NOT NULL,
    warnings text NOT NULL,
    period_id text NOT NULL REFERENCES periods (id),
    assessed_on text NOT NULL,
    claim text NOT NULL,
    comparison text,
    evidence_strength text NOT NULL,
    other_contributory_factors text NOT NULL,
    judged_result text,
    judged_by text,
    rationale text,
    citizen_view text,
    staff_view text
);
-- One assessment of a period is in force.
CREATE UNIQUE INDEX outcome_assessments_in_force ON outcome_assessments (period_id) WHERE superseded_by_id IS NULL;
CREATE INDEX outcome_assessments_order ON outcome_assessments (initiative_id, created_at, id);
CREATE INDEX outcome_assessments_outcome ON outcome_assessments (outcome_id, created_at, id);
CREATE INDEX outcome_assessments_indicator ON outcome_assessments (indicator_id, created_at, id);
CREATE INDEX outcome_assessments_period ON outcome_assessments (period_id, created_at, id);
