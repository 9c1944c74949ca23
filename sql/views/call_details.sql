CREATE VIEW call_details AS
-- Every call with what the rules made of it, in words.
SELECT
    call.account_sid,
    call.usage_month,
    call.usage_date,
    call.sid,
    call.parent_call_sid,
    call.start_time,
    call.end_time,
    call.from_address,
    call.to_address,
    call.direction,
    call.status,
    call.usage_category,
    call.duration,
    call.is_billed,
    call.billed_seconds,
    call.billed_seconds / 60.0 AS billed_minutes,
    -call.price_micros / 1000000.0 AS price,
    call.price_unit,
    call.settled,
    call.missing_since,
    CASE
        WHEN call.is_billed = 0 THEN 'not billed: ' || call.status
        WHEN call.duration IS NULL THEN 'billed, but its duration is not known'
        WHEN call.billed_seconds IS NULL THEN 'billed, but no rounding rule applies'
        ELSE 'billed ' || call.billed_seconds || ' s for ' || call.duration || ' s ('
            || rule.minimum_seconds || '/' || rule.increment_seconds || ')'
    END
        || CASE
            WHEN call.usage_date IS NULL THEN '; belongs to no month: no start time'
            ELSE '; counts in ' || call.usage_month || ' (UTC)' END
        || CASE
            WHEN call.usage_category IS NULL THEN '; no usage category takes it'
            ELSE '; in ' || call.usage_category END
        || CASE
            WHEN call.is_billed = 1 AND call.price_micros IS NULL AND call.settled = 1
                THEN '; its price was never observed'
            WHEN call.settled = 0 THEN '; may still change'
            ELSE '' END
        || CASE
            WHEN call.missing_since IS NULL THEN ''
            ELSE '; gone from the log since ' || call.missing_since END AS explanation
FROM calls AS call
LEFT JOIN rounding_rules AS rule ON rule.rule_id = call.rounding_rule_id;
