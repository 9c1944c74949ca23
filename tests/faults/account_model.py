# SPDX-License-Identifier: MIT
"""A Twilio-shaped account, made up apart from the sample API: other categories, other quirks.

What an account did is a list of calls and a list of billing events. Calls are what `/Calls.json`
shows, events are what usage adds up; deleting a call leaves its event. All is drawn from a seed.
"""

import datetime
import email.utils
import math
import random
from decimal import Decimal

UTC = datetime.timezone.utc
NOW = datetime.datetime(2026, 3, 10, 12, 0, 0, tzinfo=UTC)
FIRST_DAY = datetime.date(2025, 12, 1)

# kind of leg -> usage category, in the names of an ordinary and of a Flex project
ORDINARY = {"in": "calls-inbound", "out": "calls-outbound", "client": "calls-client",
            "sip-in": "calls-sip-inbound", "sip-out": "calls-sip-outbound",
            "origination": "trunking-origination", "termination": "trunking-termination"}
FLEX = {"in": "pstnconnectivity-inbound", "out": "pstnconnectivity-outbound",
        "client": "programmablevoiceconn-clientsdk",
        "sip-in": "programmablevoiceconn-sip-inbound",
        "sip-out": "programmablevoiceconn-sip-outbound",
        "origination": "trunking-origination", "termination": "trunking-termination"}
ROLLUPS = {"calls": ("calls-inbound", "calls-outbound"),
           "calls-sip": ("calls-sip-inbound", "calls-sip-outbound"),
           "pstnconnectivity": ("pstnconnectivity-inbound", "pstnconnectivity-outbound"),
           "programmablevoiceconn-sip": ("programmablevoiceconn-sip-inbound",
                                         "programmablevoiceconn-sip-outbound")}
ALWAYS_ZERO = ("calls-globalconference", "sms", "sms-inbound", "mms", "phonenumbers", "fax",
               "video-minutes", "wireless-usage", "authy-calls-outbound", "turnmegabytes")


def sid(prefix, number):
    return f"{prefix}{number:032x}"


def rfc2822(time):
    return time and email.utils.format_datetime(time)


class Leg:
    """How legs of one kind look, and what takes them in usage; None: nothing."""

    def __init__(self, kind, direction, sender, receiver):
        self.kind, self.direction, self.sender, self.receiver = kind, direction, sender, receiver


LEGS = (
    Leg("in", "inbound", "+15550100001", "+15550199999"),
    Leg("in", "inbound", "anonymous", "+15550199998"),
    Leg("in", "inbound", "+266696687", "+15550199998"),
    Leg("client", "inbound", "client:alice", "+15550199999"),
    Leg("client", "inbound", "CLIENT:Bob", ""),
    Leg("sip-in", "inbound", "sip:desk@pbx.example", "+15550199999"),
    Leg("sip-in", "inbound", "SIPS:Desk@pbx.example;transport=tls", "+15550199999"),
    Leg("out", "outbound-api", "+15550199999", "+15550100002"),
    Leg("out", "outbound-dial", "client:alice", "+15550100003"),
    Leg("out", "outbound-api", "+15550199999", "88202"),
    Leg("client", "outbound-dial", "+15550199999", "client:agent-7"),
    Leg("sip-out", "outbound-dial", "+15550199999", "SIP:phone@pbx.example"),
    Leg("origination", "trunking-originating", "+15550100004", "sip:trunk@pbx.example"),
    Leg("termination", "trunking-terminating", "sip:trunk@pbx.example", "+15550100005"),
    Leg(None, "inbound", "sim:DE00000000000000000000000000000001", "+15550199999"),
    Leg(None, "outbound-api", "+15550199999", "whatsapp:+15550100006"),
    Leg(None, "outbound-teleport", "+15550199999", "+15550100007"),
)
STATUSES = ("completed",) * 14 + ("busy", "failed", "no-answer", "canceled", "voicemail")


