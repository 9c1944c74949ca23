# SPDX-License-Identifier: MIT
"""The comparison worked out anew from docs/reconciliation.md, without a line of calltally's.

In: the rows that the API shows, calls as JSON objects and usage records by day and by month.
Out: the cells of `monthly_discrepancies` and `daily_discrepancies`.
"""

import datetime
import email.utils
from decimal import Decimal

CATEGORIES = ("calls-inbound", "calls-outbound", "calls-client", "calls-sip-inbound",
              "calls-sip-outbound", "trunking-origination", "trunking-termination")
FLEX_NAMES = {"calls-inbound": "pstnconnectivity-inbound",
              "calls-outbound": "pstnconnectivity-outbound",
              "calls-client": "programmablevoiceconn-clientsdk",
              "calls-sip-inbound": "programmablevoiceconn-sip-inbound",
              "calls-sip-outbound": "programmablevoiceconn-sip-outbound",
              "calls": "pstnconnectivity"}
PARTS = {"calls-inbound": ("calls-inbound-local", "calls-inbound-mobile", "calls-inbound-tollfree"),
         "calls-inbound-tollfree": ("calls-inbound-tollfree-local", "calls-inbound-tollfree-mobile"),
         "trunking-origination": ("trunking-origination-local", "trunking-origination-mobile",
                                  "trunking-origination-tollfree")}
UNMAPPED = "(unmapped)"


def category_of(call):
    direction = call["direction"]
    if direction == "trunking-originating":
        return "trunking-origination"
    if direction == "trunking-terminating":
        return "trunking-termination"
    if direction not in ("inbound", "outbound-api", "outbound-dial"):
        return UNMAPPED
    is_inbound = direction == "inbound"
    far_end = (call["from"] if is_inbound else call["to"]) or ""
    scheme = far_end.split(":")[0].lower() if ":" in far_end else ""
    if scheme == "client":
        return "calls-client"
    if scheme in ("sip", "sips"):
        return "calls-sip-inbound" if is_inbound else "calls-sip-outbound"
    if scheme:
        return UNMAPPED
    return "calls-inbound" if is_inbound else "calls-outbound"


def start_of(call):
    return call["start_time"] and email.utils.parsedate_to_datetime(
        call["start_time"]).astimezone(datetime.timezone.utc)


def micros(text):
    """Exactly, or not at all."""
    value = Decimal(text) * 1_000_000
    assert value == int(value), text
    return int(value)


class Log:
    """One side: sums over calls."""

    def __init__(self, calls):
        self.calls = len(calls)
        billed = [call for call in calls if call["status"] == "completed"]
        self.billed = len(billed)
        self.microseconds = sum(-(-int(call["duration"] or 0) // 60) * 60_000_000
                                for call in billed)
        self.price = -sum(micros(call["price"]) for call in billed if call["price"])
        self.units = {call["price_unit"].upper() for call in billed if call["price"]}


def is_unsettled(call, now):
    """Not over; or billed and without a price, until 72 hours after its end."""
    if call["status"] in ("queued", "ringing", "in-progress"):
        return True
    if call["status"] != "completed" or call["price"]:
        return False
    ended = email.utils.parsedate_to_datetime(call["end_time"])
    return now - ended <= datetime.timedelta(hours=72)


class Usage:
    """The other side: sums over records."""

    def __init__(self, records):
        self.records = len(records)
        self.count = sum(int(record["count"] or 0) for record in records)
        self.microseconds = sum(micros(record["usage"]) * 60 for record in records)
        self.price = sum(micros(record["price"]) for record in records)
        self.units = {record["price_unit"].upper() for record in records if record["price"]}
        self.is_zero = not (self.count or self.microseconds or self.price)


class AccountUsage:
    """What one account's usage says, category by category.

    :param daily, monthly: records as the API shows them
    """

    def __init__(self, daily, monthly, first, last):
        self.daily, self.monthly = daily, monthly
        self.first, self.last = first, last
        self.names = {record["category"] for record in monthly}

    def _records(self, names, month, day=None):
        chosen = []
        for record in self.daily:
            if record["category"] in names and record["start_date"].startswith(month) and (
                    day is None or record["start_date"] == day):
                chosen.append(record)
        return chosen

    def suppliers(self, name, month):
        """The record itself; where it is absent, the parts that are there."""
        present = {r["category"] for r in self.monthly if r["start_date"].startswith(month)}
        if name in present or name not in PARTS:
            return {name}
        found = set()
        for part in PARTS[name]:
            found |= {s for s in self.suppliers(part, month) if s in present}
        return found or {name}

    def chosen(self, name, month):
        native = self.suppliers(name, month)
        if name in FLEX_NAMES and Usage(self._records(native, month)).is_zero:
            flex = self.suppliers(FLEX_NAMES[name], month)
            if not Usage(self._records(flex, month)).is_zero:
                return flex
        return native

    def of(self, name, month, day=None):
        """None: this account has no such record."""
        if name == "calls" and not {"calls", FLEX_NAMES["calls"]} & self.names:
            return None
        return Usage(self._records(self.chosen(name, month), month, day))


def state_of(calls, usage, category, month, now):
    """The state of a category's month, all of whose days were read."""
    if now.date().isoformat()[:7] <= month or any(is_unsettled(call, now) for call in calls):
        return "pending"
    log = Log(calls)
    side = Usage([]) if category == UNMAPPED else usage.of(category, month)
    if (side.count, side.microseconds) == (log.billed, log.microseconds):
        # Each record's price is rounded to five decimals, and each call's.
        tolerance = 5 * (side.records + log.billed)
        if len(log.units | side.units) > 1 or abs(side.price - log.price) <= tolerance:
            return "agrees"
    if log.calls == 0:
        return "usage only"
    listed = {record["category"] for record in usage.monthly
              if record["start_date"].startswith(month)}
    has_record = category != UNMAPPED and listed & usage.chosen(category, month)
    return "differs" if has_record or not log.billed else "log only"


def cell(log, usage):
    units = log.units | (usage.units if usage else set())
    mixed = len(units) > 1
    return {
        "log_calls": log.calls, "billed_calls": log.billed, "log_microseconds": log.microseconds,
        "log_price_micros": None if mixed else log.price,
        "usage_count": usage and usage.count, "usage_microseconds": usage and usage.microseconds,
        "usage_price_micros": None if mixed or usage is None else usage.price,
        "price_unit": "mixed" if mixed else (min(units) if units else None),
    }


def cells(calls, usage, month, day=None):
    """Category -> cell, for a month, or one day of it."""
    period = day or month
    started = [call for call in calls
               if start_of(call) and start_of(call).date().isoformat().startswith(period)]
    by_category = {name: [] for name in CATEGORIES}
    for call in started:
        by_category.setdefault(category_of(call), []).append(call)
    nothing = Usage([])
    sides = {name: (Log(rows), nothing if name == UNMAPPED else usage.of(name, month, day))
             for name, rows in by_category.items()}
    result = {name: cell(*pair) for name, pair in sides.items()}
    pstn = by_category["calls-inbound"] + by_category["calls-outbound"]
    result["calls"] = cell(Log(pstn), usage.of("calls", month, day))
    everything = Usage([])
    for _, side in sides.values():
        everything.count += side.count
        everything.microseconds += side.microseconds
        everything.price += side.price
        everything.units |= side.units
    result["combined"] = cell(Log(started), everything)
    return result
