CREATE VIEW unbilled_calls AS
-- Calls that are in the log and not billed, with the reason.
SELECT
    account_sid, usage_month, usage_date, usage_category, sid, status, direction, from_address,
    to_address, start_time, end_time, duration,
    CASE
        WHEN status IN ('busy', 'failed', 'no-answer', 'canceled')
            THEN 'a call that ends as ' || status || ' is not billed'
        WHEN status IN ('queued', 'ringing', 'in-progress') THEN 'not finished when last read'
        ELSE 'a status that is not documented; only completed calls are billed'
    END AS reason
FROM calls
WHERE is_billed = 0;
