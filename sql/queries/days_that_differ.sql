-- On which days log and usage differ, and by how much: the largest first.
SELECT account_sid, date, category, count_difference, minutes_difference, price_difference, state
FROM daily_discrepancies
WHERE is_rollup = 0 AND (count_difference <> 0 OR difference_microseconds <> 0)
ORDER BY abs(difference_microseconds) DESC, abs(count_difference) DESC, account_sid, date, category
LIMIT 20;
