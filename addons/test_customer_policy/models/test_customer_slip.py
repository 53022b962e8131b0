from odoo import fields, models


class CustomerSlip(models.Model):
    """A numbered paper form of no trade."""

    _name = "test.customer.slip"
    _description = "Test slip"
    _inherit = ["customer.document.mixin", "customer.numbered.mixin", "customer.form.mixin"]
    _order = "number, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, ondelete="restrict"
    )
    department_id = fields.Many2one("hr.department", check_company=True)

    def action_accept(self):
        self._draw_numbers()
        return True
