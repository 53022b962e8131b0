from odoo import fields, models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    customer_deadline_id = fields.Many2one(
        "customer.deadline", string="Deadline", readonly=True, index="btree_not_null", ondelete="set null"
    )
