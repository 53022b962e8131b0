from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from odoo.addons.customer_policy.tests.common import proves

from ..models import customer_export_tally
from .test_export_guard import ExportCase

SPEC = {"credit_description": {}}
ADDED_UP = r"(?s)more than the 50 rows.*in 24 hours.*approved export request"


class PeriodCase(ExportCase):
    def setUp(self):
        super().setUp()
        # what the process remembers belongs to a transaction that is undone
        customer_export_tally._SEEN.clear()
        self.addCleanup(customer_export_tally._SEEN.clear)
        self.rule = self._limit(20, page_limit=20, period_limit=50)

    def _page(self, number, size=10, user=None):
        own = self.as_user(user or self.clerk, self.files)
        domain = [("id", "in", own.ids)]
        return own.web_search_read(domain, SPEC, offset=number * size, limit=size, order="id")["records"]

    def _tally(self):
        self.env.invalidate_all()
        return self.env["customer.export.tally"].search([("company_id", "=", self.company.id)])


@tagged("post_install", "-at_install")
class TestExportPeriod(PeriodCase):
    @proves("S1.8-37")
    def test_pages_add_up(self):
        for number in range(5):
            self.assertEqual(len(self._page(number)), 10)
        with self.assertRaisesRegex(UserError, ADDED_UP):
            self._page(5)
        self.assertRecordValues(
            self._rows(), [{"outcome": "refused", "row_count": 10, "door": "screen", "user_id": self.clerk.id}]
        )
        # one row more is one too many, whichever way
        one, rest = self.as_user(self.clerk, self.files[50]), self.as_user(self.clerk, self.files[50:])
        for attack in (
            lambda: one.read(["credit_description"]),
            lambda: one.search_read([("id", "=", one.id)], ["credit_description"]),
            lambda: one.web_read(SPEC),
            lambda: one.export_data(["credit_description"]),
            lambda: one.copy_data(),
            lambda: rest[:2].action_export_list(),
            lambda: one.formatted_read_group([("id", "in", rest.ids)], ["credit_description"], ["__count"], limit=1),
            lambda: one.formatted_read_group([("id", "=", one.id)], [], ["credit_description:array_agg"]),
        ):
            with self.assertRaisesRegex(UserError, ADDED_UP):
                attack()
        # each person has the own count
        self.assertEqual(len(self._page(5, user=self.colleague)), 10)

    def test_exports_add_up(self):
        own = self.as_user(self.clerk, self.files)
        for start in (0, 20):
            own[start : start + 20].export_data(["name"])
        own[40:50].export_data(["name"])
        with self.assertRaisesRegex(UserError, ADDED_UP):
            own[50].export_data(["name"])
        self.assertEqual(self._rows().mapped("outcome"), ["logged", "logged", "logged", "refused"])

    def test_rows_seen_before_take_nothing_new_out(self):
        for _again in range(9):
            self.assertEqual(len(self._page(0, size=20)), 20)
            self.as_user(self.clerk, self.files[:20]).export_data(["name"])
        self.assertEqual(self._tally().row_ids, self.files[:20].ids)
        # also to a process that was started since
        customer_export_tally._SEEN.clear()
        self._page(0, size=20)
        self._page(1, size=20)
        self.assertEqual(len(self._page(4)), 10)
        # ... and to one at the limit
        customer_export_tally._SEEN.clear()
        self.assertEqual(len(self._page(3)), 10)
        with self.assertRaisesRegex(UserError, ADDED_UP):
            self._page(5)

    def test_groups_add_up_by_their_values(self):
        own = self.as_user(self.clerk, self.files)
        group = lambda offset: own.formatted_read_group(  # noqa: E731
            [("id", "in", own.ids)], ["credit_description"], ["__count"], offset=offset, limit=10
        )
        for offset in (0, 10, 0, 20, 30, 0, 40):
            self.assertEqual(len(group(offset)), 10)
        with self.assertRaisesRegex(UserError, ADDED_UP):
            group(50)
        # values that only name or count are free
        self.assertEqual(len(own.formatted_read_group([("id", "in", own.ids)], ["partner_id"], ["__count"])), 60)

    def test_the_next_period_begins_anew(self):
        with freeze_time("2025-05-05 06:00:00"):
            for number in range(5):
                self._page(number)
        with freeze_time("2025-05-06 05:59:59"), self.assertRaisesRegex(UserError, ADDED_UP):
            self._page(5)
        with freeze_time("2025-05-06 06:00:00"):
            self._page(5)
            self.assertEqual(self._tally().row_ids, self.files[50:60].ids)

    def test_no_limit_per_period_counts_nothing(self):
        self.rule.period_limit = 0
        for number in range(6):
            self._page(number)
        self.assertFalse(self._tally())

    def test_a_rule_that_observes_lists(self):
        self.rule.mode = "observe"
        for number in range(6):
            self.assertEqual(len(self._page(number)), 10)
        self.assertEqual(self._rows().mapped("outcome"), ["observed"])

    def test_two_processes_add_up(self):
        """What another process counted is seen when this one writes; neither forgets what it holds back."""
        here, there = customer_export_tally.LRU(9), customer_export_tally.LRU(9)
        self.rule.period_limit = 40
        for number, seen in enumerate((here, there, here, there)):
            with patch.object(customer_export_tally, "_SEEN", seen):
                self._page(number)
        for seen in (here, there):
            with patch.object(customer_export_tally, "_SEEN", seen), self.assertRaisesRegex(UserError, "the 40 rows"):
                self._page(4)

    def test_contacts_where_the_rule_says_so(self):
        own = self.as_user(self.clerk, self.partners)
        read = lambda start: own[start : start + 20].web_read({"name": {}, "email": {}})  # noqa: E731
        for start in (0, 20, 40):
            read(start)
        self.rule.with_contacts = True
        read(0)
        read(20)
        with self.assertRaisesRegex(UserError, ADDED_UP):
            read(40)

    def test_each_company_counts_for_itself(self):
        self.clerk.company_ids += self.other_company
        there = self.Files.with_company(self.other_company).create(
            [{"partner_id": partner.id, "company_id": self.other_company.id} for partner in self.partners]
        )
        both = (
            (self.files | there)
            .with_user(self.clerk)
            .with_context(allowed_company_ids=[self.other_company.id, self.company.id])
        )
        for start in range(0, 60, 20):
            both.browse(there.ids[start : start + 20]).read(["credit_description"])
        self.assertFalse(self._tally())
        for start in (0, 20):
            both.browse(self.files.ids[start : start + 20]).read(["credit_description"])
        with self.assertRaisesRegex(UserError, ADDED_UP):
            both.browse(self.files.ids[40:60]).read(["credit_description"])


