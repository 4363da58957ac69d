-- A check is a snapshot: its row is written once and never changed.
CREATE TABLE governance_checks (
    id uuid PRIMARY KEY,
    initiative_id uuid NOT NULL REFERENCES initiatives (id),
    number bigint NOT NULL CHECK (number >= 1),
    version bigint NOT NULL CHECK (version = 1),
    checked_at timestamptz NOT NULL,
    checked_by_id uuid NOT NULL REFERENCES organisations (id),
    criteria_version text NOT NULL COLLATE "C",
    as_of date NOT NULL,
    verdict text NOT NULL COLLATE "C",
    reason text NOT NULL COLLATE "C",
    good_until date,
    summary jsonb NOT NULL,
    priority_principles jsonb NOT NULL,
    priorities_set_with_citizens boolean,
    priorities_how text COLLATE "C",
    note text COLLATE "C",
    means jsonb NOT NULL,
    principles jsonb NOT NULL,
    compared_with_last jsonb
);
CREATE UNIQUE INDEX governance_checks_order ON governance_checks (initiative_id, number);
CREATE INDEX governance_checks_verdict ON governance_checks (initiative_id, verdict, number);
