# SPDX-License-Identifier: MIT
"""SQLite's ODBC driver as a client: what Excel, Power BI, Tableau and LibreOffice read through."""

import unittest

from client_tests import FOLDER, PYTHON, SUMS, Client, ClientTest, values


class Odbc(ClientTest):
    dates = ("date", "datetime")
    types_by_first_row = True

    def start(self, module=None):
        # BigInt=1: otherwise a computed whole number has 32 bits, and wraps around.
        return self.connect(f"BigInt=1;{f'LoadExt={module}' if module else ''}")

    def connect(self, options):
        client = Client([PYTHON, self.reachable(FOLDER / "read_with_odbc.py"), self.mirror, options])
        self.addCleanup(client.close)
        return client

    def test_without_the_option_stored_numbers_are_whole_and_computed_ones_wrap(self):
        """Pins what docs/clients.md warns of: the driver's own limit, which no view can lift."""
        stored = "select usage_microseconds from monthly_discrepancies order by usage_microseconds desc"
        right, plain = values(self.shell().ask(stored)), self.connect("")
        self.assertGreater(right[0][0][1], 2 ** 32)
        self.assertEqual(values(plain.ask(stored)), right)
        amounts = "select minutes_difference, usage_price from monthly_discrepancies where usage_count >= 0 order by 1, 2"
        self.assertEqual(values(plain.ask(amounts)), values(self.shell().ask(amounts)))
        (right,), (wrapped,) = (values(one.ask(SUMS)) for one in (self.shell(), plain))
        for is_right, is_wrapped in zip(right, wrapped):
            self.assertEqual((is_right[1] - is_wrapped[1]) % 2 ** 32, 0)
        self.assertNotEqual(right, wrapped)

    def test_isql_shows_the_same_text(self):
        self.without_write_permission()
        statement = ("select account_sid, month, category, log_calls, minutes_difference, difference_microseconds, "
                     "usage_price, as_of from monthly_discrepancies where usage_count >= 0 order by 1, 2, 3")
        isql = Client(["isql", "-b", "-d|", "-k", f"Driver=SQLite3;Database={self.mirror};BigInt=1"])
        shown, _ = isql.process.communicate(statement + "\n", timeout=60)
        isql.close()
        self.assertEqual(isql.process.returncode, 0)
        right = self.shell().ask(statement)
        found = [line.split("|") for line in shown.splitlines()]
        self.assertEqual([row[:4] + [float(row[4]), row[5], float(row[6]), row[7]] for row in found],
                         [[cell[1] for cell in row[:4]] + [float(row[4][1]), row[5][1], float(row[6][1]), row[7][1]]
                          for row in right])


del ClientTest

if __name__ == "__main__":
    unittest.main()
