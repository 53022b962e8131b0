from unittest.mock import patch

from odoo.tools import SQL

from .receivable_common import ReceivableCase


class TestReconciliation(ReceivableCase):
    def _row(self, case, kind="allowance", user=None):
        report = self.as_user(user or self.finance, self.env["customer.complaint.reconciliation"])
        report.invalidate_model()
        row = report.search([("complaint_id", "=", case.id), ("kind", "=", kind)])
        self.assertAlmostEqual(row.approved_amount - row.credited_amount, row.difference_amount)
        return row

    def _explanation(self, case, kind="allowance"):
        return self._row(case, kind).explanation

    def test_undecided_is_not_listed(self):
        case = self._decided({"kind": "allowance", "amount": 500}, decide=False)
        self.assertFalse(self._row(case))

    def test_an_allowance_from_decision_to_posting(self):
        case = self._decided({"kind": "allowance", "amount": 500})
        self.assertEqual(self._explanation(case), "note")
        settlement = self._settle(case)
        self.assertEqual(self._explanation(case), "note")
        settlement.action_issue()
        self.assertEqual(self._explanation(case), "proof")
        note = self._credit(settlement)
        row = self._row(case)
        self.assertEqual((row.explanation, row.credited_amount, row.difference_amount), ("posting", 0, 500))
        note.action_post()
        row = self._row(case)
        self.assertEqual((row.explanation, row.credited_amount, row.difference_amount), (False, 500, 0))
        self.assertEqual((row.approved_quantity, row.difference_quantity), (0, 0), "no goods come back")
        self.assertEqual((row.product_id, row.partner_id, row.settlement_id), (self.sheets, self.partner, settlement))

    def test_nothing_came_of_it(self):
        case = self._decided({"kind": "allowance", "amount": 500})
        case.sudo().action_ids.no_result_reason = "Nothing of it was invoiced."
        row = self._row(case)
        self.assertEqual((row.explanation, row.difference_amount), ("given_up", 500))
        self.assertEqual(row._explained(), "Nothing Came of It: Nothing of it was invoiced.")

    def test_a_service_is_no_credit(self):
        case = self._decided({"kind": "service", "amount": 300})
        self.assertEqual((self._explanation(case, "service")), "no_credit")

    def test_totals_add_up(self):
        done = self._decided({"kind": "allowance", "amount": 500}, {"kind": "compensation", "amount": 70.35})
        self._credit(self._settle(done)).action_post()
        self._decided({"kind": "allowance", "amount": 1234.56}, {"kind": "service", "amount": 99.99})
        report = self.as_user(self.finance, self.env["customer.complaint.reconciliation"])
        sums = ["approved_amount:sum", "credited_amount:sum", "difference_amount:sum"]
        [(approved, credited, difference)] = report._read_group([("company_id", "=", self.company.id)], [], sums)
        self.assertAlmostEqual(approved, 1904.90)
        self.assertAlmostEqual(credited, 570.35)
        self.assertAlmostEqual(approved - credited, difference)

    def _moved(self, case, returned, replaced=0, is_beyond=False, state="done", kind="return"):
        """Return the row as it is once ``returned`` came back; who moves goods is another addon."""
        settlement = case.sudo().settlement_ids[:1] or self.env["customer.complaint.settlement"].create(
            {"complaint_id": case.id, "kind": "allowance"}
        )
        case.sudo().action_ids.settlement_id = settlement
        settlement._write_protected({"state": state})
        report = self.registry["customer.complaint.reconciliation"]
        goods = SQL(
            "SELECT %s::numeric AS returned, %s::numeric AS replaced, %s AS is_beyond", returned, replaced, is_beyond
        )
        kinds = {"return": "return", "replacement": "return", "allowance": "allowance"}
        action = self.registry["customer.complaint.action"]
        with (
            patch.object(report, "_goods_sql", lambda model: goods),
            patch.object(report, "_credited_kinds", lambda model: ("allowance", "return")),
            patch.object(action, "_papers", lambda model: kinds),
        ):
            row = self._row(case, kind)
            row.mapped("explanation")
            return row.read(["explanation", "returned_quantity", "replaced_quantity", "difference_quantity"])[0]

    def test_goods_that_come_back(self):
        case = self._decided({"kind": "return", "quantity": 100})
        expected = [
            ({"returned": 0, "state": "issued"}, "goods", 100),
            ({"returned": 120, "state": "issued", "is_beyond": True}, "beyond", 100),
            ({"returned": 100, "state": "issued"}, "proof", 100),
            ({"returned": 100, "state": "finance"}, "posting", 100),
            ({"returned": 90}, "less", 100),
            ({"returned": 100}, "not_invoiced", 100),
        ]
        for moved, explanation, difference in expected:
            with self.subTest(**moved):
                row = self._moved(case, **moved)
                self.assertEqual(row["explanation"], explanation)
                self.assertEqual(
                    (row["returned_quantity"], row["difference_quantity"]), (moved["returned"], difference)
                )

    def test_goods_that_are_replaced(self):
        case = self._decided({"kind": "replacement", "quantity": 100})
        row = self._moved(case, 100, replaced=100, kind="replacement")
        self.assertEqual((row["explanation"], row["difference_quantity"]), ("no_credit", 0))
        row = self._moved(case, 100, replaced=40, kind="replacement")
        self.assertEqual((row["replaced_quantity"], row["difference_quantity"]), (40, 60))

    def test_without_deliveries_nothing_was_moved(self):
        row = self._row(self._decided({"kind": "return", "quantity": 100}), "return")
        self.assertEqual((row.approved_quantity, row.returned_quantity, row.replaced_quantity), (100, 0, 0))
        self.assertEqual((row.approved_amount, row.difference_amount), (1000, 1000))

    def test_printed_by_month(self):
        case = self._decided({"kind": "allowance", "amount": 500})
        row = self._row(case, user=self.sales)
        report = "customer_complaint_sale.report_customer_complaint_reconciliation"
        html = self.env["ir.actions.report"].with_user(self.sales)._render_qweb_html(report, row.ids)[0].decode()
        self.assertIn(case.number, html)
        self.assertIn("Waits for Its Note", html)
        [(month, rows)] = row._by_month()
        self.assertEqual((len(month), rows), (7, row))

    def test_as_secret_as_the_case(self):
        case = self._decided({"kind": "allowance", "amount": 500})
        self.assertTrue(self._row(case, user=self.people["quality"]))
        self._make_secret(case)
        for user in (self.finance, self.people["quality"], self.sales):
            self.assertFalse(self._row(case, user=user), user.login)
        stranger = self._new_user("manager", login="stranger", company=self.other_company)
        case.sudo().own_secrecy_level_id = False
        self.assertFalse(self._row(case, user=stranger))


