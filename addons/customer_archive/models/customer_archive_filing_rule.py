from odoo import api, fields, models


class CustomerArchiveFilingRule(models.Model):
    """What must be handed to the archive when something is settled (S1.5-6.4).

    A draft of the document is opened, and whoever is responsible gets the task to complete it and hand it in. Addons
    add their occasions.
    """

    _name = "customer.archive.filing.rule"
    _description = "Document due to the archive"
    _inherit = ["customer.policy.rule.mixin"]

    occasion = fields.Selection(
        [
            ("file_cooperating", "A customer begins to cooperate"),
            ("file_lost", "A customer is lost"),
        ],
        required=True,
        default="file_cooperating",
    )
    class_id = fields.Many2one(
        "customer.archive.class", required=True, index=True, check_company=True, ondelete="restrict"
    )
    document_title = fields.Char(required=True, translate=True, help="What the document is called.")

    @api.model
    def _demand(self, occasion: str, files):
        """Open the drafts that are due on this occasion of ``files``."""
        for file in files:
            for rule in self._in_force(file.company_id).filtered(lambda rule: rule.occasion == occasion):
                message = self.env._("“%(title)s” is due to the archive.", title=rule.document_title)
                if rule.mode == "observe":
                    rule._breached_by(file, message)
                    continue
                # sudo: whoever settles the matter need not be the one who hands the document in
                document = self.env["customer.archive.document"].sudo().create(rule._prepare_document_vals(file))
                document.activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=message,
                    note=rule._why(),
                    user_id=document.responsible_id.id,
                )

    def _prepare_document_vals(self, file) -> dict:
        self.ensure_one()
        return {
            "name": self.document_title,
            "class_id": self.class_id.id,
            "file_id": file.id,
            "company_id": file.company_id.id,
            "department_id": file.department_id.id,
            "responsible_id": (file.responsible_id or self.env.user).id,
        }
