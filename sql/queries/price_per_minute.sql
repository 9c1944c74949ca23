-- What a billed minute costs in each category, by the log and by usage. Where they are not equal, a
-- call may have no price yet: see the cause price_not_observed.
SELECT
    account_sid,
    month,
    category,
    price_unit,
    round(log_price / nullif(log_minutes, 0), 6) AS log_price_a_minute,
    round(usage_price / nullif(usage_minutes, 0), 6) AS usage_price_a_minute,
    state
FROM monthly_discrepancies
WHERE is_rollup = 0 AND log_microseconds > 0 AND price_unit <> 'mixed'
ORDER BY month DESC, category, account_sid
LIMIT 20;
