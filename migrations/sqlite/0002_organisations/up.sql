CREATE TABLE organisations (
    id text PRIMARY KEY NOT NULL,
    version bigint NOT NULL,
    created_at text NOT NULL,
    updated_at text NOT NULL,
    registered_by_id text NOT NULL REFERENCES organisations (id),
    key text NOT NULL UNIQUE,
    name text NOT NULL,
    kind text NOT NULL,
    identifiers text NOT NULL,
    website text
);
CREATE INDEX organisations_kind ON organisations (kind, key);

CREATE TABLE organisation_identifiers (
    organisation_id text NOT NULL REFERENCES organisations (id),
    scheme text NOT NULL,
    number text NOT NULL,
    PRIMARY KEY (scheme, number, organisation_id)
) WITHOUT ROWID;

-- The operator's own organisation: tokens of the operator act for it before any other exists.
INSERT INTO organisations (id, version, created_at, updated_at, registered_by_id, key, name, kind, identifiers)
VALUES ('00000000-0000-7000-8000-000000000001', 1, '2026-01-01T00:00:00.000000Z', '2026-01-01T00:00:00.000000Z',
        '00000000-0000-7000-8000-000000000001', 'operator', 'Operator of this service', 'public', '[]');
