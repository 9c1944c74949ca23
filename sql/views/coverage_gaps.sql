CREATE VIEW coverage_gaps AS
-- Days inside the mirrored period that are not fully stored: [from_date, to_date).
WITH bounds AS (
    SELECT sid AS account_sid, synced_since, synced_until, resource.column1 AS resource
    FROM accounts, (VALUES ('calls'), ('usage_monthly')) AS resource
    WHERE synced_since IS NOT NULL
),
edges AS (
    -- Complete windows, between two empty ones at the period's ends.
    SELECT account_sid, resource, synced_since AS from_date, synced_since AS to_date FROM bounds
    UNION ALL
    SELECT account_sid, resource, synced_until, synced_until FROM bounds
    UNION ALL
    SELECT account_sid, resource, from_date, to_date
    FROM sync_windows
    WHERE state = 'complete' AND includes_subaccounts = 0
        AND resource IN ('calls', 'usage_monthly')
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
    max(reached.covered_to, bounds.synced_since) AS from_date,
    min(reached.from_date, bounds.synced_until) AS to_date,
    CAST(julianday(min(reached.from_date, bounds.synced_until))
        - julianday(max(reached.covered_to, bounds.synced_since)) AS INTEGER) AS days
FROM reached
JOIN bounds
    ON bounds.account_sid = reached.account_sid AND bounds.resource = reached.resource
WHERE min(reached.from_date, bounds.synced_until) > max(reached.covered_to, bounds.synced_since);
