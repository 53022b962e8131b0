from odoo import models


class CustomerAdmissionAspect(models.Model):
    """Something that is looked at on site, such as address, people and equipment (S1.1-4.1.2a)."""

    _name = "customer.admission.aspect"
    _description = "Aspect of a site inspection"
    _inherit = ["customer.policy.rule.mixin"]
