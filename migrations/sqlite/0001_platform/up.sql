CREATE TABLE idempotency_keys (
    scope text PRIMARY KEY NOT NULL,
    fingerprint text NOT NULL,
    created_at text NOT NULL,
    status bigint,
    location text,
    etag text,
    body text
) WITHOUT ROWID;
CREATE INDEX idempotency_keys_created_at ON idempotency_keys (created_at);

-- One writer at a time: positions are in the order of commits. AUTOINCREMENT, so that none is used twice.
CREATE TABLE changes (
    position integer PRIMARY KEY AUTOINCREMENT NOT NULL,
    at text NOT NULL,
    operation text NOT NULL,
    resource text NOT NULL,
    resource_id text NOT NULL,
    initiative_id text,
    organisation_id text NOT NULL,
    version bigint NOT NULL,
    client_id text NOT NULL,
    acting_organisation_id text NOT NULL
);
CREATE INDEX changes_organisation ON changes (organisation_id, position);
CREATE INDEX changes_initiative ON changes (initiative_id, position);
CREATE INDEX changes_at ON changes (at);
