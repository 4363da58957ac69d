DROP TRIGGER initiatives_to_partners ON initiatives;
DROP FUNCTION initiatives_to_partners();
DROP TRIGGER initiative_partners_copy ON initiative_partners;
DROP FUNCTION initiative_partners_copy();
ALTER TABLE initiative_partners DROP COLUMN initiative_updated_at, DROP COLUMN initiative_created_at, DROP COLUMN initiative_title;
