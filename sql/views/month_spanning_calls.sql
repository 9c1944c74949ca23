CREATE VIEW month_spanning_calls AS
-- Calls that end in a later UTC month than they started in: all of a call belongs to the month of
-- its start.
SELECT
    account_sid, usage_month, substr(end_time, 1, 7) AS end_month, usage_category, sid, status,
    start_time, end_time, duration, billed_seconds, -price_micros / 1000000.0 AS price, price_unit
FROM calls
WHERE usage_month < substr(end_time, 1, 7);
