CREATE VIEW voice_and_client_minutes AS
-- Voice and client minutes apart and together, log against usage; SIP and trunking beside them.
-- Voice is inbound plus outbound; combined is voice plus client. Usage of which a part was not
-- read is NULL, and so is every sum with it.
-- One level of sums: through two, an account that is asked for would be looked for among all.
WITH kinds AS (
    SELECT
        account_sid,
        month,
        CASE
            WHEN category IN ('calls-inbound', 'calls-outbound') THEN 'voice'
            WHEN category = 'calls-client' THEN 'client'
            WHEN category IN ('calls-sip-inbound', 'calls-sip-outbound') THEN 'sip'
            WHEN category IN ('trunking-origination', 'trunking-termination') THEN 'trunking'
        END AS kind,
        log_microseconds AS log,
        usage_microseconds AS usage
    FROM month_cells
    WHERE is_rollup = 0
),
months AS (
    SELECT
        account_sid,
        month,
        sum(CASE kind WHEN 'voice' THEN log ELSE 0 END) AS log_voice,
        sum(CASE kind WHEN 'client' THEN log ELSE 0 END) AS log_client,
        sum(CASE kind WHEN 'sip' THEN log ELSE 0 END) AS log_sip,
        sum(CASE kind WHEN 'trunking' THEN log ELSE 0 END) AS log_trunking,
        CASE WHEN count(CASE WHEN kind = 'voice' AND usage IS NULL THEN 1 END) = 0
            THEN sum(CASE kind WHEN 'voice' THEN usage END) END AS usage_voice,
        CASE WHEN count(CASE WHEN kind = 'client' AND usage IS NULL THEN 1 END) = 0
            THEN sum(CASE kind WHEN 'client' THEN usage END) END AS usage_client,
        CASE WHEN count(CASE WHEN kind = 'sip' AND usage IS NULL THEN 1 END) = 0
            THEN sum(CASE kind WHEN 'sip' THEN usage END) END AS usage_sip,
        CASE WHEN count(CASE WHEN kind = 'trunking' AND usage IS NULL THEN 1 END) = 0
            THEN sum(CASE kind WHEN 'trunking' THEN usage END) END AS usage_trunking
    FROM kinds
    GROUP BY account_sid, month
)
SELECT
    account_sid,
    month,
    log_voice / 60000000.0 AS log_voice_minutes,
    log_client / 60000000.0 AS log_client_minutes,
    (log_voice + log_client) / 60000000.0 AS log_combined_minutes,
    usage_voice / 60000000.0 AS usage_voice_minutes,
    usage_client / 60000000.0 AS usage_client_minutes,
    (usage_voice + usage_client) / 60000000.0 AS usage_combined_minutes,
    (usage_voice + usage_client - log_voice - log_client) / 60000000.0 AS difference,
    log_sip / 60000000.0 AS log_sip_minutes,
    usage_sip / 60000000.0 AS usage_sip_minutes,
    log_trunking / 60000000.0 AS log_trunking_minutes,
    usage_trunking / 60000000.0 AS usage_trunking_minutes
FROM months;
