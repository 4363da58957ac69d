-- What a partner's list of initiatives is in the order of, beside the partnership itself: so that a
-- page of it comes from an index, however many initiatives an organisation is a partner in.
ALTER TABLE initiative_partners
    ADD COLUMN initiative_updated_at timestamptz,
    ADD COLUMN initiative_created_at timestamptz,
    ADD COLUMN initiative_title text COLLATE "C";

UPDATE initiative_partners p
SET initiative_updated_at = i.updated_at, initiative_created_at = i.created_at, initiative_title = i.title
FROM initiatives i WHERE i.id = p.initiative_id;

CREATE INDEX initiative_partners_updated ON initiative_partners (organisation_id, initiative_updated_at, initiative_id) WHERE withdrawn_at IS NULL;
CREATE INDEX initiative_partners_created ON initiative_partners (organisation_id, initiative_created_at, initiative_id) WHERE withdrawn_at IS NULL;
CREATE INDEX initiative_partners_title ON initiative_partners (organisation_id, initiative_title, initiative_id) WHERE withdrawn_at IS NULL;

CREATE FUNCTION initiative_partners_copy() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Locked, so that a change of the initiative that is under way is waited for, not missed.
    SELECT i.updated_at, i.created_at, i.title
    INTO NEW.initiative_updated_at, NEW.initiative_created_at, NEW.initiative_title
    FROM initiatives i WHERE i.id = NEW.initiative_id FOR SHARE;
    RETURN NEW;
END
$$;
CREATE TRIGGER initiative_partners_copy BEFORE INSERT ON initiative_partners
    FOR EACH ROW EXECUTE FUNCTION initiative_partners_copy();

CREATE FUNCTION initiatives_to_partners() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE initiative_partners SET initiative_updated_at = NEW.updated_at, initiative_title = NEW.title
    WHERE initiative_id = NEW.id AND withdrawn_at IS NULL;
    RETURN NULL;
END
$$;
CREATE TRIGGER initiatives_to_partners AFTER UPDATE OF updated_at, title ON initiatives
    FOR EACH ROW EXECUTE FUNCTION initiatives_to_partners();
