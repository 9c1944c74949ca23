CREATE VIEW missing_calls AS
-- Calls that were in the log and are gone from it, while usage still bills them.
SELECT
    account_sid, usage_month, usage_date, usage_category, sid, status, missing_since, first_seen_at,
    from_address, to_address, start_time, duration, billed_seconds,
    -price_micros / 1000000.0 AS price, price_unit
FROM calls
WHERE missing_since IS NOT NULL;
