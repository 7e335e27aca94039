DROP TABLE figures_counted;
DROP TABLE daily_figures;
