-- Why log and usage differ: for each account, month and category one row a cause. The parts add up
-- to the difference; what no cause takes is the row `unexplained`, worked out here so that the
-- sums hold whatever happens.
CREATE VIEW discrepancy_causes AS
SELECT
    finding.account_sid,
    finding.month,
    finding.category,
    finding.is_rollup,
    finding.cause,
    sum(finding.calls) AS calls,
    sum(finding.microseconds) / 60000000.0 AS minutes,
    sum(finding.price_micros) / 1000000.0 AS price,
    sum(finding.affected_calls) AS affected_calls,
    min(finding.certainty) AS certainty, -- the words sort from the least certain up
    CASE finding.cause
        WHEN 'coverage_gap' THEN 'usage has these days, the mirrored log does not'
        WHEN 'deleted_upstream' THEN 'seen in the log before, gone from it since, still billed'
        WHEN 'usage_behind' THEN 'calls that usage had not counted yet when it was read'
        WHEN 'no_usage_category' THEN 'billed calls of a kind that the usage of this account never reports'
        WHEN 'price_not_observed' THEN 'calls whose price never appeared in the log'
        WHEN 'zero_second_calls' THEN 'completed calls of 0 seconds that usage does not count'
        WHEN 'usage_rounding' THEN 'usage is reported with fewer decimals than the log adds up to'
        WHEN 'price_rounding' THEN 'prices are rounded for each call, and for each usage record'
    END AS explanation,
    sum(finding.microseconds) AS microseconds,
    sum(finding.price_micros) AS price_micros
FROM discrepancy_findings AS finding
GROUP BY finding.account_sid, finding.month, finding.category, finding.cause
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
