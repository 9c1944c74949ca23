CREATE VIEW month_status AS
-- What a month's comparison stands on: is it covered, settled, comparable, and if not, why.
WITH unread_texts AS (
    -- Of the API's rows that could not be read, what stands behind their time's name.
    SELECT
        account_sid,
        resource = 'calls' AS is_call,
        CASE WHEN resource = 'calls'
            THEN substr(raw, instr(raw, 'start_time') + 10, 42)
            ELSE substr(raw, instr(raw, 'start_date') + 10, 17) END AS text
    FROM quarantine
    WHERE source = 'api' AND resource IN ('calls', 'usage_daily', 'usage_monthly')
),
unread_months AS (
    -- `Fri, 31 Jul 2026 ...` of a call, `2026-07-01` of usage; anything else is of no month.
    SELECT
        account_sid,
        CASE WHEN is_call
            THEN substr(text, instr(text, ', ') + 9, 4) || '-' || substr(
                100 + (instr('JanFebMarAprMayJunJulAugSepOctNovDec',
                    substr(text, instr(text, ', ') + 5, 3)) + 2) / 3, 2)
            ELSE substr(text, instr(text, '20'), 7) END AS month
    FROM unread_texts
),
unread AS (
    SELECT
        account_sid,
        month,
        'rows of this month that could not be read: ' || count(*) || ', see quarantine' AS words
    FROM unread_months
    GROUP BY account_sid, month
)
SELECT
    closed.account_sid,
    closed.month,
    closed.days,
    closed.days_covered,
    closed.unsettled_calls,
    closed.usage_as_of,
    CASE WHEN stale.month IS NULL THEN closed.comparable ELSE 0 END AS comparable,
    CASE WHEN stale.month IS NULL THEN closed.reason
        ELSE 'rows changed since this month was last worked out: the next sync or import does that' END
        || CASE WHEN unread.words IS NULL THEN ''
            WHEN stale.month IS NULL AND closed.reason = '' THEN unread.words
            ELSE '; ' || unread.words END AS reason,
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
LEFT JOIN unread
    ON unread.account_sid = closed.account_sid AND unread.month = closed.month
UNION ALL
SELECT
    stale.account_sid,
    stale.month,
    CAST(strftime('%d', stale.month || '-01', '+1 month', '-1 day') AS INTEGER),
    0,
    0,
    NULL,
    0,
    'rows are stored, but the month was never worked out: the next sync or import does that'
        || coalesce('; ' || unread.words, ''),
    0,
    0,
    NULL,
    NULL,
    NULL
FROM stale_months AS stale
LEFT JOIN unread ON unread.account_sid = stale.account_sid AND unread.month = stale.month
WHERE NOT EXISTS (
    SELECT 1 FROM account_months AS closed
    WHERE closed.account_sid = stale.account_sid AND closed.month = stale.month
);
