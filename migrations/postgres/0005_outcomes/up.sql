CREATE TABLE outcomes (
    id uuid PRIMARY KEY,
    initiative_id uuid NOT NULL REFERENCES initiatives (id),
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    withdrawn_at timestamptz,
    recorded_by_id uuid NOT NULL REFERENCES organisations (id),
    title text NOT NULL COLLATE "C",
    description text COLLATE "C",
    kind text NOT NULL COLLATE "C",
    beneficiaries text COLLATE "C",
    pathway text COLLATE "C",
    resilience_level text COLLATE "C",
    priority boolean NOT NULL,
    priority_rank bigint CHECK (priority_rank >= 1),
    mediated_by text COLLATE "C",
    mediated_on date,
    citizens_took_part boolean
);
CREATE INDEX outcomes_order ON outcomes (initiative_id, created_at, id);
CREATE INDEX outcomes_kind ON outcomes (initiative_id, kind, created_at, id);
CREATE INDEX outcomes_priority ON outcomes (initiative_id, priority, created_at, id);

CREATE TABLE indicators (
    id uuid PRIMARY KEY,
    initiative_id uuid NOT NULL REFERENCES initiatives (id),
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    withdrawn_at timestamptz,
    recorded_by_id uuid NOT NULL REFERENCES organisations (id),
    outcome_id uuid NOT NULL REFERENCES outcomes (id),
    title text NOT NULL COLLATE "C",
    description text COLLATE "C",
    measure text NOT NULL COLLATE "C",
    unit text COLLATE "C",
    currency text COLLATE "C",
    direction text COLLATE "C",
    range jsonb,
    baseline jsonb,
    aggregation text NOT NULL COLLATE "C",
    people_counted text NOT NULL COLLATE "C",
    scale jsonb NOT NULL
);
CREATE INDEX indicators_order ON indicators (initiative_id, created_at, id);
CREATE INDEX indicators_outcome ON indicators (outcome_id, created_at, id);

CREATE TABLE periods (
    id uuid PRIMARY KEY,
    initiative_id uuid NOT NULL REFERENCES initiatives (id),
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    withdrawn_at timestamptz,
    recorded_by_id uuid NOT NULL REFERENCES organisations (id),
    indicator_id uuid NOT NULL REFERENCES indicators (id),
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    target jsonb,
    actual jsonb,
    method text COLLATE "C",
    source text COLLATE "C",
    sample_size bigint CHECK (sample_size >= 0),
    measured_by text COLLATE "C",
    comment text COLLATE "C",
    CHECK (starts_on <= ends_on)
);
CREATE INDEX periods_order ON periods (initiative_id, created_at, id);
CREATE INDEX periods_indicator ON periods (indicator_id, created_at, id);
-- Whether a new period overlaps another.
CREATE INDEX periods_days ON periods (indicator_id, starts_on, ends_on);

CREATE TABLE outcome_assessments (
    id uuid PRIMARY KEY,
    initiative_id uuid NOT NULL REFERENCES initiatives (id),
    outcome_id uuid NOT NULL REFERENCES outcomes (id),
    indicator_id uuid NOT NULL REFERENCES indicators (id),
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    recorded_by_id uuid NOT NULL REFERENCES organisations (id),
    supersedes_id uuid REFERENCES outcome_assessments (id),
    -- Written before the row it names, so it is no foreign key.
    superseded_by_id uuid,
    indicator_version bigint NOT NULL,
    period_version bigint NOT NULL,
    result text NOT NULL COLLATE "C",
    target_met text NOT NULL COLLATE "C",
    missed_target text COLLATE "C",
    knowledge_domain text COLLATE "C",
    approaches jsonb NOT NULL,
    co_assessed boolean NOT NULL,
    arithmetic jsonb,
    reasons jsonb NOT NULL,
    missing jsonb NOT NULL,
    warnings jsonb NOT NULL,
    period_id uuid NOT NULL REFERENCES periods (id),
    assessed_on date NOT NULL,
    claim text NOT NULL COLLATE "C",
    comparison text COLLATE "C",
    evidence_strength text NOT NULL COLLATE "C",
    other_contributory_factors jsonb NOT NULL,
    judged_result text COLLATE "C",
    judged_by text COLLATE "C",
    rationale text COLLATE "C",
    citizen_view jsonb,
    staff_view jsonb
);
-- One assessment of a period is in force.
CREATE UNIQUE INDEX outcome_assessments_in_force ON outcome_assessments (period_id) WHERE superseded_by_id IS NULL;
CREATE INDEX outcome_assessments_order ON outcome_assessments (initiative_id, created_at, id);
CREATE INDEX outcome_assessments_outcome ON outcome_assessments (outcome_id, created_at, id);
CREATE INDEX outcome_assessments_indicator ON outcome_assessments (indicator_id, created_at, id);
CREATE INDEX outcome_assessments_period ON outcome_assessments (period_id, created_at, id);
