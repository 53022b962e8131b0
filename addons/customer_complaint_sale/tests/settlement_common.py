from odoo.fields import Command

from odoo.addons.customer_policy.tests.accounts import set_up_accounts

from .common import SaleCase

FINANCE = "base.group_user,account.group_account_invoice"


class SettlementCase(SaleCase):
    """A delivered and invoiced order, a short procedure with a decision, and somebody in accounting."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        set_up_accounts(cls.company)
        cls.finance = cls._new_user(FINANCE, login=f"finance@{cls.company.id}")
        cls.sales = cls.people["sales"]
        cls.decider = cls._new_user("customer_policy.group_general_manager", login=f"decider@{cls.company.id}")
        cls._decided_by("general_manager")
        cls.procedure = cls._procedure(
            [
                cls._step("propose", 10, "sales", fields=["is_established", "action_ids"]),
                cls._step("decide", 20, "sales", type="decision"),
                cls._step("reply", 30, "sales", type="reply"),
            ]
        )

    @classmethod
    def _tax(cls, amount, **values):
        country = cls.env.ref("base.cn")
        cls.company.account_fiscal_country_id = country
        group = cls.env["account.tax.group"].create(
            {"name": "VAT", "company_id": cls.company.id, "country_id": country.id}
        )
        vals = {"name": f"VAT {amount}", "amount": amount, "company_id": cls.company.id, "country_id": country.id}
        return cls.env["account.tax"].create({**vals, "tax_group_id": group.id, **values})

    @classmethod
    def _invoice(cls, order, **values):
        invoice = order._create_invoices()
        invoice.write({"invoice_date": "2026-01-15", **values})
        invoice.action_post()
        return invoice

    @classmethod
    def _deliver(cls, order, *quantities):
        for line, quantity in zip(order.order_line, quantities, strict=False):
            line.qty_delivered = quantity

    def _case(self, record, *actions, decide=True):
        """Return the case registered from ``record``, with these settlements proposed and decided."""
        case = self._registered(self.seller, record)
        case = self.as_user(self.sales, case)
        case.sudo().write({"user_id": self.sales.id, "is_undetermined": False})
        for line in case.line_ids:
            line.defective_quantity = line.quantity
        case.action_submit()
        self._do(
            case,
            "propose",
            is_established="yes",
            action_ids=[
                Command.create({"line_id": case.line_ids[line].id if line is not None else False, **vals})
                for line, vals in actions
            ],
        )
        if decide:
            self._decide(case)
        return case

    def _decide(self, case):
        approval = case.sudo()._current_approvals("decide")
        self.as_user(self.decider, approval).action_approve()

    def _settle(self, case):
        case.action_settle()
        return self.as_user(self.sales, case.settlement_ids)

    def _credit(self, settlement):
        """Hand the note over to finance and return the draft credit notes."""
        if settlement.state == "draft":
            settlement.action_issue()
        if settlement.state == "issued":
            settlement.action_hand_over()
        mine = self.as_user(self.finance, settlement)
        mine.action_create_credit_notes()
        return self.as_user(self.finance, settlement.sudo()._live_credit_notes())
