from odoo import models


class CustomerDeadline(models.Model):
    _inherit = "customer.deadline"

    def _publish_announcement(self):
        """Publish the personnel announcement of this deadline, if nobody has: the rule leaves none unpublished."""
        self.ensure_one()
        # sudo: as with reminders, whoever the step runs as; the rules administrator who set it need not handle them
        announcement = self.sudo()._get_document()
        if announcement._name == "staff.conduct.announcement" and announcement.state == "draft":
            announcement.action_publish()
