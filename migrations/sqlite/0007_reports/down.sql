DROP INDEX initiatives_led_published;
DROP TABLE initiative_counts;
DROP TABLE initiative_wholes;