class TestCreditList(ReceivableCase):
    def _search(self, *domain):
        moves = self.as_user(self.finance, self.env["account.move"])
        return moves.search([("complaint_settlement_id", "!=", False), ("company_id", "=", self.company.id), *domain])

    def test_what_can_be_posted_and_what_waits(self):
        case = self._decided({"kind": "allowance", "amount": 500})
        settlement = self._settle(case)
        note = self._credit(settlement)
        ready = [("complaint_settlement_state", "in", ("finance", "done"))]
        self.assertEqual(self._search(*ready), note)
        self.assertEqual((note.complaint_number, note.complaint_settlement_state), (case.number, "finance"))
        self.assertFalse(note.complaint_posting_obstacle)
        settlement.action_take_back()
        note.invalidate_recordset()
        self.assertFalse(self._search(*ready))
        self.assertEqual(self._search(("complaint_settlement_state", "=", "issued")), note)
        self.assertIn("not handed over", note.complaint_posting_obstacle)
        self._make_secret(case)
        self.assertEqual(
            self._search(("complaint_settlement_state", "=", "issued")), note, "it is accounting's to post"
        )
        self.assertEqual(self._search(("complaint_number", "=", case.number)), note)

    def test_from_documents_to_notes(self):
        case = self._decided({"kind": "allowance", "amount": 500})
        settlement = self._settle(case)
        file = self.env["customer.file"].create({"partner_id": self.partner.id, "company_id": self.company.id})
        for record in (self.big, file):
            seen = self.as_user(self.sales if record == file else self.seller, record)
            self.assertEqual(seen.complaint_settlement_count, 1, record)
            self.assertEqual(seen.action_view_complaint_settlements()["res_id"], settlement.id)
        bill = self.as_user(self.finance, self.bill)
        self.assertEqual(bill.complaint_settlement_count, 0, "finance has not got it yet")
        note = self._credit(settlement)
        for move in (bill, note):
            move.invalidate_recordset()
            self.assertEqual(move.complaint_settlement_count, 1)
        self.assertEqual(self.env["customer.complaint"].search(note.sudo()._complaint_domain()).id, case.id)
