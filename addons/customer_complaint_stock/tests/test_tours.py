import re
import unicodedata
from io import BytesIO

from pypdf import PdfReader

from odoo.tests import tagged

from odoo.addons.customer_complaint.tests.flow_common import ManufacturerCase
from odoo.addons.customer_complaint.tests.test_tours import ComplaintTourCase

#: what is loaded in Chinese: reading core's translations takes half a minute
CHINESE = ("customer_policy", "customer_complaint", "customer_complaint_sale", "customer_complaint_stock")


@tagged("post_install", "-at_install")
class TestChineseTour(ComplaintTourCase, ManufacturerCase):
    """A Chinese company with a Chinese chart of accounts that works by the shipped packs, in Chinese.

    500 pieces at 12.00 were delivered and charged with 13% VAT, 35 of them are decided to come back, and 34 do.
    """

    PACK = "manufacturer_complaint_15_20_001_3"
    UNITS = {**ManufacturerCase.UNITS, "finance": "Finance", "warehouse": "Warehouse"}
    ANSWERS = {
        "duration": "2",
        "decide-1-001-3.amount_to": "10000",
        "decide-2-001-3.amount_to": "50000",
        "pattern": "TH{yy}{month}{number}",
        "over_ratio": "5",
        "manager_rank": "1",
    }
    ORIGIN = {
        "production_unit": "Hall 2",
        "machine_shift": "M3, night",
        "operators": "Li, Wang",
        "production_date": "2025-04-12",
    }

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._speak_chinese()
        charts = cls.env["account.chart.template"].with_company(cls.company)
        charts.try_loading("cn", company=cls.company, install_demo=False)
        for name in ("settlement", "return"):
            addon = {"settlement": "customer_complaint_sale", "return": "customer_complaint_stock"}[name]
            cls._apply_pack(f"manufacturer_{name}_001_3", addon)
        roles = {
            "sales": "customer_policy.group_user,sales_team.group_sale_salesman",
            "finance": "base.group_user,account.group_account_invoice",
            "warehouse": "base.group_user,stock.group_stock_user",
        }
        for code, groups in roles.items():
            cls.people[code].group_ids = [(6, 0, [cls.env.ref(name).id for name in groups.split(",")])]
        (cls.env["res.users"].union(*cls.people.values()) | cls.heads["sales"]).lang = "zh_CN"
        cls.invoice = cls._sold()

    @classmethod
    def _speak_chinese(cls):
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.env["ir.module.module"].search([("name", "in", CHINESE)])._update_translations("zh_CN")
        cls.company.name = "江南纸业有限公司"
        cls.partner.write({"name": "华东纸厂", "lang": "zh_CN"})

    @classmethod
    def _sold(cls):
        """Return the invoice of 500 pieces that were delivered."""
        cls.product.write({"name": "纸板", "type": "consu", "is_storable": True, "invoice_policy": "delivery"})
        cls.product.taxes_id = cls.company.account_sale_tax_id
        warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)], limit=1)
        cls.env["stock.quant"]._update_available_quantity(cls.product, warehouse.lot_stock_id, 600)
        cls.order = cls.env["sale.order"].create(
            {
                "partner_id": cls.partner.id,
                "user_id": cls.people["sales"].id,
                "company_id": cls.company.id,
                "order_line": [(0, 0, {"product_id": cls.product.id, "product_uom_qty": 500, "price_unit": 12})],
            }
        )
        cls.order.action_confirm()
        cls.order.picking_ids.action_assign()
        cls.order.picking_ids.button_validate()
        invoice = cls.order._create_invoices()
        invoice.invoice_date = "2026-01-15"
        invoice.action_post()
        return invoice

    def _draft(self, **values):
        """Sales registers the case from the order."""
        action = self.as_user(self.people["sales"], self.order).action_register_complaint()
        complaint = self.as_user(self.people["sales"], self.env["customer.complaint"]).browse(action["res_id"])
        complaint.line_ids.write({"defective_quantity": 35, "order_reference": self.order.name})
        complaint.write({"demand": "Take it back", "opinion": "He is right", "sample": "attached", **values})
        return complaint

    def _decided(self):
        """Return the case, closed: 35 pieces come back."""
        complaint = self._accepted()
        approval = self._to_decision(complaint, kind="return", fault="company")
        while approval.state == "pending":
            [decider] = self._may_decide(approval)[:1]
            self.as_user(self.heads[decider], approval).action_approve()
        self._reply(complaint, self.people["sales"], amount=420)
        if complaint.procedure_id.settled_when == "closed":
            self.as_user(self.people["sales"], complaint).action_close()
        return complaint

    def _print(self, note, report, user):
        """Return the Chinese that stands in the PDF the user gets, and how many pages it has."""
        reports = self.as_user(user, self.env["ir.actions.report"])
        reports = reports.with_context(lang=user.lang, force_report_rendering=True)
        content, kind = reports._render_qweb_pdf(f"customer_complaint_stock.{report}", note.ids)
        self.assertEqual(kind, "pdf")
        pages = PdfReader(BytesIO(content)).pages
        text = unicodedata.normalize("NFKC", "".join(page.extract_text() for page in pages))
        return re.sub(r"\s", "", text), len(pages)

    def test_from_the_decided_case_to_the_posted_credit_note(self):
        service, keeper, accountant = (self.people[code] for code in ("sales", "warehouse", "finance"))
        self.assertEqual(self.invoice.amount_total, 6780)
        complaint = self._decided()
        self._on_case(complaint, "customer_complaint_cn_settle", service)
        note = self.env["customer.complaint.settlement"].search([("complaint_id", "=", complaint.id)])
        self.assertRecordValues(note, [{"kind": "return", "state": "draft", "handling_method": "回炉重抄"}])
        self._on_note(note, "customer_complaint_cn_approve", self.heads["sales"])
        self.assertEqual(note.approval_ids.state, "approved")
        self._on_note(note, "customer_complaint_cn_issue", service)
        self.assertRegex(note.number, r"^TH\d{4}001$")

        receipt = note.picking_ids
        with self.assertLogs("odoo.http", "WARNING"):  # the receipt that differs is refused
            self._tour(f"deliveries/{receipt.id}", "customer_complaint_cn_count", keeper)
        self.assertTrue(receipt.complaint_asked_date)
        self._on_note(note, "customer_complaint_cn_instruct", service)
        self.assertFalse(note.activity_ids, "what was asked is answered")
        self._tour(f"deliveries/{receipt.id}", "customer_complaint_cn_receive", keeper)
        self.assertEqual((receipt.state, note.action_ids.received_quantity), ("done", 34))

        with self.assertLogs("odoo.http", "WARNING"):  # posting without a proof is refused
            self._tour("complaint-settlements-finance", "customer_complaint_cn_credit", accountant)
        credit = note.credit_note_ids
        self.assertRecordValues(
            credit,
            [{"state": "draft", "reversed_entry_id": self.invoice.id, "amount_untaxed": 408, "amount_total": 461.04}],
        )
        self._on_note(note, "customer_complaint_cn_prove", service)
        self.assertEqual((note.state, note.proof_ids.reference), ("finance", "25312000000123456789"))
        self._tour("customer-invoices", "customer_complaint_cn_post", accountant)
        self.assertEqual((credit.state, note.state), ("posted", "done"))
        self.assertEqual(self.invoice.amount_residual, 6780 - 461.04)
        chart = self.env["account.chart.template"].with_company(self.company)
        booked = {line.account_id: line.balance for line in credit.line_ids}
        self.assertEqual(booked[self.company.income_account_id], 408)
        self.assertEqual(booked[chart.ref("l10n_cn_common_account_2221")], 53.04)

        text, pages = self._print(note, "report_customer_complaint_return_document", accountant)
        self.assertEqual(pages, 4)
        self.assertEqual((text.count("第一联"), text.count("回炉重抄")), (1, 4))
        text, _pages = self._print(note, "report_customer_complaint_return_certificate_document", accountant)
        self.assertIn("肆佰零捌元整", text)

    def _on_note(self, note, name, user):
        self._tour(f"complaint-settlements/{note.id}", name, user)
