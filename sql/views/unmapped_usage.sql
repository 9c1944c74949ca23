CREATE VIEW unmapped_usage AS
-- Usage that stands for no calls: features, rollups and categories that are not known. It is not
-- call time, and is compared with nothing.
SELECT
    record.account_sid,
    substr(record.start_date, 1, 7) AS month,
    record.category,
    category.kind,
    record.count,
    record.count_unit,
    record.usage_micros / 1000000.0 AS usage,
    record.usage_unit,
    record.price_micros / 1000000.0 AS price,
    record.price_unit,
    category.description
FROM usage_records AS record
JOIN usage_categories AS category ON category.category = record.category
WHERE record.granularity = 'monthly'
    AND record.includes_subaccounts = 0
    AND category.compares_as IS NULL
    AND category.kind <> 'part'
    AND (record.count <> 0 OR record.usage_micros <> 0 OR record.price_micros <> 0);
