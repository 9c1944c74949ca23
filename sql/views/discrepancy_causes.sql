CREATE VIEW discrepancy_causes AS
-- Why log and usage differ: for each account, month and category one row a cause. The parts add up
-- to the difference; what no cause takes is the row `unexplained`, worked out here so that the
-- sums hold whatever happens. A cause whose parts cancel out within the month has no row.
WITH sums AS (
    SELECT
        account_sid,
        month,
        category,
        is_rollup,
        cause,
        sum(calls) AS calls,
        sum(microseconds) AS microseconds,
        sum(price_micros) AS price_micros,
        sum(affected_calls) AS affected_calls,
        min(certainty) AS certainty, -- the words sort from the least certain up
        group_concat(DISTINCT nullif(readings, '')) AS readings
    FROM discrepancy_findings
    GROUP BY account_sid, month, category, is_rollup, cause
)
SELECT
    account_sid,
    month,
    category,
    is_rollup,
    cause,
    calls,
    microseconds / 60000000.0 AS minutes,
    price_micros / 1000000.0 AS price,
    affected_calls,
    certainty,
    CASE cause
        WHEN 'before_retention' THEN 'usage has these days, and the log no longer serves them'
        WHEN 'coverage_gap' THEN 'usage has these days, the mirrored log does not'
        WHEN 'deleted_upstream' THEN 'seen in the log before, gone from it since, still billed'
        WHEN 'usage_behind' THEN 'calls that usage had not counted yet when it was read'
        WHEN 'no_usage_category' THEN 'billed calls of a kind that the usage of this account never reports'
        WHEN 'price_not_observed' THEN 'calls without a price in the log'
        WHEN 'zero_second_calls' THEN 'completed calls of 0 seconds that usage does not count'
        WHEN 'subaccounts_included' THEN 'usage was to be had with the subaccounts only'
        WHEN 'usage_rounding' THEN 'usage is reported with fewer decimals than the log adds up to'
        WHEN 'price_rounding' THEN 'prices are rounded for each call, and for each usage record'
        WHEN 'rounding_rule_fits' THEN 'another pricing model reproduces every comparable day'
        WHEN 'attributed_to_other_month' THEN 'calls across the end of a month that usage counts on its other side'
        WHEN 'attributed_to_other_day' THEN 'calls across midnight that usage counts on its other side'
        WHEN 'never_in_log' THEN 'billed calls that the log never had: deleted before they were seen'
        WHEN 'unbilled_status_billed' THEN 'logged calls of a status that is not billed, billed all the same'
        WHEN 'rollup_includes_other' THEN 'Twilio''s sum of inbound and outbound calls holds other usage as well'
        WHEN 'usage_without_call' THEN 'usage counts calls that the log does not have as billed'
        WHEN 'call_without_usage' THEN 'billed calls of the log that usage does not count'
        WHEN 'minutes_off_rule' THEN 'the same calls, billed other minutes than the rule gives'
        ELSE cause
    END || CASE WHEN readings IS NULL THEN '' ELSE ': ' || readings END AS explanation,
    microseconds,
    price_micros
FROM sums
WHERE calls <> 0 OR microseconds <> 0 OR price_micros <> 0
UNION ALL
SELECT
    cell.account_sid,
    cell.month,
    cell.category,
    cell.is_rollup,
    'unexplained',
    cell.usage_count - cell.billed_calls - coalesce(sum(finding.calls), 0),
    (cell.usage_microseconds - cell.log_microseconds - coalesce(sum(finding.microseconds), 0))
        / 60000000.0,
    (coalesce(cell.usage_price_micros - cell.log_price_micros, 0)
        - coalesce(sum(finding.price_micros), 0)) / 1000000.0,
    NULL,
    'known',
    'no named cause takes this part',
    cell.usage_microseconds - cell.log_microseconds - coalesce(sum(finding.microseconds), 0),
    coalesce(cell.usage_price_micros - cell.log_price_micros, 0)
        - coalesce(sum(finding.price_micros), 0)
FROM month_cells AS cell
LEFT JOIN discrepancy_findings AS finding
    ON finding.account_sid = cell.account_sid
    AND finding.month = cell.month
    AND finding.category = cell.category
WHERE cell.usage_count IS NOT NULL
GROUP BY cell.account_sid, cell.month, cell.category
HAVING cell.usage_count - cell.billed_calls <> coalesce(sum(finding.calls), 0)
    OR cell.usage_microseconds - cell.log_microseconds <> coalesce(sum(finding.microseconds), 0)
    OR coalesce(cell.usage_price_micros - cell.log_price_micros, 0)
        <> coalesce(sum(finding.price_micros), 0);
