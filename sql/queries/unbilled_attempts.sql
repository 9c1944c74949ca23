-- How many attempts were not billed, by status: what a count of log rows has too many.
SELECT account_sid, usage_month AS month, direction, status, count(*) AS attempts
FROM calls
WHERE is_billed = 0 AND missing_since IS NULL AND usage_month IS NOT NULL
GROUP BY account_sid, usage_month, direction, status
ORDER BY attempts DESC, account_sid, month, direction, status
LIMIT 20;
