DROP TABLE initiative_stages;
DROP TABLE contributions;
DROP TABLE initiative_partners;
DROP TABLE initiative_cos;
DROP TABLE initiative_localities;
DROP TABLE initiatives;
