# SPDX-License-Identifier: MIT
"""Sync: against the raw insert of the same rows, the peers, an empty run and latency."""

import math
import os
import sqlite3

from measure import Run, SampleApi, in_turns, median, ratio, remove_mirror, run


def sync(bench, api, mirror, *options):
    return run([bench.calltally, "--db", mirror, "sync", "--quiet", "--base-url", api.url, *options],
               api.environment)


def new_sync(bench, api, mirror, *options):
    remove_mirror(mirror)
    return sync(bench, api, mirror, *options)


def raw_insert(bench, mirror):
    """The minimal loop: it takes the time itself, of the insert alone."""
    copy = bench.folder / "raw.db"
    remove_mirror(copy)
    result = run([bench.work("raw_insert"), mirror, copy])
    _, seconds, processor = result.output.split()
    remove_mirror(copy)
    return Run(float(seconds), float(processor), result.peak_mib, "")


def count(mirror):
    with sqlite3.connect(f"file:{mirror}?mode=ro", uri=True) as connection:
        return connection.execute("SELECT count(*) FROM calls").fetchone()[0]


def first_sync(bench):
    """A new mirror of everything, and the raw insert of the same rows."""
    mirror = bench.folder / "sync.db"
    with SampleApi(bench.programs, bench.folder, bench.calls) as api:
        options = ("--subaccounts",)
        new_sync(bench, api, mirror, *options)
        synced, raw = in_turns(bench.runs,
                               lambda: new_sync(bench, api, mirror, *options),
                               lambda: raw_insert(bench, mirror))
    calls = count(mirror)
    size = os.path.getsize(mirror)
    seconds = median(x.seconds for x in synced)
    bench.row("sync", f"{calls:,} calls, raw insert / sync", 1 / ratio(synced, raw), ">=", 0.5,
              f"{calls / seconds:,.0f} calls/s, processor "
              f"{median(x.processor for x in synced) * 1e6 / calls:.1f} us a call")
    bench.row("sync: memory", "peak MiB", max(x.peak_mib for x in synced), "<=", 96)
    bench.row("sync: file", "bytes a call", size / calls, "<=", 500)


def peers(bench):
    """The scripts that a user would write instead, over the one account that they read."""
    with SampleApi(bench.programs, bench.folder, bench.calls) as api:
        mirror = bench.folder / "sync.db"
        peer_file = bench.folder / "peer.db"

        def peer(command):
            remove_mirror(peer_file)
            return run([*command, api.url, peer_file], api.environment)

        for name, command in bench.peers():
            runs = max(1, bench.runs - 2)
            ours, theirs = in_turns(runs, lambda: new_sync(bench, api, mirror),
                                    lambda: peer(command))
            calls = count(mirror)
            times = 1 / ratio(ours, theirs)
            bench.row(f"peer: {name}", f"{calls:,} calls, its time / ours", times, ">=", 4,
                      f"it {calls / median(x.seconds for x in theirs):,.0f} calls/s, "
                      f"{median(x.peak_mib for x in theirs):.0f} MiB, "
                      f"{os.path.getsize(peer_file) / calls:,.0f} bytes a call; we "
                      f"{calls / median(x.seconds for x in ours):,.0f} calls/s")
            remove_mirror(peer_file)


def import_export(bench, mirror, path):
    return run([bench.calltally, "--db", mirror, "import", path, "--quiet", "--zone",
                "America/New_York", "--account", "AC" + "b" * 32])


def sync_again(bench):
    """A second sync finds nothing new, and a month gets more calls: beside a small mirror, and one
    with a million calls that neither reads again."""
    small = bench.folder / "small.db"
    large = bench.folder / "large.db"
    with SampleApi(bench.programs, bench.folder, 10_000) as api:
        new_sync(bench, api, small)
        new_sync(bench, api, large)
        import_export(bench, large, bench.console_csv(bench.import_rows))
        sync(bench, api, small)
        sync(bench, api, large)
        requests = []

        def again(mirror):
            before = api.requests()
            result = sync(bench, api, mirror)
            requests.append(api.requests() - before)
            return result

        beside_large, beside_small = in_turns(2 * bench.runs + 1, lambda: again(large),
                                              lambda: again(small))
    bench.row("sync again", f"{count(large):,} calls / {count(small):,} calls",
              ratio(beside_large, beside_small), "<=", 1.2,
              f"{median(x.seconds for x in beside_large):.2f} s, "
              f"{'-'.join(str(x) for x in sorted(set(requests)))} requests")

    exports = [bench.console_csv(100, "2026-05", seed) for seed in range(2 * bench.runs + 1)]
    to_large, to_small = iter(exports), iter(exports)
    beside_large, beside_small = in_turns(
        len(exports), lambda: import_export(bench, large, next(to_large)),
        lambda: import_export(bench, small, next(to_small)))
    bench.row("closing a month", f"beside {count(large):,} calls / {count(small):,} calls",
              ratio(beside_large, beside_small), "<=", 1.2,
              f"import of 100 calls: {median(x.seconds for x in beside_large):.2f} s")
    remove_mirror(large)
    remove_mirror(small)


def latency(bench):
    """The server's time is hidden behind other requests."""
    mirror = bench.folder / "latency.db"
    wait = 500
    # Some requests have to wait for each other: it takes a log of many pages to hide them.
    for concurrency in (4, 8):
        with SampleApi(bench.programs, bench.folder, bench.latency_calls, "--latency-ms",
                       wait) as api:
            result = new_sync(bench, api, mirror, "--concurrency", concurrency)
            pages = api.requests()
        ideal = math.ceil(pages / concurrency) * wait / 1000
        bench.row(f"latency, {concurrency} at once", f"{pages} answers of {wait} ms: time / ideal",
                  result.seconds / ideal, "<=", 1.1, f"{result.seconds:.1f} s")
    with SampleApi(bench.programs, bench.folder, 300, "--latency-ms", 300) as api:
        result = new_sync(bench, api, mirror)
        bench.row("small account", "300 calls, answers of 300 ms: seconds", result.seconds, "<=", 3,
                  f"{api.requests()} requests")
    remove_mirror(mirror)
