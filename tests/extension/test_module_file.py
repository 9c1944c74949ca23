# SPDX-License-Identifier: MIT
"""The module as a file: one name goes out, and no second SQLite comes in."""

import os
import pathlib
import subprocess
import unittest

MODULE = pathlib.Path(os.environ["CALLTALLY_BUILD_DIR"]) / "lib" / "calltally" / "calltally.so"


def output_of(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


class ModuleFile(unittest.TestCase):
    def test_exports_the_entry_point_alone(self):
        names = [line.split()[-1] for line in output_of("nm", "-D", "--defined-only", MODULE)
                 .splitlines()]
        self.assertEqual(names, ["sqlite3_calltally_init"])

    def test_calls_sqlite_through_its_interface_table_only(self):
        undefined = output_of("nm", "-D", "--undefined-only", MODULE)
        self.assertNotIn("sqlite3_", undefined)

    def test_needs_cctz_and_the_runtime_only(self):
        needed = [line.split("[")[1].rstrip("]") for line in output_of("readelf", "-d", MODULE)
                  .splitlines() if "(NEEDED)" in line]
        runtime = {"libstdc++", "libgcc_s", "libc", "libm", "libasan", "libubsan", "libtsan"}
        names = {name.split(".so")[0] for name in needed}
        self.assertIn("libstdc++", names)
        self.assertEqual(names - runtime, {"libcctz"})


if __name__ == "__main__":
    unittest.main()
