# SPDX-License-Identifier: MIT
"""Serves an account model over raw sockets, so that every byte can be made wrong.

Two origins, `good` and `evil`, in plain HTTP or TLS, on loopback only. Every request to either is
written down with its origin and whether it carried an Authorization. Faults are actions that take
the place of the answer to chosen requests.
"""

import base64
import datetime
import email.utils
import json
import re
import socket
import ssl
import struct
import threading
import time
import urllib.parse

ACCOUNT = re.compile(r"^/2010-04-01/Accounts/(AC[0-9a-f]{32})(\.json|/.*)$")
LONGEST_IDLE = 20  # seconds that a connection may be silent


class Request:
    def __init__(self, origin, target, headers):
        self.origin, self.target, self.headers = origin, target, headers
        self.time = time.monotonic()
        parts = urllib.parse.urlsplit(target)
        self.path = parts.path
        self.query = dict(urllib.parse.parse_qsl(parts.query, keep_blank_values=True))
        self.has_authorization = "authorization" in headers
        self.status = 0  # of what was answered; 0: something else
        self.asked_to_wait = 0  # seconds

    @property
    def kind(self):
        """account, accounts, calls, queued, call, monthly, daily, or other."""
        for kind, pattern in (("accounts", r"/Accounts\.json$"), ("account", r"/AC\w+\.json$"),
                              ("call", r"/Calls/\w+\.json$"), ("monthly", r"/Monthly\.json$"),
                              ("daily", r"/Daily\.json$")):
            if re.search(pattern, self.path):
                return kind
        if self.path.endswith("/Calls.json"):
            return "queued" if "Status" in self.query else "calls"
        return "other"

    @property
    def is_first_page(self):
        return "PageToken" not in self.query and self.query.get("Page", "0") == "0"


class Reply:
    """An answer; its head can be changed before it is sent."""

    def __init__(self, body, status=200, headers=None):
        self.body = body if isinstance(body, bytes) else body.encode()
        self.status = status
        self.headers = {"Content-Type": "application/json; charset=utf-8", **(headers or {})}

    def to_bytes(self, date):
        head = {"Date": email.utils.format_datetime(date, usegmt=True),
                "Content-Length": str(len(self.body)), **self.headers}
        lines = [f"HTTP/1.1 {self.status} Whatever"]
        lines += [f"{name}: {value}" for name, value in head.items() if value is not None]
        return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + self.body


class Raw:
    """Bytes as they are, then the end of the connection: a close, or a reset."""

    def __init__(self, data=b"", reset=False):
        self.data = data if isinstance(data, bytes) else data.encode()
        self.reset = reset


def error(status, code=None, message="made up", headers=None):
    body = {"message": message, "status": status, "more_info": "https://example.invalid"}
    if code:
        body["code"] = code
    return Reply(json.dumps(body), status, headers)


def page_edit(change):
    """A fault that changes the page's JSON object: `change(page, request)` in place."""
    def fault(request, reply):
        page = json.loads(reply.body)
        change(page, request)
        return Reply(json.dumps(page), reply.status, reply.headers)
    return fault


def text_edit(change):
    """A fault that changes the bytes of the body."""
    return lambda request, reply: Reply(change(reply.body), reply.status, reply.headers)


