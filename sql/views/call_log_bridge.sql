CREATE VIEW call_log_bridge AS
-- From the log as it is usually added up to usage as Twilio reports it, step by step: all
-- categories of an account and month together. Knows UTC only, so that the step `time_zone` is
-- nothing; call_log_bridge_for() of the extension takes a zone.
WITH months AS (
    SELECT account_sid, month, billed_calls, log_microseconds, usage_count, usage_microseconds,
        date(month || '-01', '+1 month', '-1 day') AS last_day
    FROM month_cells
    WHERE category = 'combined' AND (log_calls <> 0 OR usage_count <> 0)
),
log AS (
    SELECT
        months.account_sid,
        months.month,
        months.billed_calls,
        months.log_microseconds,
        sum(day.calls) AS all_calls,
        sum(day.duration_seconds) * 1000000 AS all_microseconds,
        sum(CASE WHEN day.usage_date = months.last_day THEN day.calls ELSE 0 END) AS last_calls,
        sum(CASE WHEN day.usage_date = months.last_day THEN day.duration_seconds ELSE 0 END)
            * 1000000 AS last_microseconds,
        sum(CASE WHEN day.status_group = 'billed' THEN day.duration_seconds ELSE 0 END)
            * 1000000 AS billed_raw_microseconds
    FROM months
    LEFT JOIN call_days AS day
        ON day.account_sid = months.account_sid AND day.usage_date >= months.month || '-01'
        AND day.usage_date <= months.last_day AND day.presence = 'listed'
    GROUP BY months.account_sid, months.month
),
steps AS (
    SELECT account_sid, month, 1 AS place, 'naive' AS cause,
        coalesce(all_calls - last_calls, 0) AS calls,
        coalesce(all_microseconds - last_microseconds, 0) AS microseconds,
        'calls of every status, by UTC days, up to the last day of the month, their seconds added up' AS explanation
    FROM log
    UNION ALL
    SELECT account_sid, month, 2, 'last_day', coalesce(last_calls, 0), coalesce(last_microseconds, 0),
        'the last day of the month, which `<=` its date leaves out'
    FROM log
    UNION ALL
    SELECT account_sid, month, 3, 'time_zone', 0, 0, 'nothing: the days are those of UTC already'
    FROM log
    UNION ALL
    SELECT account_sid, month, 4, 'unbilled_status', billed_calls - coalesce(all_calls, 0),
        coalesce(billed_raw_microseconds - all_microseconds, 0),
        'calls that were not completed, which usage does not bill'
    FROM log
    UNION ALL
    SELECT account_sid, month, 5, 'rounding', 0,
        log_microseconds - coalesce(billed_raw_microseconds, 0),
        'each call rounded up by its pricing model'
    FROM log
    UNION ALL
    SELECT causes.account_sid, causes.month, 6, causes.cause, causes.calls, causes.microseconds,
        causes.explanation
    FROM discrepancy_causes AS causes
    WHERE causes.category = 'combined' AND causes.cause <> 'unexplained'
    UNION ALL
    SELECT months.account_sid, months.month, 7, 'unexplained',
        months.usage_count - months.billed_calls - coalesce((
            SELECT sum(finding.calls) FROM discrepancy_findings AS finding
            WHERE finding.account_sid = months.account_sid AND finding.month = months.month
                AND finding.category = 'combined'), 0),
        months.usage_microseconds - months.log_microseconds - coalesce((
            SELECT sum(finding.microseconds) FROM discrepancy_findings AS finding
            WHERE finding.account_sid = months.account_sid AND finding.month = months.month
                AND finding.category = 'combined'), 0),
        CASE WHEN months.usage_count IS NULL THEN 'usage of this month was not read'
            ELSE 'no named cause takes this part' END
    FROM months
    UNION ALL
    SELECT months.account_sid, months.month, 8, 'subaccounts',
        closed.inclusive_usage_count - months.usage_count,
        closed.inclusive_usage_microseconds - months.usage_microseconds,
        'usage of the subaccounts, which the Console shows with that of the parent'
    FROM months
    JOIN account_months AS closed
        ON closed.account_sid = months.account_sid AND closed.month = months.month
    WHERE months.usage_count IS NOT NULL AND closed.inclusive_usage_count IS NOT NULL
    UNION ALL
    SELECT account_sid, month, 9, 'usage_as_reported',
        CASE WHEN usage_count IS NULL THEN NULL ELSE 0 END,
        CASE WHEN usage_count IS NULL THEN NULL ELSE 0 END,
        'usage as the Console shows it'
    FROM months
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
