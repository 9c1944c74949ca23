CREATE VIEW discrepancy_calls AS
-- The calls behind a cause, for the causes that can be pinned to calls: by what the rows show, or,
-- where exactly one choice of calls makes up the amount, by that choice.
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
    AND finding.cause IN ('deleted_upstream', 'usage_behind', 'no_usage_category',
        'price_not_observed', 'zero_second_calls')
    AND CASE finding.cause
        WHEN 'deleted_upstream' THEN call.missing_since IS NOT NULL
        WHEN 'usage_behind' THEN call.missing_since IS NULL AND CASE finding.readings
            WHEN '' THEN call.start_time >= finding.as_of
            ELSE call.end_time > finding.as_of END
        WHEN 'no_usage_category' THEN call.missing_since IS NULL
        WHEN 'price_not_observed' THEN call.price_micros IS NULL
        WHEN 'zero_second_calls' THEN call.missing_since IS NULL AND call.duration = 0
    END
UNION ALL
SELECT
    pinned.account_sid,
    pinned.month,
    pinned.category,
    pinned.cause,
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
    -call.price_micros / 1000000.0,
    call.price_unit,
    call.missing_since
FROM discrepancy_finding_calls AS pinned
JOIN calls AS call ON call.sid = pinned.sid
WHERE pinned.category NOT IN ('calls', 'combined');
