-- Which clients (client: addresses) called or were called, and what was billed for them.
SELECT
    account_sid,
    usage_month AS month,
    CASE WHEN from_address LIKE 'client:%' THEN from_address ELSE to_address END AS client,
    count(*) AS billed_calls,
    sum(billed_seconds) / 60.0 AS billed_minutes,
    -sum(coalesce(price_micros, 0)) / 1000000.0 AS price,
    sum(price_micros IS NULL) AS calls_without_price,
    price_unit
FROM calls
WHERE usage_category = 'calls-client' AND is_billed = 1 AND missing_since IS NULL
GROUP BY account_sid, usage_month, client, price_unit
ORDER BY billed_minutes DESC, account_sid, month, client
LIMIT 20;
