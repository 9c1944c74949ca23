# SPDX-License-Identifier: MIT
"""The mirror: import, views, functions, report, backup, a change of the rules."""

import os
import sqlite3
import time

from measure import Run, SampleApi, in_turns, median, ratio, remove_mirror, run
from sync_cases import count, new_sync, raw_insert


def import_file(bench):
    """A Console export into an empty mirror, and the raw insert of the same rows."""
    mirror = bench.folder / "import.db"
    path = bench.console_csv(bench.import_rows)

    def new_import():
        remove_mirror(mirror)
        return run([bench.calltally, "--db", mirror, "import", path, "--quiet", "--zone",
                    "America/New_York", "--account", "AC" + "a" * 32])

    new_import()
    imported, raw = in_turns(bench.runs, new_import, lambda: raw_insert(bench, mirror))
    rows = count(mirror)
    rate = rows / median(x.seconds for x in imported)
    bench.row("import", f"{rows:,} rows, raw insert / import", 1 / ratio(imported, raw), ">=", 0.5,
              f"{rate:,.0f} rows/s, processor "
              f"{median(x.processor for x in imported) * 1e6 / rows:.1f} us a row")
    bench.row("import: memory", "peak MiB", max(x.peak_mib for x in imported), "<=", 128)
    remove_mirror(mirror)


def milliseconds(connection, sql, parameters=(), runs=5):
    times = []
    for _ in range(runs):
        started = time.monotonic()
        connection.execute(sql, parameters).fetchall()
        times.append((time.monotonic() - started) * 1000)
    return median(times)


DISCREPANCY_VIEWS = ("monthly_discrepancies", "daily_discrepancies", "discrepancy_causes",
                     "call_log_bridge", "voice_and_client_minutes", "month_status",
                     "usage_crosschecks")
# Tables that hold something of each account.
TABLES_OF_ACCOUNTS = ("account_months", "month_cells", "day_cells", "call_days", "usage_records",
                      "discrepancy_findings", "sync_windows")
LIST_VIEWS = ("missing_calls", "unsettled_calls", "unmapped_calls", "month_spanning_calls",
              "unbilled_calls")


def largest_month(connection):
    """The account and month with the most calls."""
    return connection.execute("SELECT account_sid, month FROM month_cells "
                              "WHERE category = 'combined' ORDER BY log_calls DESC").fetchone()


def milliseconds_of_month(connection, account, month):
    """Of each discrepancy view, for one account and month."""
    conditions = {"daily_discrepancies": "substr(date, 1, 7) = ?"}
    return {view: milliseconds(connection, f"SELECT * FROM {view} WHERE account_sid = ? AND "
                               f"{conditions.get(view, 'month = ?')}", (account, month))
            for view in DISCREPANCY_VIEWS}


def views(bench):
    """The slowest of the views, in milliseconds."""
    mirror = bench.mirror()
    connection = sqlite3.connect(f"file:{mirror}?mode=ro", uri=True)
    account, month = largest_month(connection)
    by_month = milliseconds_of_month(connection, account, month)
    whole = {view: milliseconds(connection, f"SELECT * FROM {view} WHERE account_sid = ?",
                                (account,)) for view in DISCREPANCY_VIEWS}
    lists = {view: milliseconds(connection, f"SELECT * FROM {view} LIMIT 100")
             for view in LIST_VIEWS}
    lists["call_details of a month"] = milliseconds(
        connection, "SELECT * FROM call_details WHERE account_sid = ? AND usage_month = ? AND "
        "usage_date >= ? || '-01' AND usage_date <= ? || '-31' LIMIT 100",
        (account, month, month, month))
    connection.close()
    calls = count(mirror)
    for name, times, limit in (("views of a month", by_month, 10), ("views of an account", whole, 10),
                               ("lists of 100", lists, 20)):
        slowest = max(times, key=times.get)
        bench.row(name, f"{calls:,} calls: slowest, ms", times[slowest], "<=", limit, slowest)

    def first_query():
        started = time.monotonic()
        with sqlite3.connect(f"file:{mirror}?mode=ro", uri=True) as opened:
            opened.execute("SELECT * FROM monthly_discrepancies WHERE account_sid = ? "
                           "AND month = ?", (account, month)).fetchall()
        opened.close()
        return (time.monotonic() - started) * 1000

    bench.row("open and ask", "ms", median(first_query() for _ in range(5)), "<=", 50)


def give_to_others(connection, account, others):
    """Whatever stands of the account's own, without its calls, once more for each of the others."""
    connection.execute("CREATE TEMP TABLE others (sid)")
    connection.executemany("INSERT INTO others VALUES (?)", ((sid,) for sid in others))
    for table, name in (("accounts", "sid"), *((table, "account_sid") for table in TABLES_OF_ACCOUNTS)):
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")
                   if row[1] != "window_id"]
        own = "AND includes_subaccounts = 0" if "includes_subaccounts" in columns else ""
        values = ["others.sid" if column == name else f"made.{column}" for column in columns]
        connection.execute(f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} "
                           f"FROM others CROSS JOIN {table} AS made WHERE made.{name} = ? {own}",
                           (account,))
    connection.commit()


