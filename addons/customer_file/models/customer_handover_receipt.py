from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class CustomerHandoverReceipt(models.Model):
    """A department that signs that everything was received, sorted and filed (S1.7-5, S2.1-06)."""

    _name = "customer.handover.receipt"
    _description = "Receipt of a handover"
    _inherit = ["customer.record.line.mixin", "customer.fixed.mixin"]
    _record_field = "handover_id"
    _fixed_fields = ("handover_id", "department_id")
    _button_fields = ("signed_by_id", "signed_date")
    _order = "handover_id, id"
    _check_company_auto = True

    handover_id = fields.Many2one("customer.handover", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="handover_id.company_id", store=True, precompute=True, index=True)
    department_id = fields.Many2one("hr.department", required=True, check_company=True, ondelete="restrict")
    user_id = fields.Many2one(
        "res.users",
        string="Signed for by",
        compute="_compute_user_id",
        store=True,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The manager of the department.",
    )
    signed_by_id = fields.Many2one("res.users", "Signed by", readonly=True, ondelete="restrict")
    signed_date = fields.Datetime("Signed on", readonly=True)

    _department_unique = models.Constraint("UNIQUE(handover_id, department_id)", "A department signs once.")

    @api.depends("department_id", "handover_id.leaver_id")
    def _compute_user_id(self):
        for receipt in self:
            # of a manager who leaves, the next one above signs
            managers = receipt.department_id._get_manager_chain() - receipt.handover_id.leaver_id
            receipt.user_id = managers[:1]

    @api.model_create_multi
    def create(self, vals_list):
        # who signs follows from the department
        kept = [{name: value for name, value in vals.items() if name != "user_id"} for vals in vals_list]
        receipts = super(CustomerHandoverReceipt, self.with_context(default_user_id=None)).create(kept)
        receipts._check_draft()
        return receipts.with_env(self.env)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        self._check_draft()

    def _check_draft(self):
        """Refuse to add and take away by hand who signs, once the handover began."""
        for handover in self.handover_id if not self.env.su else ():
            if handover.state != "draft":
                raise UserError(
                    self.env._("%s began: the departments that sign are those of the rule.", handover.display_name)
                )

    def action_sign(self):
        """Sign for the department, as its manager and not as who leaves."""
        self.check_access("read")
        for receipt in self:
            handover = receipt.handover_id
            if handover.state != "running" or receipt.signed_date:
                raise UserError(self.env._("%s: there is nothing to sign.", handover.display_name))
            if self.env.user != receipt.user_id or self.env.user == handover.leaver_id:
                raise AccessError(
                    self.env._(
                        "%(handover)s: the manager of %(department)s signs.",
                        handover=handover.display_name,
                        department=receipt.department_id.display_name,
                    )
                )
            # sudo: the person was checked, and a manager need not be allowed to change handovers
            receipt.sudo().write({"signed_by_id": self.env.uid, "signed_date": fields.Datetime.now()})
        return True
