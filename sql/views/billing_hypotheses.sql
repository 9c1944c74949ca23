CREATE VIEW billing_hypotheses AS
-- What Twilio's documentation leaves open, and this account's own rows can answer: for each
-- question its readings, on how many days, windows or months they can be told apart, and on how
-- many of those each one comes out exactly.
WITH readings (hypothesis, reading, question) AS (
    VALUES
        ('midnight_in_start_time_before', 'left out', 'does StartTime< a day return a call that starts at its midnight?'),
        ('midnight_in_start_time_before', 'returned', 'does StartTime< a day return a call that starts at its midnight?'),
        ('zero_second_calls', 'not counted', 'does usage count completed calls of 0 seconds?'),
        ('zero_second_calls', 'counted', 'does usage count completed calls of 0 seconds?'),
        ('day_of_a_call', 'by its start', 'on which day does usage count a call?'),
        ('day_of_a_call', 'by its creation', 'on which day does usage count a call?'),
        ('day_of_a_call', 'by its end', 'on which day does usage count a call?'),
        ('calls_holds_media_streams', 'not at all', 'does the record calls hold Media Streams?'),
        ('calls_holds_media_streams', 'with calls, minutes and price', 'does the record calls hold Media Streams?'),
        ('calls_holds_media_streams', 'with the price alone', 'does the record calls hold Media Streams?')
),
-- Complete windows with an end, and the calls that start at that very midnight.
midnight AS (
    SELECT wind.account_sid, wind.window_id, wind.out_of_window, count(*) AS calls
    FROM sync_windows AS wind
    JOIN calls AS call
        ON call.account_sid = wind.account_sid AND call.usage_date = wind.to_date
        AND call.start_time = wind.to_date || ' 00:00:00'
    WHERE wind.resource = 'calls' AND wind.state = 'complete' AND wind.is_open_ended = 0
    GROUP BY wind.window_id
),
days AS (
    SELECT account_sid, date, category, billed_calls, log_microseconds, usage_count, usage_microseconds
    FROM day_cells
    WHERE is_rollup = 0 AND usage_count IS NOT NULL AND state NOT IN ('pending', 'not comparable')
),
zero_second AS (
    SELECT days.account_sid, days.date, days.category, days.usage_count, days.billed_calls,
        sum(day.zero_second_calls) AS calls
    FROM days
    JOIN call_days AS day
        -- A DATE is compared as a number would be, for which an index of TEXT is no use: hence `+`.
        ON day.account_sid = days.account_sid AND day.usage_date = +days.date
        AND day.category = days.category
    WHERE day.status_group = 'billed' AND day.presence = 'listed' AND day.zero_second_calls > 0
    GROUP BY days.account_sid, days.date, days.category
),
-- Calls that another instant would count on another day: out of the one, into the other.
moved AS (
    SELECT account_sid, coalesce(usage_category, '(unmapped)') AS category, usage_date,
        substr(date_created, 1, 10) AS created_date, substr(end_time, 1, 10) AS end_date,
        coalesce(billed_seconds, 0) * 1000000 AS microseconds
    FROM calls
    WHERE is_billed = 1 AND missing_since IS NULL
        AND (substr(date_created, 1, 10) <> usage_date OR substr(end_time, 1, 10) <> usage_date)
),
shifts AS (
    SELECT 'by its creation' AS reading, account_sid, category, usage_date AS date, -1 AS calls,
        -microseconds AS microseconds
    FROM moved WHERE created_date <> usage_date
    UNION ALL
    SELECT 'by its creation', account_sid, category, created_date, 1, microseconds
    FROM moved WHERE created_date <> usage_date
    UNION ALL
    SELECT 'by its end', account_sid, category, usage_date, -1, -microseconds
    FROM moved WHERE end_date <> usage_date
    UNION ALL
    SELECT 'by its end', account_sid, category, end_date, 1, microseconds
    FROM moved WHERE end_date <> usage_date
),
shifted AS (
    SELECT shifts.reading, days.account_sid, days.date, days.category, days.usage_count,
        days.usage_microseconds, days.billed_calls, days.log_microseconds,
        sum(shifts.calls) AS calls, sum(shifts.microseconds) AS microseconds
    FROM shifts
    JOIN days
        ON days.account_sid = shifts.account_sid AND days.date = shifts.date
        AND days.category = shifts.category
    GROUP BY shifts.reading, days.account_sid, days.date, days.category
    HAVING sum(shifts.calls) <> 0 OR sum(shifts.microseconds) <> 0
),
streams AS (
    SELECT
        rollup.account_sid,
        rollup.month,
        rollup.usage_count - sum(part.usage_count) AS calls,
        rollup.usage_microseconds - sum(part.usage_microseconds) AS microseconds,
        rollup.usage_price_micros - sum(part.usage_price_micros) AS price_micros,
        stream.count AS stream_calls,
        stream.usage_micros * 60 AS stream_microseconds,
        stream.price_micros AS stream_price_micros
    FROM month_cells AS rollup
    JOIN month_cells AS part
        ON part.account_sid = rollup.account_sid AND part.month = rollup.month
        AND part.category IN ('calls-inbound', 'calls-outbound')
    JOIN usage_records AS stream
        ON stream.account_sid = rollup.account_sid AND stream.includes_subaccounts = 0
        AND stream.granularity = 'monthly' AND stream.category = 'calls-media-stream-minutes'
        AND stream.start_date = rollup.month || '-01'
    WHERE rollup.category = 'calls' AND rollup.usage_count IS NOT NULL
        AND (stream.count <> 0 OR stream.usage_micros <> 0 OR stream.price_micros <> 0)
    GROUP BY rollup.account_sid, rollup.month, stream.source
),
evidence AS (
    SELECT account_sid, 'midnight_in_start_time_before' AS hypothesis, 'left out' AS reading,
        out_of_window = 0 AS fits
    FROM midnight
    UNION ALL
    SELECT account_sid, 'midnight_in_start_time_before', 'returned', out_of_window >= calls
    FROM midnight
    UNION ALL
    SELECT account_sid, 'zero_second_calls', 'not counted', usage_count = billed_calls - calls
    FROM zero_second
    UNION ALL
    SELECT account_sid, 'zero_second_calls', 'counted', usage_count = billed_calls
    FROM zero_second
    UNION ALL
    SELECT account_sid, 'day_of_a_call', reading,
        usage_count = billed_calls + calls AND usage_microseconds = log_microseconds + microseconds
    FROM shifted
    UNION ALL
    SELECT account_sid, 'day_of_a_call', 'by its start',
        usage_count = billed_calls AND usage_microseconds = log_microseconds
    FROM (SELECT DISTINCT account_sid, date, category, usage_count, billed_calls,
        usage_microseconds, log_microseconds FROM shifted)
    UNION ALL
    SELECT account_sid, 'calls_holds_media_streams', 'not at all',
        calls = 0 AND microseconds = 0 AND price_micros = 0
    FROM streams
    UNION ALL
    SELECT account_sid, 'calls_holds_media_streams', 'with calls, minutes and price',
        calls = stream_calls AND microseconds = stream_microseconds
            AND price_micros = stream_price_micros
    FROM streams
    UNION ALL
    SELECT account_sid, 'calls_holds_media_streams', 'with the price alone',
        calls = 0 AND microseconds = 0 AND price_micros = stream_price_micros
    FROM streams
),
sums AS (
    SELECT account_sid, hypothesis, reading, count(*) AS compared, sum(coalesce(fits, 0)) AS fitting
    FROM evidence
    GROUP BY account_sid, hypothesis, reading
)
SELECT
    account.sid AS account_sid,
    readings.hypothesis,
    readings.question,
    readings.reading,
    coalesce(sums.compared, 0) AS compared,
    coalesce(sums.fitting, 0) AS fitting,
    CASE
        WHEN sums.compared IS NULL THEN 'nothing tells'
        WHEN sums.fitting = sums.compared THEN 'exactly'
        WHEN sums.fitting > 0 THEN 'partly'
        ELSE 'not at all'
    END AS fits
FROM accounts AS account
CROSS JOIN readings
LEFT JOIN sums
    ON sums.account_sid = account.sid AND sums.hypothesis = readings.hypothesis
    AND sums.reading = readings.reading;
