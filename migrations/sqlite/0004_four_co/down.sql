DROP TABLE four_co_classifications;
