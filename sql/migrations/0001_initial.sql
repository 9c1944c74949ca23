-- The first schema. Readable by any SQLite from 3.34 on, with no extension: no STRICT, no
-- generated columns, plain column indices. Times are UTC as 'YYYY-MM-DD HH:MM:SS', days as
-- 'YYYY-MM-DD', months as 'YYYY-MM'; money and quantities are whole micro-units.

CREATE TABLE settings (
    -- What holds for the whole file.
    name TEXT PRIMARY KEY NOT NULL,
    value TEXT
);

CREATE TABLE accounts (
    -- Every account whose calls or usage are mirrored, and those found beside it.
    sid TEXT PRIMARY KEY NOT NULL,
    friendly_name TEXT,
    status TEXT,                -- active, suspended, closed
    type TEXT,
    owner_account_sid TEXT,     -- its own sid for a parent
    date_created DATETIME,
    synced_since DATE,          -- first day of the period that is mirrored
    synced_until DATE,          -- exclusive: the day of the last sync, or its --until
    synced_at DATETIME,         -- when its last complete sync ended
    log_source TEXT,            -- where its calls came from: api, rest_csv, bulk, console
    usage_source TEXT,          -- where its usage came from: api, rest_csv, console, entered
    last_error TEXT             -- why its last sync did not complete; NULL: it did
);

CREATE TABLE rounding_rules (
    -- The pricing models: how a completed call's seconds become billed seconds (R2, R6).
    rule_id INTEGER PRIMARY KEY,
    minimum_seconds BIGINT NOT NULL CHECK (minimum_seconds >= 0),
    increment_seconds BIGINT NOT NULL CHECK (increment_seconds >= 1),
    account_sid TEXT,           -- NULL: every account
    category TEXT,              -- NULL: every usage category
    number_prefix TEXT CHECK (number_prefix <> ''), -- what an address begins with; NULL: any
    number_side TEXT CHECK (number_side IN ('from', 'to')), -- NULL: either address
    valid_from DATE CHECK (valid_from IS date(valid_from, '+0 days')), -- first UTC start date; NULL: always
    valid_to DATE CHECK (valid_to IS date(valid_to, '+0 days')), -- exclusive; NULL: for ever
    note TEXT,
    CHECK (number_side IS NULL OR number_prefix IS NOT NULL),
    -- Equal: the rule was undone. One without valid_from is undone with 0001-01-01.
    CHECK (valid_from <= valid_to)
);
INSERT INTO rounding_rules (rule_id, minimum_seconds, increment_seconds, note)
VALUES (1, 60, 60, 'Twilio''s default: every started minute');

CREATE TABLE calls (
    -- The mirror of the call log, and what the rules make of each row.
    call_id INTEGER PRIMARY KEY,
    sid TEXT NOT NULL,
    account_sid TEXT NOT NULL REFERENCES accounts (sid),
    parent_call_sid TEXT,
    from_address TEXT,          -- number, client:name, sip:user@host
    to_address TEXT,
    status TEXT NOT NULL,
    direction TEXT,
    date_created DATETIME,
    date_updated DATETIME,
    start_time DATETIME,
    end_time DATETIME,
    duration BIGINT,            -- seconds
    price_micros BIGINT,        -- negative: a charge; NULL: not rated yet
    price_unit TEXT,            -- upper-cased currency
    answered_by TEXT,
    caller_name TEXT,
    forwarded_from TEXT,
    phone_number_sid TEXT,
    trunk_sid TEXT,
    group_sid TEXT,
    queue_time BIGINT,          -- milliseconds
    usage_date DATE,            -- UTC day of start_time (R7)
    usage_month TEXT,           -- UTC month of start_time (R7)
    usage_category TEXT,        -- by the far end (R3); NULL: no category takes it
    is_billed INTEGER NOT NULL, -- 1: completed (R4)
    billed_seconds BIGINT,      -- rounded by the rule (R2); 0 if not billed
    rounding_rule_id INTEGER REFERENCES rounding_rules (rule_id),
    settled INTEGER NOT NULL,   -- 1: over, and not billed, or priced, or 72 hours past its end
    source TEXT NOT NULL,       -- that knows most of it: api, rest_csv, bulk, console
    first_seen_at DATETIME NOT NULL,
    checked_at DATETIME,        -- when it was last asked for by itself; NULL: never
    missing_since DATETIME      -- gone from a complete listing and from its own address since
);
CREATE UNIQUE INDEX calls_by_sid ON calls (sid);
CREATE INDEX calls_by_day ON calls (account_sid, usage_date);
CREATE INDEX calls_missing ON calls (account_sid, usage_date) WHERE missing_since IS NOT NULL;
CREATE INDEX calls_unsettled ON calls (account_sid, usage_date) WHERE settled = 0;
CREATE INDEX calls_unpriced ON calls (account_sid, end_time)
    WHERE is_billed = 1 AND price_micros IS NULL;
