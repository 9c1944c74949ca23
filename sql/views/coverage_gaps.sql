CREATE VIEW coverage_gaps AS
-- Days inside the mirrored period that are not fully stored: [from_date, to_date). Of an account
-- that was never synced that period is the months of its files, as far as they were over. What has
-- usage of a month is asked for by day as well: without that the month cannot be compared by day.
-- Each part is read from once: what is read from twice SQLite gathers of all accounts, whichever is
-- asked for.
WITH bounds AS (
    SELECT
        accounts.sid AS account_sid,
        resource.column1 AS resource,
        '' AS category,
        accounts.synced_since AS since,
        accounts.synced_until AS until
    FROM accounts
    JOIN (VALUES ('calls'), ('usage_monthly')) AS resource
    WHERE accounts.synced_since IS NOT NULL
    UNION ALL
    SELECT
        accounts.sid,
        resource.column1,
        '',
        min(closed.month) || '-01',
        min(date(max(closed.month) || '-01', '+1 month'), date(max(closed.closed_at)))
    FROM accounts
    JOIN account_months AS closed ON closed.account_sid = accounts.sid
    JOIN (VALUES ('calls'), ('usage_monthly')) AS resource
    WHERE accounts.synced_since IS NULL
    GROUP BY accounts.sid, resource.column1
    UNION ALL
    SELECT
        accounts.sid,
        'usage_daily',
        record.category,
        max(accounts.synced_since, date(record.start_date, 'start of month')),
        min(accounts.synced_until, date(record.end_date, '+1 day'))
    FROM accounts
    JOIN usage_records AS record ON record.account_sid = accounts.sid
    JOIN usage_categories AS category ON category.category = record.category
    WHERE accounts.synced_since IS NOT NULL AND record.source = 'api'
        AND record.includes_subaccounts = 0 AND record.granularity = 'monthly'
        AND category.compares_as IS NOT NULL
        AND (record.count <> 0 OR record.usage_micros <> 0 OR record.price_micros <> 0)
),
edges AS (
    -- What is stored, between two empty windows at the period's ends: complete windows, and usage
    -- that a file has month by month, which is there without a window.
    SELECT
        bounds.account_sid,
        bounds.resource,
        bounds.category,
        bounds.since,
        bounds.until,
        CASE kind.column1 WHEN 'since' THEN bounds.since WHEN 'until' THEN bounds.until
            WHEN 'window' THEN wind.from_date ELSE closed.month || '-01' END AS from_date,
        CASE kind.column1 WHEN 'since' THEN bounds.since WHEN 'until' THEN bounds.until
            WHEN 'window' THEN wind.to_date
            ELSE date(closed.month || '-01', '+1 month') END AS to_date
    FROM bounds
    JOIN (VALUES ('since'), ('until'), ('window'), ('month')) AS kind
    LEFT JOIN sync_windows AS wind
        ON kind.column1 = 'window' AND wind.account_sid = bounds.account_sid
        AND wind.resource = bounds.resource AND wind.category = bounds.category
        AND wind.state = 'complete' AND wind.includes_subaccounts = 0
        AND (bounds.resource <> 'usage_daily' OR wind.source = 'api')
    LEFT JOIN account_months AS closed
        ON kind.column1 = 'month' AND bounds.resource = 'usage_monthly'
        AND closed.account_sid = bounds.account_sid AND closed.usage_days_covered = closed.days
    WHERE kind.column1 IN ('since', 'until') OR wind.window_id IS NOT NULL
        OR closed.month IS NOT NULL
),
reached AS (
    SELECT
        account_sid,
        resource,
        since,
        until,
        from_date,
        max(to_date) OVER (
            PARTITION BY account_sid, resource, category, since, until ORDER BY from_date, to_date
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS covered_to
    FROM edges
)
SELECT DISTINCT -- several categories may lack the same days
    account_sid,
    CASE resource WHEN 'calls' THEN 'calls' WHEN 'usage_daily' THEN 'usage by day'
        ELSE 'usage' END AS resource,
    max(covered_to, since) AS from_date,
    min(from_date, until) AS to_date,
    CAST(julianday(min(from_date, until)) - julianday(max(covered_to, since)) AS INTEGER) AS days
FROM reached
WHERE min(from_date, until) > max(covered_to, since);
