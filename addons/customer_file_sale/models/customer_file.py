from odoo import api, fields, models

from .customer_file_dealing import INVOICES, ORDERS

#: Who reads orders and invoices at all; the record rules of these decide which.
DEALING_GROUPS = "sales_team.group_sale_salesman,account.group_account_invoice,account.group_account_readonly"
INVOICE_GROUPS = "account.group_account_invoice,account.group_account_readonly"
PAYMENTS = [("state", "in", ("in_process", "paid")), ("partner_type", "=", "customer")]


class CustomerFile(models.Model):
    """Orders, invoices and payments of the customer and of its contacts, within the rights of the user."""

    _inherit = "customer.file"

    dealing_ids = fields.One2many(
        "customer.file.dealing", "file_id", string="Dealings by Year", readonly=True, groups=DEALING_GROUPS
    )
    sale_order_count = fields.Integer(
        "Orders", compute="_compute_document_counts", groups="sales_team.group_sale_salesman"
    )
    invoice_count = fields.Integer("Invoices", compute="_compute_document_counts", groups=INVOICE_GROUPS)
    payment_count = fields.Integer("Payments", compute="_compute_payment_count", groups=INVOICE_GROUPS)
    top_categories = fields.Char(
        compute="_compute_top_categories",
        groups="sales_team.group_sale_salesman",
        help="The three product categories with the largest amount ordered.",
    )
    last_transaction_date = fields.Date(
        "Last Transaction",
        compute="_compute_last_transaction_date",
        # sudo: only the day leaves the method, for the keeper of the file who need not read orders and invoices
        compute_sudo=True,
        help="The day of the last confirmed order, invoice or credit note.",
    )

    @api.depends("partner_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_document_counts(self):
        aggregates = ["order_count:sum", "invoice_count:sum", "credit_note_count:sum"]
        rows = self.env["customer.file.dealing"]._read_group([("file_id", "in", self.ids)], ["file_id"], aggregates)
        counts = {file: (orders, invoices + credit_notes) for file, orders, invoices, credit_notes in rows}
        for file in self:
            file.sale_order_count, file.invoice_count = counts.get(file, (0, 0))

    @api.depends("partner_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_payment_count(self):
        counts = self._aggregate_documents("account.payment", PAYMENTS, "__count")
        for file in self:
            file.payment_count = counts.get((file.company_id, file.partner_id), 0)

    @api.depends("partner_id")
    @api.depends_context("uid", "allowed_company_ids", "lang")
    def _compute_top_categories(self):
        for file in self:
            rows = self.env["sale.report"]._read_group(
                file._sale_report_domain(), ["categ_id"], order="price_subtotal:sum DESC", limit=3
            )
            file.top_categories = ", ".join(category.name for (category,) in rows if category) or False

    @api.depends("partner_id")
    def _compute_last_transaction_date(self):
        orders = self._aggregate_documents("sale.order", ORDERS, "date_order:max")
        invoices = self._aggregate_documents("account.move", INVOICES, "date:max")
        for file in self:
            key = file.company_id, file.partner_id
            days = [invoices[key]] if key in invoices else []
            if key in orders:
                days.append(fields.Date.context_today(file.with_context(tz=file.company_id.partner_id.tz), orders[key]))
            file.last_transaction_date = max(days, default=False)

    def _aggregate_documents(self, model: str, domain: list, aggregate: str) -> dict:
        """Aggregate the documents of these customers and of their contacts by company and customer."""
        ours = [
            ("company_id", "in", self.company_id.ids),
            ("partner_id.commercial_partner_id", "in", self.partner_id.ids),
        ]
        groupby = ["company_id", "partner_id.commercial_partner_id"]
        rows = self.env[model]._read_group([*domain, *ours], groupby, [aggregate])
        return {(company, customer): value for company, customer, value in rows}

    def _document_domain(self) -> list:
        """Select documents of the customer and of its contacts in the company of the file."""
        self.ensure_one()
        return [
            ("company_id", "=", self.company_id.id),
            ("partner_id.commercial_partner_id", "=", self.partner_id.id),
        ]

    def _sale_report_domain(self) -> list:
        self.ensure_one()
        return [*ORDERS, ("company_id", "=", self.company_id.id), ("commercial_partner_id", "=", self.partner_id.id)]

    def _action_of_file(self, xml_id: str, domain: list, **context) -> dict:
        return {**self.env["ir.actions.act_window"]._for_xml_id(xml_id), "domain": domain, "context": context}

    @api.readonly
    def action_view_sale_orders(self):
        return self._action_of_file(
            "customer_file_sale.sale_order_action",
            [*ORDERS, *self._document_domain()],
            default_partner_id=self.partner_id.id,
        )

    @api.readonly
    def action_view_invoices(self):
        return self._action_of_file(
            "account.action_move_out_invoice_type",
            [*INVOICES, *self._document_domain()],
            default_move_type="out_invoice",
            default_partner_id=self.partner_id.id,
        )

    @api.readonly
    def action_view_payments(self):
        return self._action_of_file(
            "account.action_account_payments",
            [*PAYMENTS, *self._document_domain()],
            default_payment_type="inbound",
            default_partner_type="customer",
            default_partner_id=self.partner_id.id,
        )

    @api.readonly
    def action_view_dealings(self):
        self.ensure_one()
        return self._action_of_file("customer_file_sale.customer_file_dealing_action", [("file_id", "=", self.id)])

    @api.readonly
    def action_view_categories(self):
        return self._action_of_file(
            "customer_file_sale.sale_report_action",
            self._sale_report_domain(),
            group_by=["categ_id"],
            pivot_measures=["price_subtotal", "product_uom_qty"],
        )

    def _set_cooperating(self):
        """Make a customer whose order was confirmed a cooperating one; the change stands in the history."""
        # sudo: a filed record is closed to changes by those in sales, an order changes its status only
        files = self.sudo().filtered(lambda file: file.life_status in ("potential", "not_cooperating"))
        files._track_set_log_message(self.env._("An order was confirmed."))
        files.write({"life_status": "cooperating"})

    def _has_receivables(self):
        # sudo: whether the customer owes something decides about a rule, and no amount leaves the method
        owed = self.partner_id.sudo().with_company(self.company_id).credit
        return self.company_id.currency_id.compare_amounts(owed, 0) > 0 or super()._has_receivables()
