CREATE VIEW monthly_discrepancies AS
-- Log against usage for each account, month and category. A difference is usage minus log. The
-- whole-number columns at the end are exact; the REAL ones in front are for reading.
SELECT
    cell.account_sid,
    cell.month,
    cell.category,
    cell.is_rollup,
    cell.log_calls,
    cell.billed_calls,
    cell.usage_count,
    cell.usage_count - cell.billed_calls AS count_difference,
    cell.log_microseconds / 60000000.0 AS log_minutes,
    cell.usage_microseconds / 60000000.0 AS usage_minutes,
    (cell.usage_microseconds - cell.log_microseconds) / 60000000.0 AS minutes_difference,
    cell.log_price_micros / 1000000.0 AS log_price,
    cell.usage_price_micros / 1000000.0 AS usage_price,
    (cell.usage_price_micros - cell.log_price_micros) / 1000000.0 AS price_difference,
    cell.price_unit,
    CASE WHEN stale.month IS NULL THEN cell.state ELSE 'pending' END AS state,
    cell.as_of,
    cell.log_microseconds,
    cell.usage_microseconds,
    cell.usage_microseconds - cell.log_microseconds AS difference_microseconds,
    cell.log_price_micros,
    cell.usage_price_micros,
    cell.usage_price_micros - cell.log_price_micros AS price_difference_micros,
    cell.log_source,
    cell.usage_source
FROM month_cells AS cell
LEFT JOIN stale_months AS stale
    ON stale.account_sid = cell.account_sid AND stale.month = cell.month;
