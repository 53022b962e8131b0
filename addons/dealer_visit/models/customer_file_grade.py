from odoo import models


class CustomerFileGrade(models.Model):
    _inherit = "customer.file.grade"

    def _after_change(self):
        result = super()._after_change()
        # grades come in SQL, which no computed field notices
        files = self.file_id
        files._bring_visits_up_to_date(self.env._("The grade of the customer changed."))
        return result
