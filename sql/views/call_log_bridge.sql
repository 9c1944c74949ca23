CREATE VIEW call_log_bridge AS
-- From the log as it is usually added up to usage as Twilio reports it, step by step: all
-- categories of an account and month together. Knows UTC only, so that the step `time_zone` is
-- nothing; call_log_bridge_for() of the extension takes a zone.
-- Each part is read from once: what is read from twice SQLite gathers of all accounts, whichever is
-- asked for.
WITH places (place, cause, explanation) AS (
    VALUES
        (1, 'naive', 'calls of every status, by UTC days, up to the last day of the month, their seconds added up'),
        (2, 'last_day', 'the last day of the month, which `<=` its date leaves out'),
        (3, 'time_zone', 'nothing: the days are those of UTC already'),
        (4, 'unbilled_status', 'calls that were not completed, which usage does not bill'),
        (5, 'rounding', 'each call rounded up by its pricing model'),
        -- 6: the causes by name
        (7, 'unexplained', 'no named cause takes this part'),
        (8, 'subaccounts', 'usage of the subaccounts, which the Console shows with that of the parent'),
        (9, 'usage_as_reported', 'usage as the Console shows it')
),
months AS (
    SELECT account_sid, month, billed_calls, log_microseconds, usage_count, usage_microseconds
    FROM month_cells
    WHERE category = 'combined' AND (log_calls <> 0 OR usage_count <> 0)
),
sides AS (
    SELECT
        months.account_sid,
        months.month,
        months.billed_calls,
        months.log_microseconds,
        months.usage_count,
        months.usage_microseconds,
        coalesce(sum(day.calls), 0) AS all_calls,
        coalesce(sum(day.duration_seconds), 0) * 1000000 AS all_microseconds,
        coalesce((SELECT sum(last.calls) FROM call_days AS last
            WHERE last.account_sid = months.account_sid AND last.presence = 'listed'
                AND last.usage_date = date(months.month || '-01', '+1 month', '-1 day')), 0)
            AS last_calls,
        coalesce((SELECT sum(last.duration_seconds) FROM call_days AS last
            WHERE last.account_sid = months.account_sid AND last.presence = 'listed'
                AND last.usage_date = date(months.month || '-01', '+1 month', '-1 day')), 0)
            * 1000000 AS last_microseconds,
        coalesce(sum(CASE WHEN day.status_group = 'billed' THEN day.duration_seconds END), 0)
            * 1000000 AS billed_raw_microseconds
    FROM months
    LEFT JOIN call_days AS day
        ON day.account_sid = months.account_sid AND day.usage_date >= months.month || '-01'
        AND day.usage_date <= months.month || '-31' AND day.presence = 'listed'
    GROUP BY months.account_sid, months.month
),
steps AS (
    SELECT
        sides.account_sid,
        sides.month,
        places.place,
        places.cause,
        CASE places.cause
            WHEN 'naive' THEN all_calls - last_calls
            WHEN 'last_day' THEN last_calls
            WHEN 'unbilled_status' THEN billed_calls - all_calls
            WHEN 'unexplained' THEN usage_count - billed_calls - coalesce((
                SELECT sum(finding.calls) FROM discrepancy_findings AS finding
                WHERE finding.account_sid = sides.account_sid AND finding.month = sides.month
                    AND finding.category = 'combined'), 0)
            WHEN 'subaccounts' THEN closed.inclusive_usage_count - usage_count
            WHEN 'usage_as_reported' THEN usage_count - usage_count -- NULL if it was not read
            ELSE 0
        END AS calls,
        CASE places.cause
            WHEN 'naive' THEN all_microseconds - last_microseconds
            WHEN 'last_day' THEN last_microseconds
            WHEN 'unbilled_status' THEN billed_raw_microseconds - all_microseconds
            WHEN 'rounding' THEN log_microseconds - billed_raw_microseconds
            WHEN 'unexplained' THEN usage_microseconds - log_microseconds - coalesce((
                SELECT sum(finding.microseconds) FROM discrepancy_findings AS finding
                WHERE finding.account_sid = sides.account_sid AND finding.month = sides.month
                    AND finding.category = 'combined'), 0)
            WHEN 'subaccounts' THEN closed.inclusive_usage_microseconds - usage_microseconds
            WHEN 'usage_as_reported' THEN usage_count - usage_count
            ELSE 0
        END AS microseconds,
        CASE WHEN places.cause = 'unexplained' AND usage_count IS NULL
            THEN 'usage of this month was not read' ELSE places.explanation END AS explanation
    FROM sides
    CROSS JOIN places
    LEFT JOIN account_months AS closed
        ON closed.account_sid = sides.account_sid AND closed.month = sides.month
    WHERE places.cause <> 'subaccounts'
        OR (sides.usage_count IS NOT NULL AND closed.inclusive_usage_count IS NOT NULL)
    UNION ALL
    SELECT account_sid, month, 6, cause, calls, microseconds, explanation
    FROM discrepancy_causes
    WHERE category = 'combined' AND cause <> 'unexplained'
),
running AS (
    SELECT
        account_sid,
        month,
        row_number() OVER account_month AS step,
        cause,
        calls,
        microseconds,
        sum(calls) OVER account_month AS running_calls,
        sum(microseconds) OVER account_month AS running_microseconds,
        explanation
    FROM steps
    WINDOW account_month AS (
        PARTITION BY account_sid, month ORDER BY place, cause
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    )
)
SELECT
    account_sid,
    month,
    step,
    cause,
    calls,
    microseconds / 60000000.0 AS minutes,
    CASE WHEN calls IS NOT NULL THEN running_calls END AS running_calls,
    CASE WHEN calls IS NOT NULL THEN running_microseconds / 60000000.0 END AS running_minutes,
    explanation,
    microseconds,
    CASE WHEN calls IS NOT NULL THEN running_microseconds END AS running_microseconds
FROM running;
