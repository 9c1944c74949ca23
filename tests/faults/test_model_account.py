# SPDX-License-Identifier: MIT
"""A server unlike the sample API: every cell is what the contract says, worked out apart."""

import unittest

from account_model import Model
from fault_server import FaultServer
from mirror_checks import FaultTest


class ModelAccount(FaultTest):
    def test_every_cell_of_every_account_is_what_the_contract_says(self):
        for seed in (1, 2, 3):
            with self.subTest(seed=seed):
                self.mirror = self.folder / f"mirror{seed}.db"
                model = Model(seed)
                with FaultServer(model) as server:
                    self.run_sync(server, "--subaccounts")
                    self.check_calls(model.accounts)
                    self.check_usage(model, model.accounts)
                    self.assertGreater(self.check_cells(model, model.accounts), 400)
                    self.check_causes_add_up()


if __name__ == "__main__":
    unittest.main()
