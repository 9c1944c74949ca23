# SPDX-License-Identifier: MIT
import unittest

from view_tests import A, B, ViewTest


class UsageCrosschecks(ViewTest):
    view = "usage_crosschecks"

    def subaccount(self, sid=B, **changed):
        self.insert("accounts", sid=sid, owner_account_sid=A, **changed)

    def test_every_column(self):
        self.usage("calls-inbound", 5, 10.0, 0.05, includes_subaccounts=1)
        self.usage("calls-inbound", 3, 6.0, 0.03)
        self.subaccount(status="active")
        self.usage("calls-inbound", 1, 2.0, 0.01, account_sid=B)
        expected = dict(
            check_name="inclusive_against_parts", account_sid=A, month="2026-07",
            category="calls-inbound", whole_count=5, parts_count=4, count_difference=1,
            whole_usage=10.0, parts_usage=8.0, usage_difference=2.0, whole_price=0.05,
            parts_price=0.04, price_difference=0.01, state="differs", closed_accounts=None)
        self.check_row(expected)
        self.check_every_column_is_expected(expected)

    def test_a_parent_that_agrees_with_its_parts(self):
        self.usage("calls-inbound", 4, 8.0, 0.04, includes_subaccounts=1)
        self.usage("calls-inbound", 3, 6.0, 0.03)
        self.subaccount(status="closed", friendly_name="Old shop")
        self.usage("calls-inbound", 1, 2.0, 0.01, account_sid=B)
        self.check_row(dict(state="agrees", count_difference=0, usage_difference=0.0,
                            price_difference=0.0, closed_accounts="Old shop"))

    def test_parts_without_records(self):
        self.usage("calls-inbound", 4, 8.0, 0.04, includes_subaccounts=1)
        self.check_row(dict(parts_count=0, parts_usage=0.0, parts_price=0.0, count_difference=4))

    def test_a_parent_whose_owner_is_not_known_is_a_part_of_itself(self):
        """A restricted key may not read the account, which then has no owner."""
        self.db.execute("update accounts set owner_account_sid = null")
        self.usage("calls-inbound", 3, 6.0, 0.03, includes_subaccounts=1)
        self.usage("calls-inbound", 3, 6.0, 0.03)
        self.check_row(dict(state="agrees", parts_count=3))

    def test_days_against_the_month(self):
        self.usage("calls-inbound", 3, 6.0, 0.03)
        for date, count in (("2026-07-01", 1), ("2026-07-31", 1), ("2026-08-01", 7), ("2026-06-30", 7)):
            self.usage("calls-inbound", count, 2.0, 0.01, granularity="daily", start_date=date,
                       end_date=date)
        self.check_row(dict(check_name="days_against_month", whole_count=3, parts_count=2,
                            count_difference=1, usage_difference=2.0, state="differs"))

    def test_sources_are_never_added_together(self):
        self.usage("calls-inbound", 3, 6.0, 0.03)
        self.usage("calls-inbound", 3, 6.0, 0.03, source="rest_csv")
        for source in ("api", "rest_csv"):
            self.usage("calls-inbound", 2, 4.0, 0.02, granularity="daily", start_date="2026-07-01",
                       end_date="2026-07-01", source=source)
        self.assertEqual([(row["whole_count"], row["parts_count"]) for row in self.rows()],
                         [(3, 2), (3, 2)])

    def test_a_rollup_against_its_categories(self):
        self.usage("calls", 6, 9.0, 0.06)
        self.usage("calls-inbound", 3, 6.0, 0.03)
        self.usage("calls-outbound", 2, 3.0, 0.03)
        self.usage("calls-media-stream-minutes", 9, 9.0, 9.0)  # a feature beside them, no part
        self.check_row(dict(check_name="rollup_against_categories", category="calls",
                            whole_count=6, parts_count=5, count_difference=1, usage_difference=0.0,
                            price_difference=0.0, state="differs"))

    def test_a_month_that_was_not_over_when_it_was_read_is_not_checked(self):
        self.usage("calls-inbound", 4, includes_subaccounts=1, as_of="2026-07-31 23:59:59")
        self.usage("calls-outbound", 4, includes_subaccounts=1, start_date="2026-07-02")
        self.usage("calls-client", 4, includes_subaccounts=1, end_date="2026-07-30")
        self.assertEqual(self.rows(), [])

    def test_nothing_reported_counts_as_nothing(self):
        self.usage("totalprice", None, includes_subaccounts=1, usage_micros=None, price_micros=None)
        self.usage("totalprice", None, usage_micros=None, price_micros=None)
        self.check_row(dict(whole_count=None, whole_usage=None, whole_price=None, parts_count=0,
                            count_difference=0, usage_difference=0.0, state="agrees"))


if __name__ == "__main__":
    unittest.main()
