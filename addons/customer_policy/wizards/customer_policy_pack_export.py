from odoo import api, fields, models

from ..packs.values import rule_models


class CustomerPolicyPackExport(models.TransientModel):
    """The present rules of a company as a policy pack."""

    _name = "customer.policy.pack.export"
    _description = "Export of rules"
    _inherit = ["customer.download.mixin"]

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    area = fields.Selection("_selection_area", help="Empty: the rules of all areas.")
    code = fields.Char("Code of the Pack", help="Empty: the area.")
    version = fields.Char(required=True, default="1")
    name = fields.Char("Name of the Pack")

    @api.model
    def _selection_area(self):
        models_ = [*rule_models(self.env), *self.env.registry.descendants(["customer.document.mixin"], "_inherit")]
        areas = {self.env[name]._original_module for name in models_ if not self.env[name]._abstract}
        # sudo: the names of modules are no secret
        modules = self.env["ir.module.module"].sudo().search([("name", "in", list(areas))])
        return [(module.name, module.shortdesc) for module in modules]

    def action_export(self):
        self.ensure_one()
        text = self.env["customer.policy.pack"]._export(
            self.company_id,
            area=self.area or "",
            code=self.code or "",
            version=self.version,
            name=self.name or "",
        )
        return self._download(text.encode(), f"{self.code or self.area or 'rules'}.yaml")
