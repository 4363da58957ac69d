-- What people decided about each of the Four Co's that a suggestion had judged: written once, with
-- the classification. Scores are in thousandths; none where the classification did not keep it.
CREATE TABLE four_co_decisions (
    classification_id uuid NOT NULL REFERENCES four_co_classifications (id),
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    recorded_at timestamptz NOT NULL,
    co text NOT NULL COLLATE "C",
    score bigint CHECK (score BETWEEN 0 AND 1000),
    suggested boolean NOT NULL,
    decided boolean NOT NULL,
    PRIMARY KEY (classification_id, co)
);
-- All that the report adds up, so that it need not look into the table.
CREATE INDEX four_co_decisions_led ON four_co_decisions (organisation_id, recorded_at, co, suggested, decided, score);
CREATE INDEX four_co_decisions_recorded ON four_co_decisions (recorded_at, co, suggested, decided, score);