CREATE INDEX calls_unmapped ON calls (account_sid)
    WHERE usage_category IS NULL OR usage_date IS NULL;

-- The column stands on the left, here and in the view: the planner turns a comparison round that
-- begins with a function, and then does not know it again.
CREATE INDEX calls_month_spanning ON calls (account_sid, usage_date)
    WHERE usage_month < substr(end_time, 1, 7);

-- Calls that usage could count on another day than that of their start.
CREATE INDEX calls_midnight_spanning ON calls (account_sid, usage_date)
    WHERE is_billed = 1 AND missing_since IS NULL
        AND (substr(date_created, 1, 10) <> usage_date OR substr(end_time, 1, 10) <> usage_date);

CREATE TABLE call_changes (
    -- What changed in a call after it was first seen: late prices, status, duration.
    change_id INTEGER PRIMARY KEY,
    sid TEXT NOT NULL REFERENCES calls (sid),
    changed_at DATETIME NOT NULL, -- when the change was seen
    field TEXT NOT NULL,          -- column of calls
    old_value TEXT,
    new_value TEXT,
    source TEXT NOT NULL          -- that brought the new value
);
CREATE INDEX call_changes_by_sid ON call_changes (sid);

CREATE TABLE suspected_calls (
    -- Calls that a complete re-read did not hold, not yet asked for by sid: a run asks for 500.
    sid TEXT PRIMARY KEY NOT NULL REFERENCES calls (sid),
    account_sid TEXT NOT NULL,
    suspected_since DATETIME NOT NULL
) WITHOUT ROWID;

CREATE TABLE usage_categories (
    -- Twilio's usage categories that concern calls, and what each is compared with.
    category TEXT PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,         -- comparison, flex, part, rollup, feature, unknown
    parent_category TEXT,       -- of a part: the record it is summed into where that is absent
    compares_as TEXT,           -- the comparison category or rollup it stands for
    description TEXT
);

CREATE TABLE usage_records (
    -- The mirror of the usage records: what Twilio says it billed.
    account_sid TEXT NOT NULL REFERENCES accounts (sid),
    includes_subaccounts INTEGER NOT NULL, -- 0: the account on its own
    source TEXT NOT NULL,       -- api, rest_csv, console, entered
    granularity TEXT NOT NULL,  -- daily, monthly, range
    category TEXT NOT NULL REFERENCES usage_categories (category),
    start_date DATE NOT NULL,
    end_date DATE NOT NULL,     -- inclusive, as Twilio writes it
    count BIGINT,               -- events
    count_unit TEXT,
    usage_micros BIGINT,        -- billed quantity in millionths, minutes for calls
    usage_decimals INTEGER,     -- decimals as reported
    usage_unit TEXT,
    price_micros BIGINT,        -- positive: a charge
    price_decimals INTEGER,
    price_unit TEXT,            -- upper-cased currency
    as_of DATETIME,             -- complete up to this time, says Twilio
    fetched_at DATETIME NOT NULL,
    PRIMARY KEY (account_sid, includes_subaccounts, source, granularity, category,
                 start_date, end_date)
);

CREATE TABLE usage_record_changes (
    -- What a usage record said before it was revised.
    change_id INTEGER PRIMARY KEY,
    account_sid TEXT NOT NULL,
    includes_subaccounts INTEGER NOT NULL,
    granularity TEXT NOT NULL,
    category TEXT NOT NULL,
    start_date DATE NOT NULL,
    end_date DATE NOT NULL,
    source TEXT NOT NULL,
    changed_at DATETIME NOT NULL,
    old_count BIGINT,
    old_usage_micros BIGINT,
    old_price_micros BIGINT,
    old_as_of DATETIME
);

CREATE TABLE call_days (
    -- Roll-up of calls, changed in the transaction that changes them. Sums over the cell's calls.
    account_sid TEXT NOT NULL,
    usage_date TEXT NOT NULL,      -- '' for calls without a start
    category TEXT NOT NULL,        -- '(unmapped)' for calls that no category takes
    status_group TEXT NOT NULL,    -- billed, unbilled, unfinished, unknown
    presence TEXT NOT NULL,        -- listed, missing
    price_unit TEXT NOT NULL,      -- '' where the call has none
    calls BIGINT NOT NULL,
    duration_seconds BIGINT NOT NULL,
    billed_seconds BIGINT NOT NULL,
    price_micros BIGINT NOT NULL,  -- negative: charges
    priced_calls BIGINT NOT NULL,
    zero_second_calls BIGINT NOT NULL,
    unsettled_calls BIGINT NOT NULL,
    PRIMARY KEY (account_sid, usage_date, category, status_group, presence, price_unit)
) WITHOUT ROWID;

