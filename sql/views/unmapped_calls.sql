CREATE VIEW unmapped_calls AS
-- Calls that no usage category takes, or that belong to no month, with the reason.
SELECT
    account_sid, usage_month, sid, status, direction, from_address, to_address, date_created,
    start_time, duration, is_billed, billed_seconds,
    CASE
        WHEN usage_date IS NULL THEN 'no start time: belongs to no month'
        WHEN direction IS NULL OR direction NOT IN ('inbound', 'outbound-api', 'outbound-dial',
            'trunking-originating', 'trunking-terminating')
            THEN 'unknown direction ' || coalesce(direction, '(none)')
        ELSE 'no category takes ' || coalesce(
            CASE WHEN direction = 'inbound' THEN from_address ELSE to_address END, '(none)')
    END AS reason
FROM calls
WHERE usage_category IS NULL OR usage_date IS NULL;
