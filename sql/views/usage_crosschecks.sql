CREATE VIEW usage_crosschecks AS
-- Usage against itself, for months that were over when they were read: a parent with its
-- subaccounts included against the sum of the parts; the sum of the days against the month;
-- Twilio's own rollups against what they roll up.
-- The months are written out in each part: as a common expression they would be gathered of all
-- accounts, whichever is asked for.
WITH pairs AS (
    SELECT
        'inclusive_against_parts' AS check_name,
        whole.account_sid, whole.start_date, whole.category,
        whole.count AS whole_count, whole.usage_micros AS whole_usage, whole.price_micros AS whole_price,
        sum(part.count) AS parts_count, sum(part.usage_micros) AS parts_usage,
        -- Prices in several currencies are no sum.
        CASE WHEN count(CASE WHEN part.price_unit <> whole.price_unit THEN 1 END) = 0
            THEN coalesce(sum(part.price_micros), 0) END AS parts_price,
        (SELECT group_concat(coalesce(former.friendly_name, former.sid), ', ')
            FROM accounts AS former
            WHERE former.owner_account_sid = whole.account_sid AND former.status = 'closed') AS closed_accounts
    FROM usage_records AS whole
    LEFT JOIN accounts AS member
        ON member.sid = whole.account_sid OR member.owner_account_sid = whole.account_sid
    LEFT JOIN usage_records AS part
        ON part.account_sid = member.sid AND part.includes_subaccounts = 0
        AND part.source = whole.source AND part.granularity = 'monthly'
        AND part.category = whole.category AND part.start_date = whole.start_date
        AND part.end_date = whole.end_date AND part.end_date < substr(part.as_of, 1, 10)
    WHERE whole.granularity = 'monthly' AND whole.end_date < substr(whole.as_of, 1, 10)
        AND whole.start_date = substr(whole.start_date, 1, 7) || '-01'
        AND whole.end_date = date(whole.start_date, '+1 month', '-1 day')
        AND whole.includes_subaccounts = 1
    GROUP BY whole.account_sid, whole.source, whole.start_date, whole.category
    UNION ALL
    SELECT
        'days_against_month',
        whole.account_sid, whole.start_date, whole.category,
        whole.count, whole.usage_micros, whole.price_micros,
        sum(day.count), sum(day.usage_micros), coalesce(sum(day.price_micros), 0), NULL
    FROM usage_records AS whole
    JOIN usage_records AS day
        ON day.account_sid = whole.account_sid AND day.includes_subaccounts = 0
        AND day.source = whole.source
        AND day.granularity = 'daily' AND day.category = whole.category
        AND day.start_date >= whole.start_date
        AND day.start_date < date(whole.start_date, '+1 month')
    WHERE whole.granularity = 'monthly' AND whole.end_date < substr(whole.as_of, 1, 10)
        AND whole.start_date = substr(whole.start_date, 1, 7) || '-01'
        AND whole.end_date = date(whole.start_date, '+1 month', '-1 day')
        AND whole.includes_subaccounts = 0
    GROUP BY whole.account_sid, whole.source, whole.start_date, whole.category
    UNION ALL
    SELECT
        'rollup_against_categories',
        whole.account_sid, whole.start_date, whole.category,
        whole.count, whole.usage_micros, whole.price_micros,
        sum(part.count), sum(part.usage_micros), coalesce(sum(part.price_micros), 0), NULL
    FROM usage_records AS whole
    JOIN usage_categories AS child
        ON child.parent_category = whole.category AND child.kind IN ('comparison', 'flex')
    JOIN usage_records AS part
        ON part.account_sid = whole.account_sid AND part.includes_subaccounts = 0
        AND part.source = whole.source AND part.granularity = 'monthly'
        AND part.category = child.category AND part.start_date = whole.start_date
        AND part.end_date = whole.end_date AND part.end_date < substr(part.as_of, 1, 10)
    WHERE whole.granularity = 'monthly' AND whole.end_date < substr(whole.as_of, 1, 10)
        AND whole.start_date = substr(whole.start_date, 1, 7) || '-01'
        AND whole.end_date = date(whole.start_date, '+1 month', '-1 day')
        AND whole.includes_subaccounts = 0
    GROUP BY whole.account_sid, whole.source, whole.start_date, whole.category
)
SELECT
    check_name,
    account_sid,
    substr(start_date, 1, 7) AS month,
    category,
    whole_count,
    coalesce(parts_count, 0) AS parts_count,
    coalesce(whole_count, 0) - coalesce(parts_count, 0) AS count_difference,
    whole_usage / 1000000.0 AS whole_usage,
    coalesce(parts_usage, 0) / 1000000.0 AS parts_usage,
    (coalesce(whole_usage, 0) - coalesce(parts_usage, 0)) / 1000000.0 AS usage_difference,
    whole_price / 1000000.0 AS whole_price,
    parts_price / 1000000.0 AS parts_price,
    (coalesce(whole_price, 0) - parts_price) / 1000000.0 AS price_difference,
    CASE WHEN coalesce(whole_count, 0) = coalesce(parts_count, 0)
            AND coalesce(whole_usage, 0) = coalesce(parts_usage, 0)
            AND coalesce(coalesce(whole_price, 0) = parts_price, 1)
        THEN 'agrees' ELSE 'differs' END AS state,
    closed_accounts
FROM pairs;
