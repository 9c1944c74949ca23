CREATE VIEW coverage_gaps AS
-- Days inside the mirrored period that are not fully stored: [from_date, to_date). Of an account
-- that was never synced that period is the months of its files, as far as they were over.
WITH file_months AS (
    SELECT
        account_sid,
        min(month) || '-01' AS first_day,
        min(date(max(month) || '-01', '+1 month'), date(max(closed_at))) AS end_day
    FROM account_months
    GROUP BY account_sid
),
bounds AS (
    SELECT
        accounts.sid AS account_sid,
        coalesce(accounts.synced_since, file_months.first_day) AS since,
        CASE WHEN accounts.synced_since IS NULL THEN file_months.end_day
            ELSE accounts.synced_until END AS until,
        resource.column1 AS resource
    FROM accounts
    JOIN (VALUES ('calls'), ('usage_monthly')) AS resource
    LEFT JOIN file_months ON file_months.account_sid = accounts.sid
    WHERE accounts.synced_since IS NOT NULL OR file_months.first_day IS NOT NULL
),
edges AS (
    -- Complete windows, between two empty ones at the period's ends.
    SELECT account_sid, resource, since AS from_date, since AS to_date FROM bounds
    UNION ALL
    SELECT account_sid, resource, until, until FROM bounds
    UNION ALL
    SELECT account_sid, resource, from_date, to_date
    FROM sync_windows
    WHERE state = 'complete' AND includes_subaccounts = 0
        AND resource IN ('calls', 'usage_monthly')
    UNION ALL
    -- Usage that a file has month by month is there without a window.
    SELECT account_sid, 'usage_monthly', month || '-01', date(month || '-01', '+1 month')
    FROM account_months
    WHERE usage_days_covered = days
),
reached AS (
    SELECT
        account_sid,
        resource,
        from_date,
        max(to_date) OVER (
            PARTITION BY account_sid, resource ORDER BY from_date, to_date
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS covered_to
    FROM edges
)
SELECT
    reached.account_sid,
    CASE reached.resource WHEN 'calls' THEN 'calls' ELSE 'usage' END AS resource,
    max(reached.covered_to, bounds.since) AS from_date,
    min(reached.from_date, bounds.until) AS to_date,
    CAST(julianday(min(reached.from_date, bounds.until))
        - julianday(max(reached.covered_to, bounds.since)) AS INTEGER) AS days
FROM reached
JOIN bounds
    ON bounds.account_sid = reached.account_sid AND bounds.resource = reached.resource
WHERE min(reached.from_date, bounds.until) > max(reached.covered_to, bounds.since);
