from odoo import api, fields, models


class CustomerComplaintDecision(models.Model):
    """The register of decisions on complaints: who decided what, for how much, by which rule (S1.2-09.6b, S1.3-11).

    Rows are written when the approval of a case is complete, and stay. A revised decision is a new row.
    """

    _name = "customer.complaint.decision"
    _description = "Decision on a complaint"
    _inherit = ["customer.register.mixin", "customer.export.mixin"]
    _order = "id desc"
    _rec_name = "number"

    complaint_id = fields.Many2one("customer.complaint", required=True, readonly=True, index=True, ondelete="restrict")
    number = fields.Char("Case Number", readonly=True)
    is_established = fields.Selection(
        [("yes", "Established"), ("no", "Not Established")], "Result", required=True, readonly=True
    )
    amount = fields.Monetary(readonly=True, help="In the currency of the company.")
    currency_id = fields.Many2one("res.currency", required=True, readonly=True, ondelete="restrict")
    percent = fields.Float("Highest Discount (%)", digits=(5, 2), readonly=True)
    content = fields.Text(readonly=True, help="What was decided, in words.")
    content_hash = fields.Char("Fingerprint", readonly=True, help="Of the content that was approved.")
    approval_id = fields.Many2one("customer.approval", required=True, readonly=True, index=True, ondelete="restrict")
    why = fields.Char("Why?", readonly=True)
    create_uid = fields.Many2one("res.users", "Decided by", readonly=True)
    create_date = fields.Datetime("Decided on", readonly=True)
    replaces_id = fields.Many2one(
        "customer.complaint.decision", string="Instead of", readonly=True, index="btree_not_null", ondelete="restrict"
    )

    @api.depends("number", "is_established")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["is_established"]._description_selection(self.env))
        for decision in self:
            decision.display_name = f"{decision.number or ''} {labels.get(decision.is_established, '')}".strip()
