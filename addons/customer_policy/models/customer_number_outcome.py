from odoo import fields, models


class CustomerNumberOutcome(models.Model):
    """What became of a drawn number.

    That a number is used is written in the transaction of its document and lives or dies with it. That a number is
    void, and why, is written in a transaction of its own. No foreign key leads to the draw: the document's transaction
    began before the draw was committed and does not see it.
    """

    _name = "customer.number.outcome"
    _description = "Outcome of a number"
    _inherit = ["customer.register.mixin"]
    _log_access = False
    _register_user_field = ""

    draw_id = fields.Integer(required=True, readonly=True)
    company_id = fields.Integer(required=True, readonly=True)
    state = fields.Selection([("used", "Used"), ("void", "Void")], required=True, readonly=True)
    reason = fields.Selection(
        [
            ("refused", "Saving was refused"),
            ("conflict", "Two changes met; it was tried again"),
            ("error", "An error while saving"),
            ("undone", "Saving was given up"),
            ("taken", "Another document has this number"),
        ],
        readonly=True,
    )

    _draw_unique = models.UniqueIndex("(draw_id)")