class FaultServer:
    def __init__(self, model, page_size=20, usage_page_size=100, certificate=None,
                 pages_by_number=False):
        """:param page_size: the server's own limit, whatever is asked for
        :param pages_by_number: the next page's address names no row, as Twilio's does
        """
        self.pages_by_number = pages_by_number
        self.model = model
        self.page_size, self.usage_page_size = page_size, usage_page_size
        self.requests = []
        self.connections = 0
        self.injections = []
        self.fallback = None       # called for every answered request: may replace the reply
        self._lock = threading.Lock()
        self._context = None
        if certificate:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._context.load_cert_chain(*certificate)
        self._is_open = True
        self._sockets = {}
        for origin in ("good", "evil"):
            listener = socket.create_server(("127.0.0.1", 0))
            self._sockets[origin] = listener
            threading.Thread(target=self._listen, args=(origin, listener), daemon=True).start()
        scheme = "https" if certificate else "http"
        self.url, self.evil = (
            f"{scheme}://127.0.0.1:{self._sockets[origin].getsockname()[1]}"
            for origin in ("good", "evil"))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._is_open = False
        for listener in self._sockets.values():
            listener.shutdown(socket.SHUT_RDWR)
            listener.close()

    def environment(self):
        return {"TWILIO_ACCOUNT_SID": self.model.parent.sid,
                "TWILIO_AUTH_TOKEN": self.model.secret}

    def secrets(self):
        """What nobody may see: the secret, and the form in which it is sent."""
        pair = f"{self.model.parent.sid}:{self.model.secret}"
        return self.model.secret, base64.b64encode(pair.encode()).decode()

    # Faults -----------------------------------------------------------------------------------

    def inject(self, kind, fault, *, times=1, skip=0, where=lambda request: True):
        """Answers requests of a kind with a fault instead.

        :param kind: see Request.kind; "*" for any
        :param fault: a Reply, a Raw, or a function of request and the right reply
        :param times: how often; None: for ever
        :param skip: how many such requests are answered well before
        """
        injection = {"kind": kind, "fault": fault, "times": times, "skip": skip, "where": where,
                     "hits": 0}
        self.injections.append(injection)
        return injection

    def _answer(self, request):
        with self._lock:
            self.requests.append(request)
            reply = self._right_reply(request)
            for injection in self.injections:
                if (injection["kind"] not in ("*", request.kind) or injection["times"] == 0
                        or not injection["where"](request)):
                    continue
                if injection["skip"] > 0:
                    injection["skip"] -= 1
                    continue
                if injection["times"] is not None:
                    injection["times"] -= 1
                injection["hits"] += 1
                fault = injection["fault"]
                reply = fault(request, reply) if callable(fault) else fault
                break
            else:
                if self.fallback:
                    reply = self.fallback(request, reply)
            request.status = getattr(reply, "status", 0)
            if request.status == 429 and str(reply.headers.get("Retry-After")).isdigit():
                request.asked_to_wait = int(reply.headers["Retry-After"])
            return reply

    # The right answers ------------------------------------------------------------------------

    def _right_reply(self, request):
        if request.headers.get("authorization") != "Basic " + self.secrets()[1]:
            return error(401, 20003, "Authenticate")
        if request.path == "/2010-04-01/Accounts.json":
            return self._page(request, "accounts", [a.row() for a in self.model.accounts])
        match = ACCOUNT.match(request.path)
        account = self.model.find(match.group(1)) if match else None
        if account is None:
            return error(404, 20404, "The requested resource was not found")
        rest = match.group(2)
        if rest == ".json":
            return Reply(json.dumps(account.row()))
        if rest == "/Calls.json":
            return self._page(request, "calls", self._calls(account, request.query))
        if rest.startswith("/Calls/"):
            call = next((c for c in account.calls if f"/Calls/{c['sid']}.json" == rest), None)
            return Reply(json.dumps(call)) if call else error(404, 20404, "not found")
        grain = re.fullmatch(r"/Usage/Records/(Daily|Monthly)\.json", rest)
        if grain:
            return self._usage(account, grain.group(1), request)
        return error(404, 20404, "not found")

    @staticmethod
    def _calls(account, query):
        """Newest first; without a start, only by status."""
        def day(name):
            return query.get(name) and datetime.date.fromisoformat(query[name])
        since, before = day("StartTime>"), day("StartTime<")
        found = []
        for call in account.calls:
            if "Status" in query and call["status"] != query["Status"]:
                continue
            if since or before:
                if not call["start_time"]:
                    continue
                start = email.utils.parsedate_to_datetime(call["start_time"])
                # "Before" takes midnight of that day as well: Twilio's words allow either.
                limit = before and datetime.datetime.combine(
                    before, datetime.time(), datetime.timezone.utc)
                if (since and start.date() < since) or (limit and start > limit):
                    continue
            found.append(call)
        found.sort(key=lambda call: (email.utils.parsedate_to_datetime(
            call["start_time"] or call["date_created"]), call["sid"]), reverse=True)
        return found

    def _usage(self, account, grain, request):
        query = request.query
        first, last = (datetime.date.fromisoformat(query[name])
                       for name in ("StartDate", "EndDate"))
        rows = self.model.usage_rows(account, grain, first, last, query.get("Category"),
                                     query.get("IncludeSubaccounts", "true") == "true")
        if not account.events and not (account is self.model.parent):
            rows = []
        # An account, or a category by day, that never had usage may be answered so.
        if not rows and not (account.events and grain == "Monthly"):
            return error(404, 20404, "The requested resource was not found")
        return self._page(request, "usage_records", rows)

    def _page(self, request, name, rows):
        limit = self.usage_page_size if name == "usage_records" else self.page_size
        size = min(int(request.query.get("PageSize", 50)), limit)
        token = request.query.get("PageToken", "")
        start = int(request.query.get("Page", 0)) * size if self.pages_by_number else 0
        if token.startswith("PA"):  # calls: after that one
            start = next((i + 1 for i, row in enumerate(rows) if row["sid"] == token[2:]), -1)
        elif token:
            start = int(base64.urlsafe_b64decode(token))
        if start < 0:
            return error(400, 21481, "Invalid PageToken")
        page = rows[start:start + size]
        following = None
        if start + size < len(rows):
            token = ("PA" + page[-1]["sid"] if name == "calls"
                     else base64.urlsafe_b64encode(str(start + size).encode()).decode())
            query = {**request.query, "Page": start // size + 1}
            if not self.pages_by_number:
                query["PageToken"] = token
            following = request.path + "?" + urllib.parse.urlencode(query)
        return Reply(json.dumps({
            name: page, "page": start // size, "page_size": size, "start": start,
            "end": start + len(page), "uri": request.target,
            "first_page_uri": request.path, "next_page_uri": following,
            "previous_page_uri": None, "meta_of_the_future": {"a": [1, 2]}}))

    # Sockets ----------------------------------------------------------------------------------

    def _listen(self, origin, listener):
        while self._is_open:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(origin, connection), daemon=True).start()

    def _serve(self, origin, connection):
        try:
            connection.settimeout(LONGEST_IDLE)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._context:
                connection = self._context.wrap_socket(connection, server_side=True)
            buffered = b""
            while self._is_open:
                while b"\r\n\r\n" not in buffered:
                    received = connection.recv(65536)
                    if not received:
                        return
                    buffered += received
                head, buffered = buffered.split(b"\r\n\r\n", 1)
                lines = head.decode("latin-1").split("\r\n")
                headers = {name.strip().lower(): value.strip() for name, _, value in
                           (line.partition(":") for line in lines[1:])}
                request = Request(origin, lines[0].split(" ")[1], headers)
                reply = self._answer(request)
                if isinstance(reply, Raw):
                    connection.sendall(reply.data)
                    if reply.reset:
                        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                              struct.pack("ii", 1, 0))
                    return
                connection.sendall(reply.to_bytes(self.model.now))
        except OSError:
            pass  # the other side went away
        finally:
            connection.close()
