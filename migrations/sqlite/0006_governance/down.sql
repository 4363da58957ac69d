DROP TABLE governance_checks;
