-- Which initiatives are parts of which others, to find the parts of one.
CREATE TABLE initiative_wholes (
    part_id text NOT NULL REFERENCES initiatives (id),
    whole_id text NOT NULL REFERENCES initiatives (id),
    PRIMARY KEY (whole_id, part_id)
) WITHOUT ROWID;
CREATE INDEX initiative_wholes_part ON initiative_wholes (part_id);

-- How many initiatives of each sort an organisation leads: the sum over the slots.
CREATE TABLE initiative_counts (
    organisation_id text NOT NULL REFERENCES organisations (id),
    dimension text NOT NULL,
    cell text NOT NULL,
    slot bigint NOT NULL,
    n integer NOT NULL,
    PRIMARY KEY (organisation_id, dimension, cell, slot)
) WITHOUT ROWID;

-- For what one organisation has published, as others see it.
CREATE INDEX initiatives_led_published ON initiatives (lead_organisation_id, id) WHERE published;

-- What is there already.
INSERT INTO initiative_wholes (part_id, whole_id)
SELECT DISTINCT i.id, json_extract(r.value, '$.initiative_id')
FROM initiatives i, json_each(i.relations) r
WHERE json_extract(r.value, '$.relation') = 'part_of';

WITH facts AS (
    SELECT i.lead_organisation_id, i.timing, i.stage, i.service_area,
           EXISTS (
               SELECT 1 FROM initiative_wholes p JOIN initiatives w ON w.id = p.whole_id
               WHERE p.part_id = i.id AND w.lead_organisation_id = i.lead_organisation_id AND w.withdrawn_at IS NULL
           ) AS part,
           (SELECT coalesce(sum(CASE c.co WHEN 'co_commissioning' THEN 1 WHEN 'co_design' THEN 2 WHEN 'co_delivery' THEN 4 ELSE 8 END), 0)
            FROM initiative_cos c WHERE c.initiative_id = i.id) AS cos,
           CASE
               WHEN i.public_service_contributions > 0 AND i.citizen_contributions > 0 THEN 'co_production'
               WHEN i.behaviour_change IN ('cause', 'effect', 'both') AND i.behaviour_change_enabled THEN 'co_production'
               WHEN (i.public_service_contributions > 0 OR i.citizen_contributions > 0) AND i.timing <> 'potential' AND i.stage <> 'idea'
                   THEN 'not_co_production'
               ELSE 'undetermined'
           END AS verdict
    FROM initiatives i WHERE i.withdrawn_at IS NULL
), placed AS (
    SELECT lead_organisation_id, 'parts' AS dimension, '' AS cell FROM facts WHERE part
    UNION ALL
    SELECT lead_organisation_id, 'portfolio', timing || '/' || stage || '/' || cos FROM facts WHERE NOT part
    UNION ALL
    SELECT lead_organisation_id, 'service', coalesce(service_area, '') || '/' || verdict FROM facts WHERE NOT part
)
INSERT INTO initiative_counts (organisation_id, dimension, cell, slot, n)
SELECT lead_organisation_id, dimension, cell, 0, count(*) FROM placed GROUP BY lead_organisation_id, dimension, cell;
