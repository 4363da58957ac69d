DROP TABLE four_co_decisions;
