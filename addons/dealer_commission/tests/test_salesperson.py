from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import freeze_time

from odoo.addons.customer_policy.tests.common import proves

from .common import CommissionCase

HOSTILE = {
    "default_user_id": 2,
    "commission_transfer_pass": True,
    "su": True,
    "install_mode": True,
    "import_file": True,
}


class TestSalesperson(CommissionCase):
    """Performance is not swapped: the salesperson of what is delivered changes by an approved request only."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls.env["dealer.commission.rule"].create(
            {
                "name": "Guard",
                "code": "guard",
                "company_id": cls.company.id,
                "mode": "enforce",
                "guards_salesperson": True,
            }
        )
        manager = "sales_team.group_sale_manager"
        cls.attackers = [
            cls.anna,
            cls.boris,
            cls.assistant,
            cls._new_user(f"customer_policy.group_general_manager,{manager}", f"gm@{cls.company.id}"),
            cls._new_user(f"customer_policy.group_manager,{manager}", f"sm@{cls.company.id}"),
            cls._new_user(f"base.group_system,{manager}", f"system@{cls.company.id}"),
            cls._new_user(f"customer_policy.group_rules_administrator,{manager}", f"rules@{cls.company.id}"),
        ]

    def _delivered(self, user=None):
        order = self._sold(user or self.anna, invoice=False)
        order.order_line.qty_delivered = 1
        return order

    def _request(self, order, user=None, by=None, **values):
        transfer = self.as_user(by or self.anna, self.env["dealer.commission.transfer"]).create(
            {"order_id": order.id, "user_id": (user or self.boris).id, "reason": "Boris sold it", **values}
        )
        transfer.action_request()
        return transfer

    def _call(self, user, records, method, *args, **context):
        model = self.as_user(user, records.env[records._name]).with_context(**context)
        try:
            with self.env.cr.savepoint():
                return call_kw(model, method, [records.ids, *args], {"context": dict(model.env.context)})
        finally:
            self.env.invalidate_all()

    @proves("S1.6-daily-22")
    def test_refused_to_everybody(self):
        order = self._delivered()
        for user in self.attackers:
            for context in ({}, HOSTILE):
                for method, vals in (("write", {"user_id": self.boris.id}), ("web_save", {"user_id": self.boris.id})):
                    with self.subTest(f"{user.login} {method} {context}"), self.assertRaises(UserError):
                        self._call(user, order, method, vals, *([{}] if method == "web_save" else []), **context)
            self.assertEqual(order.user_id, self.anna)

    @proves("S1.6-daily-22")
    def test_refused_to_an_import(self):
        order = self._delivered()
        self.env["ir.model.data"].create(
            {"module": "__export__", "name": "so", "model": "sale.order", "res_id": order.id}
        )
        importer = self.as_user(self.attackers[3], self.env["sale.order"]).with_context(import_file=True)
        result = importer.load(["id", "user_id/.id"], [["__export__.so", str(self.boris.id)]])
        self.assertIn("is delivered", str(result["messages"]))
        self.env.invalidate_all()
        self.assertEqual(order.user_id, self.anna)

    def test_before_delivery(self):
        order = self._sold(self.anna, invoice=False)
        order.user_id = self.boris
        self.assertEqual(order.user_id, self.boris)

    def test_invoiced_is_delivered(self):
        order = self._sold(self.anna)
        with self.assertRaisesRegex(UserError, "is delivered"):
            order.user_id = self.boris
        order.write({"user_id": self.anna.id})  # the same
        with self.assertRaisesRegex(UserError, "is delivered"):
            order.user_id = False

    @proves("S1.6-daily-22")
    def test_approved_by_a_manager(self):
        order = self._delivered()
        transfer = self._request(order)
        for user in (self.anna, self.boris, self.assistant, self.supervisor):
            with self.subTest(user.login), self.assertRaises(UserError):
                self._call(user, transfer, "action_approve")
        self.assertEqual(order.user_id, self.anna)
        self.as_user(self.boss, transfer).action_approve()
        self.assertRecordValues(transfer, [{"state": "done", "approved_by_id": self.boss.id}])
        self.assertEqual(order.user_id, self.boris)
        with self.assertRaisesRegex(UserError, "is delivered"):
            order.user_id = self.anna

    def test_nobody_approves_the_own(self):
        for order, values in (
            (self._delivered(self.boss), {}),
            (self._delivered(), {"user": self.boss}),
            (self._delivered(), {"by": self.boss}),
        ):
            transfer = self._request(order, **{"by": self.assistant, **values})
            with self.assertRaisesRegex(UserError, "Nobody approves"):
                self.as_user(self.boss, transfer).action_approve()

    def test_ways_round(self):
        """Taking back the delivery or the posting, or moving the line, makes nobody else the salesperson."""
        order = self._delivered()
        order.order_line.qty_delivered = 0
        with self.assertRaisesRegex(UserError, "is delivered"):
            order.user_id = self.boris
        other = self._sold(self.boris, invoice=False)
        with self.assertRaisesRegex(UserError, "is delivered"):
            order.order_line.order_id = other
        invoiced = self._sold(self.anna)
        line = invoiced.invoice_ids.invoice_line_ids
        with self.assertRaisesRegex(UserError, "is delivered"):
            self._call(self.attackers[3], other.order_line, "write", {"invoice_lines": [(4, line.id)]})
        groups = "account.group_account_manager,sales_team.group_sale_manager"
        accountant = self._new_user(groups, login=f"am@{self.company.id}")
        with self.assertRaisesRegex(UserError, "is delivered"):
            self._call(accountant, line, "write", {"sale_line_ids": [(4, other.order_line.id)]})
        invoiced.invoice_ids.button_draft()
        invoiced.invoice_ids.button_cancel()
        with self.assertRaisesRegex(UserError, "is delivered"):
            invoiced.user_id = self.boris
        invoice = self._invoice(1000, invoice_user_id=self.anna.id)
        invoice.button_draft()
        with self.assertRaisesRegex(UserError, "is delivered"):
            invoice.invoice_user_id = self.boris

    def test_changed_without_a_rule(self):
        self.rule.mode = "off"
        scheme = self._scheme((0, 1), kind="consultant")
        for user in (self.anna, self.boris):
            self._assign(scheme, user)
        order = self._sold(self.anna, price=1000)
        for statement in self._make(kind="consultant"):
            self._confirm(statement)
        with freeze_time("2026-06-05 04:00:00"):
            order.user_id = self.boris
        june = {one.user_id: one.commission for one in self._make(kind="consultant", month="2026-06")}
        self.assertEqual(june, {self.anna: -10, self.boris: 10})

    def test_who_ends_a_request(self):
        transfer = self._request(self._delivered(), user=self.boss)
        for user in (self.boris, self.assistant, self.supervisor):
            with self.subTest(user.login), self.assertRaises(UserError):
                self.as_user(user, transfer).action_withdraw()
        with self.assertRaisesRegex(UserError, "concerns"):
            self.as_user(self.boss, transfer).action_refuse()
        self.as_user(self.anna, transfer).action_withdraw()

    def test_refused_request(self):
        order = self._delivered()
        transfer = self._request(order)
        self.as_user(self.boss, transfer).action_refuse()
        self.assertEqual(order.user_id, self.anna)
        with self.assertRaises(UserError):
            self.as_user(self.boss, transfer).action_approve()

    def test_what_was_asked_for_stays(self):
        transfer = self._request(self._delivered())
        for vals in ({"user_id": self.anna.id}, {"state": "done"}, {"old_user_id": self.boris.id}):
            with self.subTest(vals), self.assertRaises(UserError):
                self.as_user(self.anna, transfer).write(vals)
        with self.assertRaisesRegex(UserError, "Write why"):
            self._request(self._delivered(), reason=" ")

    def test_request_of_what_has_changed_since(self):
        order = self._delivered()
        first, second = self._request(order), self._request(order, user=self.boss, by=self.assistant)
        self.as_user(self.boss, first).action_approve()
        with self.assertRaisesRegex(UserError, "has changed since"):
            self.as_user(self.users["general_manager"], second).action_approve()

    def test_observed(self):
        self.rule.mode = "observe"
        order = self._delivered()
        order.user_id = self.boris
        observed = self.env["customer.policy.observation"].search([("company_id", "=", self.company.id)])
        self.assertIn("is delivered", observed.message)

    def test_installing_changes_nothing(self):
        self.rule.unlink()
        order = self._delivered()
        order.user_id = self.boris
        self.assertEqual(order.user_id, self.boris)

    @proves("S1.6-daily-22")
    def test_invoice_without_an_order(self):
        invoice = self._invoice(1000, invoice_user_id=self.anna.id)
        for context in ({}, HOSTILE):
            with self.assertRaisesRegex(UserError, "is delivered"):
                self._call(self.accountant, invoice, "write", {"invoice_user_id": self.boris.id}, **context)
        transfer = self.as_user(self.assistant, self.env["dealer.commission.transfer"]).create(
            {"move_id": invoice.id, "user_id": self.boris.id, "reason": "Boris sold it"}
        )
        transfer.action_request()
        self.as_user(self.boss, transfer).action_approve()
        self.assertEqual(invoice.invoice_user_id, self.boris)
        with self.assertRaisesRegex(ValidationError, "its order"):
            self.env["dealer.commission.transfer"].create(
                {"move_id": self._sold(self.anna).invoice_ids.id, "user_id": self.boris.id}
            )

    def test_invoice_of_an_order_names_nobody(self):
        """Who sold an order earns, whoever stands on its invoice."""
        self._assign(self._scheme((0, 1), kind="consultant"), self.anna)
        order = self._sold(self.anna, price=1000)
        order.invoice_ids.invoice_user_id = self.boris
        self.assertEqual(self._made(self.anna, kind="consultant").commission, 10)

    def test_commission_follows(self):
        scheme = self._scheme((0, 1), kind="consultant")
        for user in (self.anna, self.boris):
            self._assign(scheme, user)
        order = self._sold(self.anna, price=1000)
        for statement in self._make(kind="consultant"):
            self._confirm(statement)
        with freeze_time("2026-06-05 04:00:00"):
            self.as_user(self.boss, self._request(order)).action_approve()
        june = {one.user_id: one.commission for one in self._make(kind="consultant", month="2026-06")}
        self.assertEqual(june, {self.anna: -10, self.boris: 10})

    def test_drafts_of_both_follow(self):
        scheme = self._scheme((0, 1), kind="consultant")
        for user in (self.anna, self.boris):
            self._assign(scheme, user)
        order = self._sold(self.anna, price=1000)
        may = {one.user_id: one for one in self._make(kind="consultant")}
        with freeze_time("2026-06-05 04:00:00"):
            self.as_user(self.boss, self._request(order)).action_approve()
        self.env.invalidate_all()
        self.assertEqual((may[self.anna].commission, may[self.boris].commission), (0, 10))

    def test_pass_is_for_one_change(self):
        """Whoever takes part in the approved change cannot use its pass for another."""
        order, other = self._delivered(), self._delivered()
        orders = type(self.env["sale.order"])
        write = orders.write

        def greedy(records, vals):
            if records == order and "user_id" in vals:
                other.with_env(records.env).write(vals)
            return write(records, vals)

        transfer = self._request(order)
        with patch.object(orders, "write", greedy), self.assertRaisesRegex(UserError, "is delivered"):
            self.as_user(self.boss, transfer).action_approve()
