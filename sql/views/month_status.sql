CREATE VIEW month_status AS
-- What a month's comparison stands on: is it covered, settled, comparable, and if not, why.
SELECT
    closed.account_sid,
    closed.month,
    closed.days,
    closed.days_covered,
    closed.unsettled_calls,
    closed.usage_as_of,
    CASE WHEN stale.month IS NULL THEN closed.comparable ELSE 0 END AS comparable,
    CASE WHEN stale.month IS NULL THEN closed.reason
        ELSE 'rows changed since this month was last worked out: the next sync or import does that' END AS reason,
    closed.log_days_covered,
    closed.usage_days_covered,
    closed.closed_at,
    whole.log_source,
    whole.usage_source
FROM account_months AS closed
LEFT JOIN month_cells AS whole
    ON whole.account_sid = closed.account_sid AND whole.month = closed.month
    AND whole.category = 'combined'
LEFT JOIN stale_months AS stale
    ON stale.account_sid = closed.account_sid AND stale.month = closed.month
UNION ALL
SELECT
    stale.account_sid,
    stale.month,
    CAST(strftime('%d', stale.month || '-01', '+1 month', '-1 day') AS INTEGER),
    0,
    0,
    NULL,
    0,
    'rows are stored, but the month was never worked out: the next sync or import does that',
    0,
    0,
    NULL,
    NULL,
    NULL
FROM stale_months AS stale
WHERE NOT EXISTS (
    SELECT 1 FROM account_months AS closed
    WHERE closed.account_sid = stale.account_sid AND closed.month = stale.month
);
