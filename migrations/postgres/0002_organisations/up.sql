CREATE TABLE organisations (
    id uuid PRIMARY KEY,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    registered_by_id uuid NOT NULL REFERENCES organisations (id),
    key text NOT NULL UNIQUE COLLATE "C",
    name text NOT NULL COLLATE "C",
    kind text NOT NULL COLLATE "C",
    identifiers jsonb NOT NULL,
    website text COLLATE "C"
);
CREATE INDEX organisations_kind ON organisations (kind, key);

CREATE TABLE organisation_identifiers (
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    scheme text NOT NULL COLLATE "C",
    number text NOT NULL COLLATE "C",
    PRIMARY KEY (scheme, number, organisation_id)
);

-- The operator's own organisation: tokens of the operator act for it before any other exists.
INSERT INTO organisations (id, version, created_at, updated_at, registered_by_id, key, name, kind, identifiers)
VALUES ('00000000-0000-7000-8000-000000000001', 1, '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z',
        '00000000-0000-7000-8000-000000000001', 'operator', 'Operator of this service', 'public', '[]');
