from odoo import fields, models


class CustomerFormHandover(models.Model):
    """Who was handed which copy of a form, by whom and when; the form's :meth:`_hand_over` writes the rows."""

    _name = "customer.form.handover"
    _description = "Handing over of copies"
    _inherit = ["customer.register.mixin"]
    _order = "id desc"
    _rec_name = "copy_name"

    issue_id = fields.Many2one(
        "customer.form.issue", "Form", required=True, readonly=True, index=True, ondelete="restrict"
    )
    res_model = fields.Char(related="issue_id.res_model")
    res_id = fields.Many2oneReference(related="issue_id.res_id", model_field="res_model", string="Document")
    copy_number = fields.Integer("Number of the Copy", required=True, readonly=True)
    copy_name = fields.Char("Copy", required=True, readonly=True)
    keeper = fields.Char("Kept by", required=True, readonly=True)
    to_user_id = fields.Many2one(
        "res.users", "Receiving User", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    to_name = fields.Char("Handed to", required=True, readonly=True)
    create_uid = fields.Many2one("res.users", "Handed over by", readonly=True)
    create_date = fields.Datetime("Handed over on", readonly=True)
    note = fields.Char(readonly=True)
