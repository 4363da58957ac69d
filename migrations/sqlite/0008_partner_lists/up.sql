-- What a partner's list of initiatives is in the order of, beside the partnership itself: so that a
-- page of it comes from an index, however many initiatives an organisation is a partner in.
ALTER TABLE initiative_partners ADD COLUMN initiative_updated_at text;
ALTER TABLE initiative_partners ADD COLUMN initiative_created_at text;
ALTER TABLE initiative_partners ADD COLUMN initiative_title text;

UPDATE initiative_partners
SET (initiative_updated_at, initiative_created_at, initiative_title) =
    (SELECT i.updated_at, i.created_at, i.title FROM initiatives i WHERE i.id = initiative_partners.initiative_id);

CREATE INDEX initiative_partners_updated ON initiative_partners (organisation_id, initiative_updated_at, initiative_id) WHERE withdrawn_at IS NULL;
CREATE INDEX initiative_partners_created ON initiative_partners (organisation_id, initiative_created_at, initiative_id) WHERE withdrawn_at IS NULL;
CREATE INDEX initiative_partners_title ON initiative_partners (organisation_id, initiative_title, initiative_id) WHERE withdrawn_at IS NULL;

CREATE TRIGGER initiative_partners_copy AFTER INSERT ON initiative_partners
BEGIN
    UPDATE initiative_partners
    SET (initiative_updated_at, initiative_created_at, initiative_title) =
        (SELECT i.updated_at, i.created_at, i.title FROM initiatives i WHERE i.id = NEW.initiative_id)
    WHERE id = NEW.id;
END;

CREATE TRIGGER initiatives_to_partners AFTER UPDATE OF updated_at, title ON initiatives
BEGIN
    UPDATE initiative_partners SET initiative_updated_at = NEW.updated_at, initiative_title = NEW.title
    WHERE initiative_id = NEW.id AND withdrawn_at IS NULL;
END;
