-- A check is a snapshot: its row is written once and never changed.
CREATE TABLE governance_checks (
    id text PRIMARY KEY NOT NULL,
    initiative_id text NOT NULL REFERENCES initiatives (id),
    number bigint NOT NULL CHECK (number >= 1),
    version bigint NOT NULL CHECK (version = 1),
    checked_at text NOT NULL,
    checked_by_id text NOT NULL REFERENCES organisations (id),
    criteria_version text NOT NULL,
    as_of text NOT NULL,
    verdict text NOT NULL,
    reason text NOT NULL,
    good_until text,
    summary text NOT NULL,
    priority_principles text NOT NULL,
    priorities_set_with_citizens boolean,
    priorities_how text,
    note text,
    means text NOT NULL,
    principles text NOT NULL,
    compared_with_last text
);
CREATE UNIQUE INDEX governance_checks_order ON governance_checks (initiative_id, number);
CREATE INDEX governance_checks_verdict ON governance_checks (initiative_id, verdict, number);
