import ast

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class CustomerSecrecyClassify(models.TransientModel):
    """Give records another secrecy level, with the reason."""

    _name = "customer.secrecy.classify"
    _description = "Change the secrecy level"

    res_model = fields.Char(required=True)
    res_ids = fields.Char(required=True)
    company_id = fields.Many2one("res.company", compute="_compute_company_id")
    level_id = fields.Many2one("customer.secrecy.level", string="New Level", help="Empty: open to all in the role.")
    reason = fields.Text(required=True)

    @api.depends("res_model", "res_ids")
    def _compute_company_id(self):
        for wizard in self:
            wizard.company_id = wizard._get_records().company_id[:1]

    def _get_records(self):
        self.ensure_one()
        if self.res_model not in self.env["customer.secrecy.rule"]._secret_models():
            raise UserError(self.env._("Records of this kind have no secrecy level."))
        records = self.env[self.res_model].browse(ast.literal_eval(self.res_ids))
        records.check_access("read")
        return records

    def action_classify(self):
        """Give the level; who gives a level, and takes it away, is said by the level itself.

        :raises AccessError: when the user may not give the new level or take the old one away
        """
        records = self._get_records()
        if len(records.company_id) > 1 or (self.level_id and self.level_id.company_id != records.company_id):
            raise UserError(self.env._("The level belongs to another company than the records."))
        if not records._is_cleared(self.env.user):
            raise AccessError(self.env._("Who only reads by a grant gives no level. It needs the own clearance."))
        levels = self.level_id | records.own_secrecy_level_id
        if not levels._may_classify():
            groups = levels.sudo().classifier_group_id.mapped("full_name")  # sudo: the name of a group is no secret
            raise AccessError(self.env._("These levels are given and taken away by: %s.", ", ".join(groups)))
        records._classify(self.level_id, self.reason)
        return {"type": "ir.actions.act_window_close"}
