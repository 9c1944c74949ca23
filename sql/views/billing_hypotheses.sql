CREATE VIEW billing_hypotheses AS
-- What Twilio's documentation leaves open, and this account's own rows can answer: for each
-- question its readings, on how many days, windows or months they can be told apart, and on how
-- many of those each one comes out exactly. Each part is read from once, and the sums over all are
-- those of windows: else SQLite gathers all accounts, whichever is asked for.
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
    GROUP BY wind.account_sid, wind.window_id
),
zero_second AS (
    SELECT cell.account_sid, cell.date, cell.category, cell.usage_count, cell.billed_calls,
        sum(day.zero_second_calls) AS calls
    FROM day_cells AS cell
    JOIN call_days AS day
        -- A DATE is compared as a number would be, for which an index of TEXT is no use: hence `+`.
        ON day.account_sid = cell.account_sid AND day.usage_date = +cell.date
        AND day.category = cell.category
    WHERE day.status_group = 'billed' AND day.presence = 'listed' AND day.zero_second_calls > 0
        AND cell.is_rollup = 0 AND cell.usage_count IS NOT NULL
        AND cell.state NOT IN ('pending', 'not comparable')
    GROUP BY cell.account_sid, cell.date, cell.category
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
    SELECT
        moved.account_sid,
        moved.category,
        CASE way.column2 WHEN -1 THEN moved.usage_date ELSE
            CASE way.column1 WHEN 'by its creation' THEN moved.created_date
                ELSE moved.end_date END END AS date,
        CASE way.column1 WHEN 'by its creation' THEN way.column2 ELSE 0 END AS by_creation,
        CASE way.column1 WHEN 'by its end' THEN way.column2 ELSE 0 END AS by_end,
        moved.microseconds
    FROM moved
    CROSS JOIN (VALUES ('by its creation', -1), ('by its creation', 1), ('by its end', -1),
        ('by its end', 1)) AS way
    WHERE moved.usage_date <> CASE way.column1 WHEN 'by its creation' THEN moved.created_date
        ELSE moved.end_date END
),
shifted AS (
    SELECT cell.account_sid, cell.usage_count, cell.usage_microseconds, cell.billed_calls,
        cell.log_microseconds,
        sum(shifts.by_creation) AS calls_by_creation,
        sum(shifts.by_creation * shifts.microseconds) AS microseconds_by_creation,
        sum(shifts.by_end) AS calls_by_end,
        sum(shifts.by_end * shifts.microseconds) AS microseconds_by_end
    FROM shifts
    JOIN day_cells AS cell
        ON cell.account_sid = shifts.account_sid AND cell.date = shifts.date
        AND cell.category = shifts.category
    WHERE cell.is_rollup = 0 AND cell.usage_count IS NOT NULL
        AND cell.state NOT IN ('pending', 'not comparable')
    GROUP BY cell.account_sid, cell.date, cell.category
    HAVING sum(shifts.by_creation) <> 0 OR sum(shifts.by_creation * shifts.microseconds) <> 0
        OR sum(shifts.by_end) <> 0 OR sum(shifts.by_end * shifts.microseconds) <> 0
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
    SELECT account_sid, 'midnight_in_start_time_before' AS hypothesis, reading.column1 AS reading,
        CASE reading.column1 WHEN 'left out' THEN out_of_window = 0
            ELSE out_of_window >= calls END AS fits
    FROM midnight
    CROSS JOIN (VALUES ('left out'), ('returned')) AS reading
    UNION ALL
    SELECT account_sid, 'zero_second_calls', reading.column1,
        usage_count = CASE reading.column1 WHEN 'counted' THEN billed_calls
            ELSE billed_calls - calls END
    FROM zero_second
    CROSS JOIN (VALUES ('not counted'), ('counted')) AS reading
    UNION ALL
    SELECT account_sid, 'day_of_a_call', reading.column1,
        CASE reading.column1
            WHEN 'by its creation' THEN usage_count = billed_calls + calls_by_creation
                AND usage_microseconds = log_microseconds + microseconds_by_creation
            WHEN 'by its end' THEN usage_count = billed_calls + calls_by_end
                AND usage_microseconds = log_microseconds + microseconds_by_end
            ELSE usage_count = billed_calls AND usage_microseconds = log_microseconds
        END
    FROM shifted
    CROSS JOIN (VALUES ('by its start'), ('by its creation'), ('by its end')) AS reading
    WHERE CASE reading.column1
        WHEN 'by its creation' THEN calls_by_creation <> 0 OR microseconds_by_creation <> 0
        WHEN 'by its end' THEN calls_by_end <> 0 OR microseconds_by_end <> 0
        ELSE 1 END
    UNION ALL
    SELECT account_sid, 'calls_holds_media_streams', reading.column1,
        CASE reading.column1
            WHEN 'not at all' THEN calls = 0 AND microseconds = 0 AND price_micros = 0
            WHEN 'with the price alone'
                THEN calls = 0 AND microseconds = 0 AND price_micros = stream_price_micros
            ELSE calls = stream_calls AND microseconds = stream_microseconds
                AND price_micros = stream_price_micros
        END
    FROM streams
    CROSS JOIN (VALUES ('not at all'), ('with calls, minutes and price'),
        ('with the price alone')) AS reading
),
answers AS (
    -- Every account is asked every question; `is_compared` is 1 where something tells.
    SELECT account.sid AS account_sid, readings.hypothesis, readings.reading, 0 AS is_compared,
        0 AS fits
    FROM accounts AS account
    CROSS JOIN readings
    UNION ALL
    SELECT account_sid, hypothesis, reading, 1, coalesce(fits, 0)
    FROM evidence
),
sums AS (
    SELECT DISTINCT
        account_sid,
        hypothesis,
        reading,
        sum(is_compared) OVER same AS compared,
        sum(fits) OVER same AS fitting
    FROM answers
    WINDOW same AS (PARTITION BY account_sid, hypothesis, reading)
)
SELECT
    sums.account_sid,
    sums.hypothesis,
    readings.question,
    sums.reading,
    sums.compared,
    sums.fitting,
    CASE
        WHEN sums.compared = 0 THEN 'nothing tells'
        WHEN sums.fitting = sums.compared THEN 'exactly'
        WHEN sums.fitting > 0 THEN 'partly'
        ELSE 'not at all'
    END AS fits
FROM sums
JOIN readings ON readings.hypothesis = sums.hypothesis AND readings.reading = sums.reading;
