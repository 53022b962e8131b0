from odoo.fields import Command

from odoo.addons.customer_complaint_sale.tests.settlement_common import FINANCE
from odoo.addons.customer_policy.tests.common import proves

from .return_common import ReturnCase

RETURN = "customer_complaint_stock.report_customer_complaint_return"


class TestReturnPaper(ReturnCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.company.currency_id = cls.env.ref("base.CNY")
        cls.invoice = cls._invoice(cls.sold)
        cls._new_unit("accounts", "Accounts", FINANCE)
        cls._new_unit("store", "Store", "base.group_user,stock.group_stock_user")
        cls.env["customer.form.rule"].create(
            {
                "name": "Return note",
                "code": "return",
                "company_id": cls.company.id,
                "report_id": cls.env.ref(RETURN).id,
                "mode": "enforce",
                "copy_ids": [
                    Command.create(
                        {"name": f"Copy {number}", "keeper": unit.title(), "sequence": number,
                         "complaint_unit_id": cls.units[unit].id}
                    )
                    for number, unit in enumerate(("sales", "store", "accounts", "sales"), 1)
                ],
            }
        )  # fmt: skip

    def _print(self, settlement, report=RETURN, user=None, **context):
        reports = self.as_user(user or self.sales, self.env["ir.actions.report"]).with_context(**context)
        return reports._render_qweb_html(f"{report}_document", settlement.ids)[0].decode()

    @proves("S1.2-12.2b")
    def test_four_copies_name_their_keepers(self):
        text = self._print(self._note(100))
        self.assertEqual(text.count("Finished Goods Return Note</h3>"), 4)
        for number, keeper in enumerate(("Sales", "Store", "Accounts", "Sales"), 1):
            self.assertEqual(text.count(f"Copy {number}</strong> · Kept by: {keeper}"), 1)
        for said in ("Wet", "Repulp", "Film", "100.00", "Case "):
            self.assertGreaterEqual(text.count(said), 4, said)

    @proves("S1.2-12.2b")
    def test_finance_and_sales_are_told_of_what_really_came_back(self):
        note = self._note(100)
        self.assertFalse(note.form_handover_count)
        self._receive(note, 98)
        handovers = self.env["customer.form.handover"].search([("issue_id.res_id", "=", note.id)], order="id")
        self.assertEqual(handovers.mapped("keeper"), ["Sales", "Store", "Accounts", "Sales"])
        told = self.env["mail.message"].search([("subject", "like", f"Received for {note.display_name}%")])
        self.assertEqual(len(told), 4)
        for message in told:
            self.assertIn("98/100 Units Film", message.subject)
        people = {code: self.people[code].partner_id for code in ("sales", "store", "accounts")}
        self.assertEqual(told.notified_partner_ids, people["sales"] | people["store"] | people["accounts"])
        self.assertIn("98.00", self._print(note))

    @proves("S1.2-12.6c")
    def test_the_certificate_for_the_buyer_says_what_came_back_and_nothing_of_the_case(self):
        note = self._note(100)
        self._receive(note, 98)
        certificate = f"{RETURN}_certificate"
        text = self._print(note, certificate)
        # 12 less 25 percent
        for said in ("Sales Return Certificate", self.invoice.name, "98.00", "882.00", self.partner.name):
            self.assertIn(said, text)
        for inside in ("Wet", "Repulp", "Case "):
            self.assertNotIn(inside, text)
        self.assertIn("捌佰捌拾贰元整", self._print(note, certificate, lang="zh_CN"))
        self.assertIn("98.00", self._print(note, certificate, self.finance))
