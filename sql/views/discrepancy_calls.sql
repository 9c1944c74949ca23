-- The calls behind a cause, for the causes that can be pinned to calls.
CREATE VIEW discrepancy_calls AS
SELECT
    finding.account_sid,
    finding.month,
    finding.category,
    finding.cause,
    call.sid,
    call.usage_date,
    call.start_time,
    call.end_time,
    call.from_address,
    call.to_address,
    call.status,
    call.direction,
    call.duration,
    call.billed_seconds,
    -call.price_micros / 1000000.0 AS price,
    call.price_unit,
    call.missing_since
FROM discrepancy_findings AS finding
JOIN calls AS call
    ON call.account_sid = finding.account_sid
    AND call.usage_date >= finding.from_date
    AND call.usage_date < finding.to_date
    AND coalesce(call.usage_category, '(unmapped)') = finding.category
WHERE finding.is_rollup = 0
    AND call.is_billed = 1
    AND CASE finding.cause
        WHEN 'deleted_upstream' THEN call.missing_since IS NOT NULL
        WHEN 'usage_behind' THEN call.missing_since IS NULL AND call.start_time >= finding.as_of
        WHEN 'no_usage_category' THEN call.missing_since IS NULL
        WHEN 'price_not_observed' THEN call.missing_since IS NULL AND call.price_micros IS NULL
            AND call.settled = 1
        WHEN 'zero_second_calls' THEN call.missing_since IS NULL AND call.duration = 0
        ELSE 0
    END;
