from odoo import api, fields, models


class CustomerFileOpeningRule(models.Model):
    _inherit = "customer.file.opening.rule"

    on_new_lead = fields.Boolean(
        "On a New Lead",
        help="A new lead or opportunity opens the file of its customer on the same day. "
        "Where it only names a company or a person, this becomes a contact first.",
    )
    lead_source_id = fields.Many2one(
        "customer.collection.method",
        string="Source of Leads",
        check_company=True,
        ondelete="restrict",
        help="The source of files that leads open, unless a source has the same name as the lead's.",
    )

    @api.model
    def _opening_fields(self):
        return [*super()._opening_fields(), "on_new_lead"]

    def _get_lead_source(self, lead):
        """Return how the company came to know the customer of ``lead``."""
        self.ensure_one()
        if lead.source_id:
            methods = self.env["customer.collection.method"]._in_force(self.company_id)
            same = methods.filtered(lambda method: method.name.casefold() == lead.source_id.name.casefold())
            if same:
                return same[0]
        return self.lead_source_id
