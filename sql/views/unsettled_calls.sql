CREATE VIEW unsettled_calls AS
-- Calls whose record may still change: not over, or billed and not priced within 72 hours.
SELECT
    account_sid, usage_month, usage_date, usage_category, sid, status, start_time, end_time,
    duration, first_seen_at, checked_at,
    CASE WHEN is_billed = 1 THEN 'not priced yet' ELSE 'not over yet' END AS reason
FROM calls
WHERE settled = 0;
