CREATE TABLE four_co_classifications (
    id text PRIMARY KEY NOT NULL,
    initiative_id text NOT NULL REFERENCES initiatives (id),
    version bigint NOT NULL,
    created_at text NOT NULL,
    updated_at text NOT NULL,
    recorded_by_id text NOT NULL REFERENCES organisations (id),
    superseded_at text,
    superseded_by_id text REFERENCES four_co_classifications (id) DEFERRABLE INITIALLY DEFERRED,
    labels text NOT NULL,
    is_coproduction boolean,
    mode text CHECK (mode IN ('voice', 'action', 'both')),
    decided_by text NOT NULL,
    decided_on text NOT NULL,
    rationale text,
    suggestion text,
    CHECK ((superseded_at IS NULL) = (superseded_by_id IS NULL))
);
-- An initiative has at most one classification in force.
CREATE UNIQUE INDEX four_co_classifications_in_force ON four_co_classifications (initiative_id) WHERE superseded_at IS NULL;
CREATE INDEX four_co_classifications_order ON four_co_classifications (initiative_id, created_at, id);
