DROP TRIGGER initiatives_to_partners;
DROP TRIGGER initiative_partners_copy;
DROP INDEX initiative_partners_updated;
DROP INDEX initiative_partners_created;
DROP INDEX initiative_partners_title;
ALTER TABLE initiative_partners DROP COLUMN initiative_updated_at;
ALTER TABLE initiative_partners DROP COLUMN initiative_created_at;
ALTER TABLE initiative_partners DROP COLUMN initiative_title;