class Account:
    def __init__(self, number, name, *, style="ordinary", unit="USD", call_units=None,
                 increment=60, status="active"):
        self.sid = sid("AC", number)
        self.name, self.style, self.unit, self.status = name, style, unit, status
        self.call_units = call_units or (unit,)
        self.increment = increment   # seconds; below 60: the contract is a sub-minute one
        self.calls = []              # rows as the API shows them
        self.events = []             # (day, category, minutes, price)
        self.day_corrections = {}    # (category, day) -> events more in the day than in its month
        self.owner = None

    def row(self):
        return {"sid": self.sid, "friendly_name": self.name, "status": self.status,
                "type": "Full", "owner_account_sid": self.owner or self.sid,
                "auth_token": "the-account-s-own-secret", "date_created": rfc2822(NOW),
                "date_updated": rfc2822(NOW), "uri": f"/2010-04-01/Accounts/{self.sid}.json",
                "subresource_uris": {"calls": "/x"}, "region_hint": "moon1"}

    def category_of(self, leg, number):
        if leg.kind is None:
            return None
        category = (FLEX if self.style == "flex" else ORDINARY)[leg.kind]
        if self.style == "parts":
            if category == "calls-inbound":
                return category + ("-local", "-mobile", "-tollfree")[number % 3]
            if category == "trunking-origination":
                return category + ("-local", "-tollfree")[number % 2]
        return category

    def add_call(self, number, leg, start, duration, status="completed", *, price="rated",
                 billed=True):
        """A call, and the event that bills it."""
        rate = Decimal("0.00850")
        minutes = Decimal(math.ceil(duration / self.increment) * self.increment) / 60
        charge = (minutes * rate).quantize(Decimal("0.00001"))
        created = start - datetime.timedelta(seconds=4)
        is_over = status not in ("queued", "ringing", "in-progress")
        has_talk = status == "completed"
        unit = self.call_units[number % len(self.call_units)]
        row = {
            "sid": sid("CA", int(self.sid[2:], 16) * 1_000_000 + number * 7919 % 1_000_000),
            "account_sid": self.sid, "parent_call_sid": None, "group_sid": None,
            "phone_number_sid": "" if number % 5 else None, "trunk_sid": "",
            "from": leg.sender, "to": leg.receiver, "from_formatted": leg.sender,
            "to_formatted": leg.receiver, "status": status, "direction": leg.direction,
            "date_created": rfc2822(created),
            "date_updated": rfc2822(start + datetime.timedelta(seconds=duration)),
            "start_time": None if status == "queued" else rfc2822(start),
            "end_time": rfc2822(start + datetime.timedelta(seconds=duration)) if is_over else None,
            "duration": str(duration) if has_talk else (None if status == "queued" else "0"),
            "price": f"-{charge}" if has_talk and price == "rated" else None,
            "price_unit": unit, "answered_by": "machine_sentient" if number % 11 == 0 else None,
            "caller_name": "" if number % 2 else None, "forwarded_from": "",
            "annotation": None, "api_version": "2010-04-01", "queue_time": "0",
            "uri": f"/2010-04-01/Accounts/{self.sid}/Calls/x.json",
            "subresource_uris": {"recordings": "/x", "streams": ["/y"]},
            # Never heard of:
            "edge_location": "umatilla", "stir_verstat": {"level": "A", "passed": True},
            "hops": number % 3,
        }
        self.calls.append(row)
        category = self.category_of(leg, number)
        if has_talk and billed and category:
            self.events.append((start.date(), category, minutes, charge))
        return row

    def populate(self, seed, count):
        draw = random.Random(seed)
        days = (NOW.date() - FIRST_DAY).days + 1
        for number in range(count):
            day = FIRST_DAY + datetime.timedelta(days=draw.randrange(days))
            time = datetime.time(draw.randrange(11), draw.randrange(60), draw.randrange(60))
            if number % 6 == 0:
                time = datetime.time(0, 0, 0)          # exactly at midnight
            elif number % 17 == 0 and day < NOW.date():
                time = datetime.time(23, 59, 58)       # into the next day, or month
            start = datetime.datetime.combine(day, time, UTC)
            leg = LEGS[draw.randrange(len(LEGS))]
            status = STATUSES[draw.randrange(len(STATUSES))]
            duration = draw.choice((0, 1, 59, 60, 61, 119, 120, 3599, draw.randrange(7200)))
            unpriced = leg.kind == "client" and leg.direction == "outbound-dial"
            self.add_call(number, leg, start, duration if status == "completed" else 0, status,
                          price="never" if unpriced else "rated", billed=draw.random() > 0.03)
        first, last = FIRST_DAY, NOW.date()
        for category in ("calls-hologram", "voice-quantum-minutes", "calls-recordings",
                         "calls-media-stream-minutes"):
            for _ in range(3):
                day = first + datetime.timedelta(days=draw.randrange((last - first).days))
                self.events.append((day, category, Decimal("2.5"), Decimal("0.00250")))

    # What usage says ------------------------------------------------------------------------

    def usage(self, first, last, category=None, *, daily=False):
        """(category, count, usage, price) summed over the days [first, last], both included."""
        sums = {}
        for day, name, minutes, price in self.events:
            if first <= day <= last:
                count, usage, money = sums.get(name, (0, Decimal(0), Decimal(0)))
                sums[name] = (count + 1, usage + minutes, money + price)
        for (name, day), (count, minutes, price) in self.day_corrections.items():
            # A month without any is zero, and is not asked for by day.
            is_used = any(event[1] == name and (event[0].year, event[0].month)
                          == (day.year, day.month) for event in self.events)
            if daily and is_used and first <= day <= last:
                before = sums.get(name, (0, Decimal(0), Decimal(0)))
                sums[name] = (before[0] + count, before[1] + minutes, before[2] + price)
        for rollup, parts in ROLLUPS.items():
            if (self.style == "flex") == rollup.startswith(("pstn", "prog")):
                found = [sums[name] for name in sums
                         if any(name == part or name.startswith(part + "-") for part in parts)]
                if found or self.style == "ordinary":
                    sums[rollup] = tuple(sum(values) for values in zip(*found)) if found else (
                        0, Decimal(0), Decimal(0))
        if self.style == "parts":
            # The toll-free part comes with parts of its own beside it: not to be added to it.
            if "calls-inbound-tollfree" in sums:
                sums["calls-inbound-tollfree-local"] = sums["calls-inbound-tollfree"]
        elif self.style == "ordinary":
            # Parts beside their parent, which is there.
            if "calls-inbound" in sums:
                sums["calls-inbound-local"] = sums["calls-inbound"]
        if self.style == "flex":  # the ordinary names are listed too, and empty
            for name in (*ORDINARY.values(), "calls"):
                sums.setdefault(name, (0, Decimal(0), Decimal(0)))
        for name in ALWAYS_ZERO:
            sums[name] = (0, Decimal(0), Decimal(0))
        total = sum((values[2] for name, values in sums.items() if name not in ROLLUPS), Decimal(0))
        sums["totalprice"] = (None, total, total)
        if category is not None:
            sums = {name: values for name, values in sums.items() if name == category}
        return sums