CREATE TABLE account_months (
    -- One row for an account and a month: what its comparison stands on. Written when the month
    -- is closed, that is: when its cells and findings are worked out.
    account_sid TEXT NOT NULL REFERENCES accounts (sid),
    month TEXT NOT NULL,
    days INTEGER NOT NULL,
    log_days_covered INTEGER NOT NULL,
    usage_days_covered INTEGER NOT NULL,
    days_covered INTEGER NOT NULL,    -- by both
    unsettled_calls BIGINT NOT NULL,
    usage_as_of DATETIME,
    comparable INTEGER NOT NULL,
    reason TEXT NOT NULL,             -- '' if comparable
    inclusive_usage_count BIGINT,     -- with the subaccounts, all categories; NULL: not read
    inclusive_usage_microseconds BIGINT,
    closed_at DATETIME NOT NULL,
    PRIMARY KEY (account_sid, month)
) WITHOUT ROWID;

CREATE TABLE month_cells (
    -- The two sides for an account, month and category, and what is made of them.
    account_sid TEXT NOT NULL,
    month TEXT NOT NULL,
    category TEXT NOT NULL,
    is_rollup INTEGER NOT NULL,
    log_calls BIGINT NOT NULL,
    billed_calls BIGINT NOT NULL,
    log_microseconds BIGINT NOT NULL,
    log_price_micros BIGINT,          -- positive: a charge; NULL where the units are mixed
    usage_count BIGINT,               -- NULL: not read
    usage_microseconds BIGINT,
    usage_price_micros BIGINT,
    price_unit TEXT,
    state TEXT NOT NULL,
    as_of DATETIME,
    usage_granularity TEXT,           -- daily, monthly; NULL: not read
    log_source TEXT,                  -- api, rest_csv, bulk, console, joined by +; NULL: none
    usage_source TEXT,                -- api, rest_csv, console, entered; NULL: not read
    PRIMARY KEY (account_sid, month, category)
) WITHOUT ROWID;

CREATE TABLE day_cells (
    -- The same for one UTC day; only days on which either side has something.
    account_sid TEXT NOT NULL,
    date DATE NOT NULL,
    category TEXT NOT NULL,
    is_rollup INTEGER NOT NULL,
    log_calls BIGINT NOT NULL,
    billed_calls BIGINT NOT NULL,
    log_microseconds BIGINT NOT NULL,
    log_price_micros BIGINT,
    usage_count BIGINT,
    usage_microseconds BIGINT,
    usage_price_micros BIGINT,
    price_unit TEXT,
    state TEXT NOT NULL,
    as_of DATETIME,
    PRIMARY KEY (account_sid, date, category)
) WITHOUT ROWID;

CREATE TABLE discrepancy_findings (
    -- The named causes, where they were found: parts of usage minus log.
    account_sid TEXT NOT NULL,
    month TEXT NOT NULL,
    category TEXT NOT NULL,
    from_date DATE NOT NULL,
    to_date DATE NOT NULL,            -- exclusive
    cause TEXT NOT NULL,
    is_rollup INTEGER NOT NULL,
    calls BIGINT NOT NULL,
    microseconds BIGINT NOT NULL,
    price_micros BIGINT NOT NULL,
    affected_calls BIGINT,            -- NULL: not known
    certainty TEXT NOT NULL,          -- known, inferred, ambiguous
    as_of DATETIME,                   -- of usage_behind: the time that usage had reached
    readings TEXT NOT NULL DEFAULT '', -- what fits, in words; '' where the cause says it all
    PRIMARY KEY (account_sid, month, category, from_date, to_date, cause)
) WITHOUT ROWID;

CREATE TABLE discrepancy_finding_calls (
    -- The calls behind a finding that are known one by one, and cannot be told from their rows.
    account_sid TEXT NOT NULL,
    month TEXT NOT NULL,
    category TEXT NOT NULL,
    from_date DATE NOT NULL,
    to_date DATE NOT NULL,            -- exclusive
    cause TEXT NOT NULL,
    sid TEXT NOT NULL REFERENCES calls (sid),
    PRIMARY KEY (account_sid, month, category, from_date, to_date, cause, sid)
) WITHOUT ROWID;

CREATE TABLE stale_months (
    -- Months whose rows changed after they were last closed; shown as pending.
    account_sid TEXT NOT NULL,
    month TEXT NOT NULL,
    PRIMARY KEY (account_sid, month)
) WITHOUT ROWID;