def many_accounts(bench, accounts=1000):
    """The slowest view of a month of one account among many, each with as much as the largest."""
    mirror = bench.folder / "accounts.db"
    with SampleApi(bench.programs, bench.folder, 20_000) as api:
        new_sync(bench, api, mirror, "--subaccounts")
    connection = sqlite3.connect(mirror)
    account, month = largest_month(connection)
    others = [f"AC{number:032x}" for number in range(accounts)]
    give_to_others(connection, account, others)
    times = milliseconds_of_month(connection, others[accounts // 2], month)
    connection.close()
    slowest = max(times, key=times.get)
    bench.row("views of many accounts", f"a month of one of {accounts:,}: slowest, ms",
              times[slowest], "<=", 10, slowest)
    remove_mirror(mirror)


def functions(bench):
    """A row of the extension's functions over that of plain SQL, reading the column taken off."""
    mirror = bench.mirror()
    expressions = {
        "start": "count(start_time)", "duration": "count(duration)",
        "strftime": "count(strftime('%Y-%m', start_time))",
        "utc_month": "count(utc_month(start_time))",
        "plain": "count((duration + 59) / 60)",
        "billed_minutes": "count(billed_minutes(duration))",
        "scan": "count(*), max(account_sid), max(start_time), max(status), max(direction), "
                "max(from_address), max(to_address), max(duration), max(price_micros), "
                "max(price_unit)",
    }
    # Some millions of rows: the shell's timer tells milliseconds.
    calls = count(mirror)
    times_over = max(1, 4_000_000 // calls)
    again = ", ".join(["(1)"] * times_over)
    times = bench.shell_times(mirror, [
        *(f"SELECT {expression} FROM (VALUES {again}) CROSS JOIN calls"
          for expression in expressions.values()),
        "SELECT count(*) FROM live_month_report()"])
    of = dict(zip([*expressions, "live"], times))
    ns = {name: seconds * 1e9 / calls / (1 if name == "live" else times_over)
          for name, seconds in of.items()}
    bench.row("utc_month(text)", "over strftime('%Y-%m', text), less the column",
              (ns["utc_month"] - ns["start"]) / (ns["strftime"] - ns["start"]), "<=", 0.2,
              f"{ns['utc_month'] - ns['start']:.0f} ns, "
              f"{ns['strftime'] - ns['start']:.0f} ns")
    bench.row("billed_minutes()", "over (duration + 59) / 60, less the column",
              (ns["billed_minutes"] - ns["duration"]) / (ns["plain"] - ns["duration"]), "<=",
              2, f"{ns['billed_minutes'] - ns['duration']:.1f} ns, "
              f"{ns['plain'] - ns['duration']:.1f} ns")
    bench.row("live_month_report()", "over a bare scan of its columns", ns["live"] / ns["scan"],
              "<=", 1.5, f"{ns['live']:.0f} ns a call")


def report(bench):
    mirror = bench.mirror()
    command = [bench.calltally, "--db", mirror, "report", "--all", "--format"]
    html, csv = in_turns(bench.runs, lambda: run([*command, "html"]), lambda: run([*command, "csv"]))
    bench.row("report --format html", "over --format csv", ratio(html, csv), "", None,
              f"{median(x.seconds for x in html):.2f} s, {max(x.peak_mib for x in html):.0f} MiB, "
              f"{len(html[0].output) // 1024} KiB")


def backup(bench):
    """Against a plain copy that is flushed to the disk too."""
    mirror = bench.mirror()
    made, copied = bench.folder / "backup.db", bench.folder / "copy.db"

    def make():
        remove_mirror(made)
        return run([bench.calltally, "--db", mirror, "backup", made])

    def copy():
        remove_mirror(copied)
        return run(["dd", f"if={mirror}", f"of={copied}", "bs=1M", "conv=fsync", "status=none"])

    ours, theirs = in_turns(bench.runs, make, copy)
    bench.row("backup", "over dd conv=fsync", ratio(ours, theirs), "", None,
              f"{os.path.getsize(mirror) / 2**20 / median(x.seconds for x in ours):,.0f} MiB/s")
    remove_mirror(made)
    remove_mirror(copied)


def change_of_rules(bench):
    """A rule that rates every billed call anew, by itself and with the closing of its months, against
    the bare UPDATE of the same rows."""
    copy = bench.folder / "rules.db"

    def prepare():
        remove_mirror(copy)
        run([bench.calltally, "--db", bench.mirror(), "backup", copy])

    def change():
        prepare()
        return run([bench.calltally, "--db", copy, "rules", "add", "--minimum", 6, "--increment", 6,
                    "--since", "2020-01-01"])

    def re_rate():
        prepare()
        done = run([bench.work("work"), "time-re-rating", copy])
        return Run(float(done.output), done.processor, done.peak_mib, "")

    def update():
        prepare()
        return run(["sqlite3", copy, "PRAGMA synchronous = FULL; PRAGMA cache_size = -12000; "
                    "PRAGMA wal_autocheckpoint = 32768; PRAGMA journal_mode = WAL;"
                    "UPDATE calls SET billed_seconds = max(6, (duration + 5) / 6 * 6), "
                    "rounding_rule_id = 1 WHERE is_billed = 1; PRAGMA wal_checkpoint(TRUNCATE)"])

    rated, changed, updated = in_turns(bench.runs, re_rate, change, update)
    bench.row("calls rated anew", "over the bare UPDATE", ratio(rated, updated), "<=", 1.5,
              f"{median(x.seconds for x in rated):.2f} s, "
              f"{max(x.peak_mib for x in rated):.0f} MiB")
    bench.row("change of a rule", "with its months, over the bare UPDATE", ratio(changed, updated),
              "", None, f"{median(x.seconds for x in changed):.2f} s for {count(copy):,} calls, "
              f"{max(x.peak_mib for x in changed):.0f} MiB")
    remove_mirror(copy)
