-- The comparison worked out anew from `calls` with the extension's functions: which day and month a
-- call belongs to, its category, whether and how long it is billed. Rounding rules are resolved
-- again from `rounding_rules`. What it says must equal monthly_discrepancies. live_calls says it of
-- each call, in SQL; live_monthly_discrepancies takes live_month_report(), which reads `calls` once.
CREATE TEMP VIEW live_calls AS
SELECT
    call.sid,
    call.account_sid,
    utc_date(call.start_time) AS usage_date,
    utc_month(call.start_time) AS usage_month,
    coalesce(
        usage_category(call.direction, coalesce(call.from_address, ''), coalesce(call.to_address, '')),
        '(unmapped)') AS category,
    is_billed_status(call.status) AS is_billed,
    CASE WHEN is_billed_status(call.status) = 1
        THEN billed_seconds(call.duration, rule.minimum_seconds, rule.increment_seconds)
        ELSE 0 END AS billed_seconds,
    rule.rule_id AS rounding_rule_id,
    call.price_micros,
    call.price_unit
FROM main.calls AS call
LEFT JOIN main.rounding_rules AS rule ON is_billed_status(call.status) = 1 AND rule.rule_id = (
    SELECT candidate.rule_id
    FROM main.rounding_rules AS candidate
    WHERE (candidate.account_sid IS NULL OR candidate.account_sid = call.account_sid)
        AND (candidate.category IS NULL OR candidate.category = usage_category(
            call.direction, coalesce(call.from_address, ''), coalesce(call.to_address, '')))
        AND (candidate.number_prefix IS NULL
            OR (coalesce(candidate.number_side, 'from') = 'from' AND substr(call.from_address, 1,
                length(candidate.number_prefix)) = candidate.number_prefix)
            OR (coalesce(candidate.number_side, 'to') = 'to' AND substr(call.to_address, 1,
                length(candidate.number_prefix)) = candidate.number_prefix))
        AND (candidate.valid_from IS NULL OR candidate.valid_from <= utc_date(call.start_time))
        AND (candidate.valid_to IS NULL OR candidate.valid_to > utc_date(call.start_time))
    ORDER BY candidate.account_sid IS NOT NULL DESC, candidate.category IS NOT NULL DESC,
        length(coalesce(candidate.number_prefix, '')) DESC, candidate.number_side IS NOT NULL DESC,
        coalesce(candidate.valid_from, '') DESC, candidate.rule_id
    LIMIT 1
)
WHERE call.missing_since IS NULL;

CREATE TEMP VIEW live_monthly_discrepancies AS
WITH log AS (
    -- Grouped, though it is grouped already: so it is worked out once, not for each cell.
    SELECT
        account_sid,
        month,
        category,
        sum(log_calls) AS log_calls,
        sum(billed_calls) AS billed_calls,
        sum(log_microseconds) AS log_microseconds,
        sum(log_price_micros) AS log_price_micros
    FROM live_month_report('main')
    GROUP BY account_sid, month, category
)
SELECT
    cell.account_sid,
    cell.month,
    cell.category,
    cell.is_rollup,
    coalesce(sum(log.log_calls), 0) AS log_calls,
    coalesce(sum(log.billed_calls), 0) AS billed_calls,
    cell.usage_count,
    cell.usage_count - coalesce(sum(log.billed_calls), 0) AS count_difference,
    coalesce(sum(log.log_microseconds), 0) / 60000000.0 AS log_minutes,
    cell.usage_microseconds / 60000000.0 AS usage_minutes,
    (cell.usage_microseconds - coalesce(sum(log.log_microseconds), 0)) / 60000000.0 AS minutes_difference,
    coalesce(sum(log.log_price_micros), 0) / 1000000.0 AS log_price,
    cell.usage_price_micros / 1000000.0 AS usage_price,
    (cell.usage_price_micros - coalesce(sum(log.log_price_micros), 0)) / 1000000.0 AS price_difference,
    coalesce(sum(log.log_microseconds), 0) AS log_microseconds,
    cell.usage_microseconds,
    coalesce(sum(log.log_price_micros), 0) AS log_price_micros,
    cell.usage_price_micros
FROM main.month_cells AS cell
LEFT JOIN log
    ON log.account_sid = cell.account_sid
    AND log.month = cell.month
    AND (log.category = cell.category
        OR cell.category = 'combined'
        OR (cell.category = 'calls' AND log.category IN ('calls-inbound', 'calls-outbound')))
GROUP BY cell.account_sid, cell.month, cell.category;