CREATE TABLE sync_runs (
    -- One row for each sync, and for each import.
    run_id INTEGER PRIMARY KEY,
    command TEXT NOT NULL,            -- sync, import
    started_at DATETIME NOT NULL,
    ended_at DATETIME,
    exit_code INTEGER,                -- NULL: still running, or killed
    program_version TEXT NOT NULL,
    requests BIGINT NOT NULL DEFAULT 0,
    retries BIGINT NOT NULL DEFAULT 0,
    rows_read BIGINT NOT NULL DEFAULT 0,
    rows_new BIGINT NOT NULL DEFAULT 0,
    rows_changed BIGINT NOT NULL DEFAULT 0,
    rows_quarantined BIGINT NOT NULL DEFAULT 0,
    months_closed BIGINT NOT NULL DEFAULT 0,
    unknown_fields TEXT,              -- names and counts of fields that are not mirrored
    warnings TEXT                     -- oddities that were read all the same, with counts
);

CREATE TABLE sync_windows (
    -- Coverage: which UTC days of which listing of which account are fully stored. A later
    -- complete window replaces the earlier ones of its source that lie within it.
    window_id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES sync_runs (run_id),
    account_sid TEXT NOT NULL REFERENCES accounts (sid),
    source TEXT NOT NULL,             -- api, or that of the files: rest_csv, bulk, console, entered
    resource TEXT NOT NULL,           -- calls, usage_daily, usage_monthly
    category TEXT NOT NULL,           -- of usage_daily; else ''
    includes_subaccounts INTEGER NOT NULL,
    from_date DATE NOT NULL,
    to_date DATE NOT NULL,            -- exclusive: the days that count as stored when complete
    is_open_ended INTEGER NOT NULL,   -- 1: asked without an upper bound
    is_reread INTEGER NOT NULL,       -- 1: of days stored before; finds what vanished
    state TEXT NOT NULL,              -- open, complete
    started_at DATETIME NOT NULL,
    read_at DATETIME,                 -- when the last page was stored
    pages BIGINT NOT NULL DEFAULT 0,
    rows BIGINT NOT NULL DEFAULT 0,
    duplicates BIGINT NOT NULL DEFAULT 0,    -- rows whose call was in this window before
    out_of_window BIGINT NOT NULL DEFAULT 0, -- rows that start outside the days asked for
    quarantined BIGINT NOT NULL DEFAULT 0,
    next_page_uri TEXT                -- where an open window goes on
);
CREATE INDEX sync_windows_by_days ON sync_windows (account_sid, resource, category, from_date);

CREATE TABLE imports (
    -- One row for each account of each file that was imported.
    import_id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES sync_runs (run_id),
    account_sid TEXT NOT NULL REFERENCES accounts (sid),
    file_name TEXT NOT NULL,          -- without its folder; - for standard input
    format TEXT NOT NULL,             -- console_calls, rest_calls, ... as docs/import.md names them
    source TEXT NOT NULL,             -- rest_csv, bulk, console, entered
    zone TEXT NOT NULL,               -- of its local times
    lacks TEXT,                       -- columns of the table that the file does not have
    first_time DATETIME,              -- earliest and latest start of its calls, UTC
    last_time DATETIME,
    covered_from DATETIME,            -- what it holds all calls of, UTC; NULL: nothing whole
    covered_to DATETIME,              -- exclusive
    includes_subaccounts INTEGER,     -- of usage; NULL for calls
    rows BIGINT NOT NULL,
    rows_new BIGINT NOT NULL,
    rows_changed BIGINT NOT NULL,
    rows_quarantined BIGINT NOT NULL,
    moved_days BIGINT NOT NULL,       -- calls whose UTC day is not the day the file shows
    moved_months BIGINT NOT NULL      -- calls whose UTC month is not the month the file shows
);

CREATE TABLE quarantine (
    -- Rows that could not be read: kept as they came, with the reason.
    quarantine_id INTEGER PRIMARY KEY,
    account_sid TEXT NOT NULL,
    resource TEXT NOT NULL,           -- calls, usage_daily, usage_monthly, usage_with_subaccounts,
                                      -- accounts
    sid TEXT,                         -- of the call, where it was readable
    reason TEXT NOT NULL,
    raw TEXT NOT NULL,                -- JSON
    source TEXT NOT NULL,             -- api, or that of the file
    file_name TEXT,                   -- NULL: the API
    line BIGINT,                      -- of the file, counted from 1
    first_seen_at DATETIME NOT NULL,
    last_seen_at DATETIME NOT NULL,
    UNIQUE (account_sid, resource, raw)
);

CREATE TABLE data_dictionary (
    -- What every relation and column means.
    relation TEXT NOT NULL,
    column_name TEXT NOT NULL,        -- '' for the relation itself
    meaning TEXT NOT NULL,
    unit TEXT,
    PRIMARY KEY (relation, column_name)
) WITHOUT ROWID;
