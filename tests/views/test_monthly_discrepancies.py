# SPDX-License-Identifier: MIT
import unittest

from view_tests import A, B, INT64_MAX, ViewTest


class MonthlyDiscrepancies(ViewTest):
    view = "monthly_discrepancies"

    def test_every_column(self):
        self.cell(usage_count=3, usage_microseconds=210_000_000, usage_price_micros=20_000,
                  state="differs")
        expected = dict(
            account_sid=A, month="2026-07", category="calls-outbound", is_rollup=0, log_calls=1,
            billed_calls=1, usage_count=3, count_difference=2, log_minutes=2.0, usage_minutes=3.5,
            minutes_difference=1.5, log_price=0.026, usage_price=0.02, price_difference=-0.006,
            price_unit="USD", state="differs", as_of="2026-08-02 06:00:00",
            log_microseconds=120_000_000, usage_microseconds=210_000_000,
            difference_microseconds=90_000_000, log_price_micros=26_000, usage_price_micros=20_000,
            price_difference_micros=-6_000, log_source="api", usage_source="api")
        self.check_row(expected)
        columns = {row[1] for row in self.db.execute("pragma table_info(monthly_discrepancies)")}
        self.assertLessEqual(set(expected), columns)

    def test_nothing_is_zero_point_zero(self):
        self.cell(log_calls=0, billed_calls=0, log_microseconds=0, log_price_micros=0,
                  usage_count=0, usage_microseconds=0, usage_price_micros=0, price_unit=None)
        self.check_row(dict(
            count_difference=0, log_minutes=0.0, usage_minutes=0.0, minutes_difference=0.0,
            log_price=0.0, usage_price=0.0, price_difference=0.0, difference_microseconds=0))

    def test_not_read_is_null(self):
        self.cell(usage_count=None, usage_microseconds=None, usage_price_micros=None, as_of=None)
        self.check_row(dict(
            count_difference=None, usage_minutes=None, minutes_difference=None, usage_price=None,
            price_difference=None, difference_microseconds=None, price_difference_micros=None,
            log_minutes=2.0))

    def test_mixed_currencies_have_no_prices(self):
        self.cell(log_price_micros=None, usage_price_micros=None, price_unit="mixed")
        self.check_row(dict(log_price=None, usage_price=None, price_difference=None,
                            price_unit="mixed", minutes_difference=0.0))

    def test_whole_numbers_are_exact_where_reals_are_not(self):
        self.cell(log_microseconds=INT64_MAX - 1, usage_microseconds=INT64_MAX,
                  log_price_micros=2**53 + 1, usage_price_micros=2**53)
        self.check_row(dict(difference_microseconds=1, price_difference_micros=-1,
                            log_microseconds=INT64_MAX - 1))

    def test_a_stale_month_is_pending_whatever_it_was(self):
        self.cell()
        self.cell(month="2026-06")
        self.stale()
        self.assertEqual({row["month"]: row["state"] for row in self.rows()},
                         {"2026-06": "agrees", "2026-07": "pending"})

    def test_another_account_being_stale_does_not_matter(self):
        self.cell()
        self.stale(account_sid=B)
        self.check_row(dict(state="agrees"))

    def test_accounts_and_categories_have_rows_of_their_own(self):
        self.insert("accounts", sid=B)
        self.cell()
        self.cell("combined", is_rollup=1)
        self.cell(account_sid=B)
        self.assertEqual(len(self.rows()), 3)

    def test_declared_types(self):
        """What ODBC and JDBC clients go by: columns that are there as such keep their types."""
        types = {row[1]: row[2] for row in self.db.execute("pragma table_info(monthly_discrepancies)")}
        for column, declared in (("log_calls", "BIGINT"), ("usage_count", "BIGINT"),
                                 ("log_microseconds", "BIGINT"), ("as_of", "DATETIME"),
                                 ("month", "TEXT"), ("is_rollup", "INTEGER")):
            self.assertEqual(types[column], declared, column)


if __name__ == "__main__":
    unittest.main()