@tagged("post_install", "-at_install")
class TestExportPeriodCost(PeriodCase):
    """What browsing costs: queries of a page of 80 files, as the browser asks for it."""

    count = 170

    def _queries(self, number):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.assertEqual(len(self._page(number, size=80)), 80)
        return self.env.cr.sql_log_count - before

    def test_a_page_of_80(self):
        self.rule.write({"page_limit": 80, "period_limit": 4000})
        self._page(0, size=80)  # warm
        again = self._queries(0)
        held = self._queries(1)  # 160 new rows are less than a twentieth of 4000
        self.assertFalse(self._tally())
        self.rule.period_limit = 1000
        self._page(0, size=80)  # warm again: the rule is new to the process
        customer_export_tally._SEEN.clear()
        written = self._queries(1)
        self.assertEqual(len(self._tally().row_ids), 80)
        self.rule.unlink()
        self._queries(0)
        free = self._queries(0)
        self.assertEqual((again, held), (free, free))
        # the rule, and four of the short transaction
        self.assertEqual(written, free + 5)

    def test_single_forms_are_written_together(self):
        self.rule.write({"page_limit": 80, "period_limit": 1000})
        own = self.as_user(self.clerk, self.files)
        for number in range(50):
            own[number].web_read(SPEC)
        self.assertFalse(self._tally())
        own[50].web_read(SPEC)
        self.assertEqual(len(self._tally().row_ids), 51)
