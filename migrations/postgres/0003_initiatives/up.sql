CREATE TABLE initiatives (
    id uuid PRIMARY KEY,
    version bigint NOT NULL,
    parts_version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    withdrawn_at timestamptz,
    stage_since date,
    four_co jsonb NOT NULL,
    public_service_contributions bigint NOT NULL,
    citizen_contributions bigint NOT NULL,
    lead_organisation_id uuid NOT NULL REFERENCES organisations (id),
    key text COLLATE "C",
    title text NOT NULL COLLATE "C",
    description text COLLATE "C",
    service_area text COLLATE "C",
    localities jsonb NOT NULL,
    starts_on date,
    ends_on date,
    timing text NOT NULL COLLATE "C",
    stage text NOT NULL COLLATE "C",
    formality text COLLATE "C",
    participation text NOT NULL COLLATE "C",
    mandate jsonb,
    initiation text COLLATE "C",
    benefit_level text COLLATE "C",
    citizen_roles jsonb NOT NULL,
    public_service_roles jsonb NOT NULL,
    formal_service boolean,
    knowledge_domain text COLLATE "C",
    behaviour_change text COLLATE "C",
    behaviour_change_enabled boolean,
    civil_society_link text COLLATE "C",
    public_value_roles jsonb NOT NULL,
    relations jsonb NOT NULL,
    published boolean NOT NULL,
    search_text text NOT NULL COLLATE "C"
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
    initiative_id uuid NOT NULL REFERENCES initiatives (id),
    code text NOT NULL COLLATE "C",
    PRIMARY KEY (initiative_id, code)
);
CREATE INDEX initiative_localities_code ON initiative_localities (code, initiative_id);

CREATE TABLE initiative_cos (
    initiative_id uuid NOT NULL REFERENCES initiatives (id),
    co text NOT NULL COLLATE "C",
    PRIMARY KEY (initiative_id, co)
);
CREATE INDEX initiative_cos_co ON initiative_cos (co, initiative_id);

CREATE TABLE initiative_partners (
    id uuid PRIMARY KEY,
    initiative_id uuid NOT NULL REFERENCES initiatives (id),
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    withdrawn_at timestamptz,
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    role text NOT NULL COLLATE "C",
    purpose text COLLATE "C"
);
CREATE UNIQUE INDEX initiative_partners_present ON initiative_partners (initiative_id, organisation_id) WHERE withdrawn_at IS NULL;
CREATE INDEX initiative_partners_organisation ON initiative_partners (organisation_id, initiative_id) WHERE withdrawn_at IS NULL;
CREATE INDEX initiative_partners_order ON initiative_partners (initiative_id, created_at, id);

CREATE TABLE contributions (
    id uuid PRIMARY KEY,
    initiative_id uuid NOT NULL REFERENCES initiatives (id),
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    withdrawn_at timestamptz,
    recorded_by_id uuid NOT NULL REFERENCES organisations (id),
    side text NOT NULL COLLATE "C",
    contributor text NOT NULL COLLATE "C",
    organisation_id uuid REFERENCES organisations (id),
    kind text NOT NULL COLLATE "C",
    description text COLLATE "C",
    unit text COLLATE "C",
    agreed_amount numeric,
    agreed_on date,
    delivered_amount numeric,
    delivered_on date,
    people bigint
);
CREATE INDEX contributions_order ON contributions (initiative_id, created_at, id);
CREATE INDEX contributions_side ON contributions (initiative_id, side, created_at, id);

CREATE TABLE initiative_stages (
    id uuid PRIMARY KEY,
    initiative_id uuid NOT NULL REFERENCES initiatives (id),
    created_at timestamptz NOT NULL,
    from_stage text COLLATE "C",
    stage text NOT NULL COLLATE "C",
    since date NOT NULL,
    reason text COLLATE "C"
);
CREATE INDEX initiative_stages_order ON initiative_stages (initiative_id, created_at, id);
