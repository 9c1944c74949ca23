-- Which causes make up the differences, the largest first, over all accounts and months.
SELECT
    cause,
    certainty,
    count(DISTINCT account_sid || month) AS account_months,
    sum(calls) AS calls,
    sum(microseconds) / 60000000.0 AS minutes,
    sum(price_micros) / 1000000.0 AS price
FROM discrepancy_causes
WHERE is_rollup = 0
GROUP BY cause, certainty
ORDER BY sum(abs(microseconds)) DESC, sum(abs(price_micros)) DESC, cause, certainty;
