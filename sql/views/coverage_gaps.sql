CREATE VIEW coverage_gaps AS
-- Days inside the mirrored period that are not fully stored: [from_date, to_date). Of an account
-- that was never synced that period is the months of its files, as far as they were over. What has
-- usage of a month is asked for by day as well: without that the month cannot be compared by day.
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
        resource.column1 AS resource,
        '' AS category
    FROM accounts
    JOIN (VALUES ('calls'), ('usage_monthly')) AS resource
    LEFT JOIN file_months ON file_months.account_sid = accounts.sid
    WHERE accounts.synced_since IS NOT NULL OR file_months.first_day IS NOT NULL
    UNION ALL
    SELECT
        accounts.sid,
        max(accounts.synced_since, date(record.start_date, 'start of month')),
        min(accounts.synced_until, date(record.end_date, '+1 day')),
        'usage_daily',
        record.category
    FROM accounts
    JOIN usage_records AS record ON record.account_sid = accounts.sid
    JOIN usage_categories AS category ON category.category = record.category
    WHERE accounts.synced_since IS NOT NULL AND record.source = 'api'
        AND record.includes_subaccounts = 0 AND record.granularity = 'monthly'
        AND category.compares_as IS NOT NULL
        AND (record.count <> 0 OR record.usage_micros <> 0 OR record.price_micros <> 0)
),
edges AS (
    -- Complete windows, between two empty ones at the period's ends.
    SELECT account_sid, resource, category, since, since AS from_date, since AS to_date
    FROM bounds
    UNION ALL
    SELECT account_sid, resource, category, since, until, until FROM bounds
    UNION ALL
    SELECT
        bounds.account_sid,
        bounds.resource,
        bounds.category,
        bounds.since,
        sync_windows.from_date,
        sync_windows.to_date
    FROM bounds
    JOIN sync_windows
        ON sync_windows.account_sid = bounds.account_sid
        AND sync_windows.resource = bounds.resource
        AND sync_windows.category = bounds.category
    WHERE sync_windows.state = 'complete' AND sync_windows.includes_subaccounts = 0
        AND (bounds.resource <> 'usage_daily' OR sync_windows.source = 'api')
    UNION ALL
    -- Usage that a file has month by month is there without a window.
    SELECT
        bounds.account_sid,
        'usage_monthly',
        '',
        bounds.since,
        closed.month || '-01',
        date(closed.month || '-01', '+1 month')
    FROM account_months AS closed
    JOIN bounds
        ON bounds.account_sid = closed.account_sid AND bounds.resource = 'usage_monthly'
    WHERE closed.usage_days_covered = closed.days
),
reached AS (
    SELECT
        account_sid,
        resource,
        category,
        since,
        from_date,
        max(to_date) OVER (
            PARTITION BY account_sid, resource, category, since ORDER BY from_date, to_date
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS covered_to
    FROM edges
)
SELECT DISTINCT -- several categories may lack the same days
    reached.account_sid,
    CASE reached.resource WHEN 'calls' THEN 'calls' WHEN 'usage_daily' THEN 'usage by day'
        ELSE 'usage' END AS resource,
    max(reached.covered_to, bounds.since) AS from_date,
    min(reached.from_date, bounds.until) AS to_date,
    CAST(julianday(min(reached.from_date, bounds.until))
        - julianday(max(reached.covered_to, bounds.since)) AS INTEGER) AS days
FROM reached
JOIN bounds
    ON bounds.account_sid = reached.account_sid AND bounds.resource = reached.resource
    AND bounds.category = reached.category AND bounds.since = reached.since
WHERE min(reached.from_date, bounds.until) > max(reached.covered_to, bounds.since);
