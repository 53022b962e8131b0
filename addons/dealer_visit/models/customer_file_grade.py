from odoo import models


class CustomerFileGrade(models.Model):
    _inherit = "customer.file.grade"