class Model:
    """A parent and its subaccounts."""

    def __init__(self, seed=1, calls=60):
        self.now = NOW
        self.secret = "0123456789abcdefSECRETfedcba98765"
        self.parent = Account(0xA1, "Parent")
        self.accounts = [
            self.parent,
            Account(0xB2, "Flex project", style="flex"),
            Account(0xC3, "Parts only", style="parts", unit="EUR"),
            Account(0xD4, "Two currencies", call_units=("USD", "JPY"), increment=6),
            Account(0xE5, "Quiet", status="suspended"),
            Account(0xF6, "Closed last year", status="closed"),
        ]
        for place, account in enumerate(self.accounts):
            account.owner = self.parent.sid
            if account.name != "Quiet":
                account.populate(seed * 100 + place, calls if place < 4 else calls // 6)
        day = datetime.date(2026, 1, 15)
        self.parent.day_corrections[("calls-outbound", day)] = (1, Decimal(1), Decimal("0.00850"))
        self.parent.add_call(900_001, LEGS[7], NOW - datetime.timedelta(minutes=3), 0, "queued")
        self.parent.add_call(900_002, LEGS[0], NOW - datetime.timedelta(minutes=9), 0,
                             "in-progress")
        self.reads = 0  # of usage: as_of moves with every one

    def find(self, account_sid):
        return next((a for a in self.accounts if a.sid == account_sid), None)

    def usage_rows(self, account, grain, first, last, category, with_subaccounts):
        """Rows of a usage listing, newest first, categories in no order."""
        self.reads += 1
        as_of = self.now + datetime.timedelta(seconds=self.reads)
        members = self.accounts if with_subaccounts and account is self.parent else [account]
        rows = []
        for start, end in reversed(list(_spans(grain, first, last))):
            sums = {}
            for member in members:
                for name, values in member.usage(start, end, category,
                                                 daily=grain == "Daily").items():
                    before = sums.get(name, (0, Decimal(0), Decimal(0)))
                    sums[name] = tuple((a or 0) + (b or 0) for a, b in zip(before, values))
            for name, (count, usage, price) in sorted(sums.items(), key=lambda item: item[0][::-1]):
                if grain == "Daily" and not (count or usage or price):
                    continue  # by day, zeros are left out
                rows.append({
                    "account_sid": account.sid, "category": name,
                    "description": name.replace("-", " ").title(),
                    "start_date": start.isoformat(), "end_date": end.isoformat(),
                    "count": None if name == "totalprice" else str(count),
                    "count_unit": "" if name == "totalprice" else "calls",
                    "usage": str(usage), "usage_unit": "minutes",
                    "price": f"{price:.5f}", "price_unit": account.unit.lower(),
                    "as_of": as_of.strftime("%Y-%m-%dT%H:%M:%S+00:00"),
                    "api_version": "2010-04-01", "uri": "/x", "subresource_uris": None,
                    "carbon_grams": 12,
                })
        return rows


def _spans(grain, first, last):
    day = first
    while day <= last:
        end = day
        if grain == "Monthly":
            following = (day.replace(day=28) + datetime.timedelta(days=4)).replace(day=1)
            end = min(following - datetime.timedelta(days=1), last)
        yield day, end
        day = end + datetime.timedelta(days=1)
