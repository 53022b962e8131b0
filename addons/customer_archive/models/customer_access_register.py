from odoo import fields, models

from .customer_access_rule import KINDS


class CustomerAccessRegister(models.Model):
    """The register of consultations, copies and loans (借阅登记册): what was handed out, came back or was lost.

    A row keeps what the paper register holds: time, material, copies, reason and signature (S3-16.5, S4.core-3c).
    """

    _name = "customer.access.register"
    _description = "Register of consultations and loans"
    _inherit = ["customer.register.mixin", "customer.export.mixin"]
    _order = "id desc"
    _rec_name = "number"
    _register_user_field = "user_id"

    request_id = fields.Many2one(
        "customer.access.request", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="restrict")
    number = fields.Char("Request Number", required=True, readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    event = fields.Selection(
        [
            ("issued", "Handed Out"),
            ("returned", "Returned"),
            ("damaged", "Returned Damaged"),
            ("lost", "Lost"),
            ("closed", "Request Closed"),
        ],
        "What Happened",
        required=True,
        readonly=True,
    )
    date = fields.Datetime("Time", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Entered By", required=True, readonly=True, index=True, ondelete="restrict"
    )
    borrower_id = fields.Many2one("res.users", readonly=True, index="btree_not_null", ondelete="restrict")
    borrower_name = fields.Char(required=True, readonly=True)
    unit = fields.Char(readonly=True)
    material = fields.Char(required=True, readonly=True)
    copies = fields.Integer(readonly=True)
    reason = fields.Text(readonly=True)
    place = fields.Selection([("on_site", "On site"), ("away", "Taken away")], "Use", readonly=True)
    carrier_name = fields.Char("Carried By", readonly=True)
    safety_measures = fields.Text(readonly=True)
    signed_date = fields.Datetime("Signed", readonly=True)
    due_date = fields.Date("To Return By", readonly=True)
    late_days = fields.Integer("Days Late", readonly=True)

    def _level_bearers(self):
        return self.request_id._level_bearers()
