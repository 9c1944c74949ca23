# SPDX-License-Identifier: MIT
"""Views about months and days must not look at every call: a dashboard over ten million calls
answers at once. The plan that SQLite makes says so, whatever the number of calls."""

import re
import unittest

from view_tests import ROOT, ViewTest

def aliases(table):
    """What the views call the table: a plan names it so."""
    return {table} | {alias for path in (ROOT / "sql" / "views").glob("*.sql")
                      for alias in re.findall(rf"\b(?:FROM|JOIN) {table} AS (\w+)", path.read_text())}


ALIASES = aliases("calls")
# Tables that grow with the number of accounts.
OF_ACCOUNTS = set().union(*map(aliases, (
    "usage_records", "call_days", "month_cells", "day_cells", "discrepancy_findings",
    "account_months", "sync_windows")))
# Views that find one account among thousands by an index.
OF_ONE_ACCOUNT = ("monthly_discrepancies", "daily_discrepancies", "discrepancy_causes", "month_status",
                  "usage_crosschecks", "unmapped_usage", "call_log_bridge", "voice_and_client_minutes",
                  "coverage_gaps", "billing_hypotheses")

# Each with what a reader filters by.
OF_MONTHS = {
    "monthly_discrepancies": "account_sid = 'AC' and month = '2026-07'",
    "daily_discrepancies": "account_sid = 'AC' and date = '2026-07-31'",
    "discrepancy_causes": "account_sid = 'AC' and month = '2026-07'",
    "call_log_bridge": "account_sid = 'AC' and month = '2026-07'",
    "voice_and_client_minutes": "account_sid = 'AC' and month = '2026-07'",
    "month_status": "account_sid = 'AC' and month = '2026-07'",
    "usage_crosschecks": "account_sid = 'AC' and month = '2026-07'",
    "coverage_gaps": "account_sid = 'AC'",
    "unmapped_usage": "account_sid = 'AC' and month = '2026-07'",
}
# Lists of calls, each with the small index that holds what it lists.
OF_FEW_CALLS = {
    "missing_calls": "calls_missing",
    "unsettled_calls": "calls_unsettled",
    "unmapped_calls": "calls_unmapped",
    "month_spanning_calls": "calls_month_spanning",
}


class QueryPlans(ViewTest):
    def plan(self, query):
        return [row["detail"] for row in self.db.execute("explain query plan " + query)]

    def look_ups_of_calls(self, query):
        return [step for step in self.plan(query) if re.match(rf"(SCAN|SEARCH) ({'|'.join(ALIASES)})\b", step)]

    def test_views_of_months_do_not_scan_the_calls(self):
        for view, condition in OF_MONTHS.items():
            for query in (f"select * from {view}", f"select * from {view} where {condition}",
                          f"select count(*) from {view}"):
                with self.subTest(query=query):
                    scans = [step for step in self.look_ups_of_calls(query)
                             if step.startswith("SCAN")]
                    self.assertEqual(scans, [])

    def test_a_question_about_an_account_does_not_look_at_the_others(self):
        for view in OF_ONE_ACCOUNT:
            with self.subTest(view=view):
                condition = OF_MONTHS.get(view, "account_sid = 'AC'")
                steps = self.plan(f"select * from {view} where {condition}")
                self.assertEqual([step for step in steps
                                  if re.match(rf"SCAN ({'|'.join(OF_ACCOUNTS | ALIASES)})\b", step)], [])

    def test_lists_read_the_small_index_that_holds_them(self):
        for view, index in OF_FEW_CALLS.items():
            with self.subTest(view=view):
                steps = self.look_ups_of_calls(f"select * from {view} limit 100")
                self.assertEqual(len(steps), 1)
                self.assertIn(index, steps[0])

    def test_a_month_of_calls_is_found_by_its_days(self):
        steps = self.look_ups_of_calls(
            "select * from call_details where account_sid = 'AC' "
            "and usage_date >= '2026-07-01' and usage_date < '2026-08-01' limit 100")
        self.assertEqual(len(steps), 1)
        self.assertIn("USING INDEX calls_by_day (account_sid=? AND usage_date>? AND usage_date<?)",
                      steps[0])

    def test_a_day_of_the_roll_up_is_found_by_its_date(self):
        for view in (*OF_MONTHS, "billing_hypotheses"):
            for step in self.plan(f"select * from {view}"):
                if re.match(rf"SEARCH ({'|'.join(aliases('call_days'))}) USING PRIMARY KEY", step):
                    with self.subTest(view=view):
                        self.assertIn("usage_date", step)

    def test_this_test_would_see_a_scan(self):
        for query in ("select sum(duration) from calls", "select * from unbilled_calls"):
            self.assertTrue(self.look_ups_of_calls(query)[0].startswith("SCAN"))


if __name__ == "__main__":
    unittest.main()
