CREATE TABLE initiatives (
    id text PRIMARY KEY NOT NULL,
    version bigint NOT NULL,
    parts_version bigint NOT NULL,
    created_at text NOT NULL,
    updated_at text NOT NULL,
    withdrawn_at text,
    stage_since text,
    four_co text NOT NULL,
    public_service_contributions bigint NOT NULL,
    citizen_contributions bigint NOT NULL,
    lead_organisation_id text NOT NULL REFERENCES organisations (id),
    key text,
    title text NOT NULL,
    description text,
    service_area text,
    localities text NOT NULL,
    starts_on text,
    ends_on text,
    timing text NOT NULL,
    stage text NOT NULL,
    formality text,
    participation text NOT NULL,
    mandate text,
    initiation text,
    benefit_level text,
    citizen_roles text NOT NULL,
    public_service_roles text NOT NULL,
    formal_service boolean,
    knowledge_domain text,
    behaviour_change text,
    behaviour_change_enabled boolean,
    civil_society_link text,
    public_value_roles text NOT NULL,
    relations text NOT NULL,
    published boolean NOT NULL,
    search_text text NOT NULL
);
CREATE UNIQUE INDEX initiatives_key ON initiatives (lead_organisation_id, key);
-- One index for each order of a list, for each share of what an organisation may see.
CREATE INDEX initiatives_led_updated ON initiatives (lead_organisation_id, updated_at, id);
CREATE INDEX initiatives_led_created ON initiatives (lead_organisation_id, created_at, id);
CREATE INDEX initiatives_led_title ON initiatives (lead_organisation_id, title, id);
CREATE INDEX initiatives_published_updated ON initiatives (updated_at, id) WHERE published;
CREATE INDEX initiatives_published_created ON initiatives (created_at, id) WHERE published;
CREATE INDEX initiatives_published_title ON initiatives (title, id) WHERE published;
CREATE INDEX initiatives_led_stage ON initiatives (lead_organisation_id, stage, updated_at, id);
CREATE INDEX initiatives_led_timing ON initiatives (lead_organisation_id, timing, updated_at, id);
CREATE INDEX initiatives_led_area ON initiatives (lead_organisation_id, service_area, updated_at, id);

CREATE TABLE initiative_localities (
    initiative_id text NOT NULL REFERENCES initiatives (id),
    code text NOT NULL,
    PRIMARY KEY (initiative_id, code)
);
CREATE INDEX initiative_localities_code ON initiative_localities (code, initiative_id);

CREATE TABLE initiative_cos (
    initiative_id text NOT NULL REFERENCES initiatives (id),
    co text NOT NULL,
    PRIMARY KEY (initiative_id, co)
);
CREATE INDEX initiative_cos_co ON initiative_cos (co, initiative_id);

CREATE TABLE initiative_partners (
    id text PRIMARY KEY NOT NULL,
    initiative_id text NOT NULL REFERENCES initiatives (id),
    version bigint NOT NULL,
    created_at text NOT NULL,
    updated_at text NOT NULL,
    withdrawn_at text,
    organisation_id text NOT NULL REFERENCES organisations (id),
    role text NOT NULL,
    purpose text
);
CREATE UNIQUE INDEX initiative_partners_present ON initiative_partners (initiative_id, organisation_id) WHERE withdrawn_at IS NULL;
CREATE INDEX initiative_partners_organisation ON initiative_partners (organisation_id, initiative_id) WHERE withdrawn_at IS NULL;
CREATE INDEX initiative_partners_order ON initiative_partners (initiative_id, created_at, id);

CREATE TABLE contributions (
    id text PRIMARY KEY NOT NULL,
    initiative_id text NOT NULL REFERENCES initiatives (id),
    version bigint NOT NULL,
    created_at text NOT NULL,
    updated_at text NOT NULL,
    withdrawn_at text,
    recorded_by_id text NOT NULL REFERENCES organisations (id),
    side text NOT NULL,
    contributor text NOT NULL,
    organisation_id text REFERENCES organisations (id),
    kind text NOT NULL,
    description text,
    unit text,
    agreed_amount text,
    agreed_on text,
    delivered_amount text,
    delivered_on text,
    people bigint
);
CREATE INDEX contributions_order ON contributions (initiative_id, created_at, id);
CREATE INDEX contributions_side ON contributions (initiative_id, side, created_at, id);

CREATE TABLE initiative_stages (
    id text PRIMARY KEY NOT NULL,
    initiative_id text NOT NULL REFERENCES initiatives (id),
    created_at text NOT NULL,
    from_stage text,
    stage text NOT NULL,
    since text NOT NULL,
    reason text
);
CREATE INDEX initiative_stages_order ON initiative_stages (initiative_id, created_at, id);
