from odoo import api, fields, models


class CustomerCollectionForm(models.Model):
    """Which questions are asked by one collection method (S3-07).

    Different forms per method, one format behind them: every question is a field
    of the customer file.
    """

    _name = "customer.collection.form"
    _description = "Collection form"
    _inherit = ["customer.policy.rule.mixin"]

    mode = fields.Selection(default="enforce")
    method_id = fields.Many2one("customer.collection.method", required=True, check_company=True, ondelete="restrict")
    line_ids = fields.One2many("customer.collection.form.line", "form_id", string="Questions", copy=True)
    on_portal = fields.Boolean(
        "Customers Use It",
        help="Customers see these data of their own file in the portal and may propose corrections with this form.",
    )
    acceptance_days = fields.Integer(
        "Days to Accept", help="Days from submission until the survey must be accepted or returned; 0: no limit."
    )
    introduction = fields.Html(translate=True, help="Shown above the questions.")

    _acceptance_days_positive = models.Constraint(
        "CHECK(acceptance_days >= 0)", "The days to accept a survey cannot be negative."
    )


class CustomerCollectionFormLine(models.Model):
    _name = "customer.collection.form.line"
    _description = "Question of a collection form"
    _order = "sequence, id"

    form_id = fields.Many2one("customer.collection.form", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="form_id.company_id", store=True, precompute=True, index=True)
    sequence = fields.Integer(default=10)
    field_id = fields.Many2one(
        "ir.model.fields",
        string="Question",
        required=True,
        ondelete="cascade",
        domain=lambda self: self.env["customer.file"]._collectable_field_domain(scalar=True),
    )
    is_required = fields.Boolean("Required")

    _field_unique = models.Constraint("UNIQUE(form_id, field_id)", "A form asks each question once.")

    @api.constrains("field_id")
    def _check_field(self):
        self.env["customer.file"]._check_scalar_fields(self.field_id)
