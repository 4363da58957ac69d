DROP TABLE outcome_assessments;
DROP TABLE periods;
DROP TABLE indicators;
DROP TABLE outcomes;
