# SPDX-License-Identifier: MIT
"""calltally report --format html: a page that is whole, sound and sealed; and report -o."""

import base64
import hashlib
import html.parser
import json
import re
import sqlite3
import unittest
import xml.etree.ElementTree as xml

from calltally_tests import MirrorTest, SampleApi
from colours import check_shapes, check_text, schemes

VOID = {"meta", "link", "br", "hr", "img", "input"}
HOSTILE = """<script>alert(1)</script>"'&--><b>]]>\x07"""


class Page(html.parser.HTMLParser):
    """Reads a page strictly: every element that is opened is closed, in order."""

    def __init__(self, text):
        super().__init__()
        self.open, self.elements, self.ids, self.headings = [], [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.elements.append((tag, attributes))
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            raise AssertionError(f"</{tag}> closes something else")

    def named(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


class SampleMirror(MirrorTest):
    """The sample account mirrored, which is done once for all tests."""
    synced = None

    def setUp(self):
        super().setUp()
        if SampleMirror.synced is None:
            with SampleApi() as api:
                self.sync(api, "--subaccounts")
            SampleMirror.synced = self.mirror.read_bytes()
        self.mirror.write_bytes(SampleMirror.synced)


class ReportPage(SampleMirror):
    def page(self, *arguments):
        text = self.calltally("report", "--format", "html", *arguments).stdout
        page = Page(text)
        self.assertEqual(page.open, [])
        return text, page

    def change(self, sql, *parameters):
        connection = sqlite3.connect(self.mirror)
        connection.execute(sql, parameters)
        connection.commit()
        connection.close()

    def test_page_is_well_formed_and_accessible(self):
        text, page = self.page()
        self.assertTrue(text.startswith("<!DOCTYPE html>\n<html lang=\"en\">"))
        self.assertEqual(len(page.ids), len(set(page.ids)))
        self.assertEqual(page.headings[0], 1)
        self.assertEqual(page.headings.count(1), 1)
        for before, after in zip(page.headings, page.headings[1:]):
            self.assertLessEqual(after, before + 1)
        for attributes in page.named("a"):
            self.assertIn(attributes["href"][1:], page.ids)
        pictures = re.findall(r"<svg .*?</svg>", text, re.S)
        self.assertEqual(len(pictures), 9)  # three accounts: bridge, heat map, days
        for picture in pictures:
            root = xml.fromstring(picture)
            labels = root.get("aria-labelledby").split()
            for child, label in zip(root[:2], labels):
                self.assertEqual(child.get("id"), label)
                self.assertTrue(child.text.strip())
            self.assertGreater(len(root), 6)
        self.assertEqual(len(page.named("table")), len(re.findall("<caption>[^<]+</caption>", text)))

    def test_nothing_is_loaded_run_or_sent(self):
        text, page = self.page()
        policy = next(one["content"] for one in page.named("meta")
                      if one.get("http-equiv") == "Content-Security-Policy")
        style = re.search("<style>(.*?)</style>", text, re.S)[1]
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        self.assertEqual(policy, f"default-src 'none'; style-src 'sha256-{digest}'; "
                                 "base-uri 'none'; form-action 'none'")
        addresses = set(re.findall(r"[a-z]+://[^\s\"'<>]+", text))
        self.assertEqual(addresses, {"http://www.w3.org/2000/svg"})  # a name, never fetched
        self.assertNotRegex(style, r"url\(|@import")
        self.assertEqual({tag for tag, _ in page.elements} & {
            "script", "link", "img", "iframe", "object", "embed", "form", "base"}, set())
        for _, attributes in page.elements:
            self.assertFalse([name for name in attributes if name.startswith("on") or name == "style"])

    def test_colours_can_be_told_from_what_is_behind_them(self):
        """In light, in dark and on paper. axe-core judges no text in a picture."""
        text, _ = self.page("--month", "2026-05")
        self.assertEqual(len(schemes(text)), 3)
        check_text(self, text, count=8)
        check_shapes(self, text, "lane", ("bar", "mark", "total", "plus3", "minus3"))

    def test_a_unit_stands_where_there_is_no_price(self):
        self.change("update month_cells set usage_count = null, usage_microseconds = null, usage_price_micros = null")
        text, _ = self.page()
        self.assertIn("<dt>Price in USD, usage minus log</dt>", text)
        self.assertNotIn("not known USD", text)

    def test_what_comes_from_data_stays_text(self):
        self.change("update accounts set friendly_name = ? where sid = owner_account_sid", HOSTILE)
        self.change("update month_cells set price_unit = ?", HOSTILE)
        self.change("update calls set from_address = ?", HOSTILE)
        text, page = self.page()
        self.assertNotIn("<script", text)
        self.assertNotIn("<b>]", text)
        self.assertNotIn("\x07", text)
        self.assertIn("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;--&gt;&lt;b&gt;]]&gt;\ufffd", text)
        for picture in re.findall(r"<svg .*?</svg>", text, re.S):
            xml.fromstring(picture)

    def test_pictures_and_tables_show_what_the_other_formats_say(self):
        text, _ = self.page()
        report = json.loads(self.calltally("report", "--format", "json").stdout)
        for cause in report["discrepancy_causes"]:
            self.assertIn(f"<td>{cause['cause']}</td>", text)
        steps = self.query("select cause, count(*) as steps from call_log_bridge where month = '2026-07' group by 1")
        for step in steps:
            self.assertEqual(text.count(f"<td>{step['cause']}</td>")
                             - sum(cause["cause"] == step["cause"] for cause in report["discrepancy_causes"])
                             - self.query("select count(*) as calls from discrepancy_calls where cause = ?",
                                          step["cause"])[0]["calls"], step["steps"], step)
        differing = self.query("select count(*) as n from monthly_discrepancies"
                               " where state in ('differs', 'usage only', 'log only')")[0]["n"]
        self.assertEqual(len(re.findall(r'class="cell (?:plus|minus)[123]"', text)), differing)

    def test_without_calls_no_call_and_no_number_is_in_the_page(self):
        addresses = {row[name] for row in self.query("select from_address, to_address from calls")
                     for name in ("from_address", "to_address") if row[name]}
        whole, _ = self.page()
        self.assertTrue(any(f">{address}<" in whole for address in addresses))
        text, page = self.page("--without-calls")
        self.assertEqual([address for address in addresses if address in text], [])
        self.assertNotRegex(text, r"\bCA[0-9a-f]{32}\b|class=\"sid\"")
        self.assertEqual(text.count("The calls behind the causes are left out of this page."), 3)
        self.assertEqual(len(page.named("svg")), 9)

    def test_filters_and_an_empty_mirror(self):
        text, page = self.page("--month", "2026-05", "--account",
                               self.query("select sid from accounts where sid = owner_account_sid")[0]["sid"])
        self.assertIn("From the call log to usage, 2026-05", text)
        self.assertNotIn("2026-06-", text)
        self.assertEqual(len(page.named("section")), 2)
        text, _ = self.page("--month", "2019-01")
        self.assertIn("There is nothing to compare where this report looks.", text)

    def test_a_long_list_of_calls_is_cut_and_says_so(self):
        owner = self.query("select sid from accounts where sid = owner_account_sid")[0]["sid"]
        self.change("insert into discrepancy_finding_calls (account_sid, month, category, cause, from_date, to_date, sid) "
                    "select account_sid, '2026-07', 'calls-inbound', 'attributed_to_other_day', '2026-07-01', '2026-08-01', sid from calls "
                    "where account_sid = ?", owner)
        text, _ = self.page("--account", owner)
        self.assertIn("The first 200 calls", text)
        self.assertEqual(len(re.findall(r'<td class="sid">', text)), 200)


class OutputFile(SampleMirror):
    def test_every_format_is_written_as_it_would_be_shown(self):
        for name in ("table", "csv", "json", "markdown", "html"):
            target = self.folder / name
            result = self.calltally("report", "--format", name, "-o", target)
            self.assertEqual(result.stdout, "")
            shown = self.calltally("report", "--format", name).stdout
            self.assertEqual(target.read_bytes().decode().replace("\r\n", "\n"), shown)
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()),
                         ["csv", "html", "json", "markdown", "mirror.db", "mirror.db-shm", "mirror.db-wal", "table"]
                         if (self.folder / "mirror.db-wal").exists() else
                         ["csv", "html", "json", "markdown", "mirror.db", "table"])

    def test_a_file_is_replaced_whole_and_keeps_its_mode(self):
        target = self.folder / "report.csv"
        target.write_text("old\n" * 10000)
        target.chmod(0o640)
        link = self.folder / "link"
        link.symlink_to(target)
        self.calltally("report", "--format", "csv", "-o", link)
        self.assertTrue(link.is_symlink())
        self.assertTrue(target.read_text().startswith("account,month,"))
        self.assertEqual(target.stat().st_mode & 0o777, 0o640)

    def test_the_mirror_is_never_written_over(self):
        before = self.mirror.read_bytes()
        link = self.folder / "link"
        link.symlink_to(self.mirror)
        for name in (self.mirror, link):
            result = self.calltally("report", "-o", name, expect=2)
            self.assertIn("belongs to the mirror itself; name another file with -o", result.stderr)
        self.assertEqual(self.mirror.read_bytes(), before)

    def test_places_that_cannot_be_written_are_named(self):
        missing = self.folder / "no" / "report"
        self.assertIn(f"cannot make '{missing}': No such file or directory",
                      self.calltally("report", "-o", missing, expect=9).stderr)
        self.assertIn("is a folder", self.calltally("report", "-o", self.folder, expect=2).stderr)
        self.assertIn("cannot write '/dev/full'",
                      self.calltally("report", "-o", "/dev/full", expect=9).stderr)
        self.assertEqual(self.calltally("report", "-o", "/dev/null").stdout, "")


if __name__ == "__main__":
    unittest.main()
