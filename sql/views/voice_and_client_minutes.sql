-- Voice and client minutes apart and together, log against usage; SIP and trunking beside them.
-- Voice is inbound plus outbound; combined is voice plus client.
CREATE VIEW voice_and_client_minutes AS
SELECT
    account_sid,
    month,
    sum(CASE WHEN category IN ('calls-inbound', 'calls-outbound') THEN log_microseconds ELSE 0 END) / 60000000.0 AS log_voice_minutes,
    sum(CASE WHEN category = 'calls-client' THEN log_microseconds ELSE 0 END) / 60000000.0 AS log_client_minutes,
    sum(CASE WHEN category IN ('calls-inbound', 'calls-outbound', 'calls-client') THEN log_microseconds ELSE 0 END) / 60000000.0 AS log_combined_minutes,
    sum(CASE WHEN category IN ('calls-inbound', 'calls-outbound') THEN usage_microseconds END) / 60000000.0 AS usage_voice_minutes,
    sum(CASE WHEN category = 'calls-client' THEN usage_microseconds END) / 60000000.0 AS usage_client_minutes,
    sum(CASE WHEN category IN ('calls-inbound', 'calls-outbound', 'calls-client') THEN usage_microseconds END) / 60000000.0 AS usage_combined_minutes,
    sum(CASE WHEN category IN ('calls-inbound', 'calls-outbound', 'calls-client') THEN usage_microseconds - log_microseconds END) / 60000000.0 AS difference,
    sum(CASE WHEN category IN ('calls-sip-inbound', 'calls-sip-outbound') THEN log_microseconds ELSE 0 END) / 60000000.0 AS log_sip_minutes,
    sum(CASE WHEN category IN ('calls-sip-inbound', 'calls-sip-outbound') THEN usage_microseconds END) / 60000000.0 AS usage_sip_minutes,
    sum(CASE WHEN category IN ('trunking-origination', 'trunking-termination') THEN log_microseconds ELSE 0 END) / 60000000.0 AS log_trunking_minutes,
    sum(CASE WHEN category IN ('trunking-origination', 'trunking-termination') THEN usage_microseconds END) / 60000000.0 AS usage_trunking_minutes
FROM month_cells
WHERE is_rollup = 0
GROUP BY account_sid, month;
