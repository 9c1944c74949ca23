# SPDX-License-Identifier: MIT
"""The script that a Python user would write instead: the Twilio client's calls into SQLite.

    python3 sync.py BASE_URL FILE      credentials in TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN
"""

import os
import sys
from urllib.parse import urlsplit

import sqlite_utils
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

FIELDS = ("sid", "account_sid", "parent_call_sid", "from_", "to", "status", "direction",
          "date_created", "date_updated", "start_time", "end_time", "duration", "price",
          "price_unit", "answered_by", "caller_name", "forwarded_from", "phone_number_sid",
          "trunk_sid", "group_sid", "queue_time", "subresource_uris")


class Redirected(TwilioHttpClient):
    """The client insists on Twilio's own host name: its requests go to the server given instead."""

    def request(self, method, url, **options):
        target = urlsplit(url)
        address = sys.argv[1] + target.path + ("?" + target.query if target.query else "")
        return super().request(method, address, **options)


def rows(client):
    for call in client.calls.stream(page_size=1000):
        yield {name: getattr(call, name) for name in FIELDS}


client = Client(os.environ["TWILIO_ACCOUNT_SID"], os.environ["TWILIO_AUTH_TOKEN"],
                http_client=Redirected())
database = sqlite_utils.Database(sys.argv[2])
database["calls"].insert_all(rows(client), pk="sid", replace=True, batch_size=1000)
print(database["calls"].count)
