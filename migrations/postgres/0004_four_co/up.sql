CREATE TABLE four_co_classifications (
    id uuid PRIMARY KEY,
    initiative_id uuid NOT NULL REFERENCES initiatives (id),
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    recorded_by_id uuid NOT NULL REFERENCES organisations (id),
    superseded_at timestamptz,
    superseded_by_id uuid REFERENCES four_co_classifications (id) DEFERRABLE INITIALLY DEFERRED,
    labels jsonb NOT NULL,
    is_coproduction boolean,
    mode text COLLATE "C" CHECK (mode IN ('voice', 'action', 'both')),
    decided_by text NOT NULL COLLATE "C",
    decided_on date NOT NULL,
    rationale text COLLATE "C",
    suggestion jsonb,
    CHECK ((superseded_at IS NULL) = (superseded_by_id IS NULL))
);
-- An initiative has at most one classification in force.
CREATE UNIQUE INDEX four_co_classifications_in_force ON four_co_classifications (initiative_id) WHERE superseded_at IS NULL;
CREATE INDEX four_co_classifications_order ON four_co_classifications (initiative_id, created_at, id);
