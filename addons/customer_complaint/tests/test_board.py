from odoo.tests import tagged

from .common import ComplaintCase

CODES = ("cause", "measure", "settle")


@tagged("post_install", "-at_install")
class TestBoard(ComplaintCase):
    """The board of open cases, with more of them than a page holds."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.procedure = cls._procedure(
            [cls._step(code, number, "quality") for number, code in enumerate(CODES, 1)],
        )
        for milestone in ("customer.complaint/close", "customer.complaint.task/done"):
            cls.env["customer.deadline.rule"].create(
                {
                    "name": milestone,
                    "company_id": cls.company.id,
                    "milestone": milestone,
                    "duration": 2,
                    "unit": "day",
                    "mode": "enforce",
                }
            )

    def _cases(self, count):
        """Accept so many cases for each step of the procedure."""
        values = [{"name": "Wet", "partner_id": self.partner.id} for _ in range(count * len(CODES))]
        cases = self.as_user(self.people["sales"], self.env["customer.complaint"]).create(values)
        cases.action_submit()
        for number, step in enumerate(self.procedure.step_ids):
            cases[number :: len(CODES)]._write_protected({"step_id": step.id})
        return cases

    def _open(self):
        """Open the board as the web client does, as a plain user; return the cards per column."""
        board = self.as_user(self.people["sales"], self.env["customer.complaint"])
        self.env.flush_all()
        self.env.invalidate_all()
        cards = {name: {} for name in ("number", "name", "partner_id", "unit_id", "user_id", "clock_date", "is_late")}
        groups = board.web_read_group(
            [("state", "in", ("draft", "submitted", "open"))],
            ["step_id"],
            auto_unfold=True,
            unfold_read_specification=cards,
        )["groups"]
        return [group["__records"] for group in groups if group["__count"]]

    def test_the_board_opens_with_more_cards_than_a_page_holds(self):
        cases = self._cases(10)
        self.assertEqual([len(column) for column in self._open()], [10, 10, 10])
        self.env["customer.export.rule"].create(
            {"name": "Page", "company_id": self.company.id, "row_limit": 5, "page_limit": 24, "mode": "enforce"}
        )
        columns = self._open()
        self.assertEqual([len(column) for column in columns], [8, 8, 8])
        newest = sorted(cases[:: len(CODES)].mapped("number"), reverse=True)
        self.assertEqual([card["number"] for card in columns[0]], newest[:8])
        self.assertTrue(all(card["clock_date"] for column in columns for card in column))

    def test_more_cards_take_no_more_queries(self):
        spent = []
        for _number in range(2):
            self._cases(10)
            self._open()  # fills the caches of rules
            before = self.env.cr.sql_log_count
            self._open()
            spent.append(self.env.cr.sql_log_count - before)
        self.assertEqual(spent[0], spent[1])
