-- Which numbers of ours the minutes went through: the called one of an inbound call, the calling
-- one of an outbound call.
SELECT
    account_sid,
    CASE WHEN direction LIKE 'inbound%' THEN to_address ELSE from_address END AS number,
    count(*) AS billed_calls,
    sum(billed_seconds) / 60.0 AS billed_minutes,
    -sum(coalesce(price_micros, 0)) / 1000000.0 AS price,
    sum(price_micros IS NULL) AS calls_without_price,
    price_unit
FROM calls
WHERE is_billed = 1 AND missing_since IS NULL
GROUP BY account_sid, number, price_unit
ORDER BY billed_minutes DESC, account_sid, number
LIMIT 20;
