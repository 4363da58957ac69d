DROP TABLE changes;
DROP TABLE idempotency_keys;
