from odoo import api, fields, models

from odoo.addons.customer_file.models.customer_handover_items import Source


class CustomerHandover(models.Model):
    """Who hands over gives on the documents not handed in yet, and brings back first what was borrowed."""

    _inherit = "customer.handover"

    @api.model
    def _handover_sources(self, user, company):
        # sudo: as for the other items: the list names what there is, whoever makes it
        env = self.sudo().env
        mine = [("company_id", "=", company.id)]
        documents = env["customer.archive.document"].search(
            [*mine, ("responsible_id", "=", user.id), ("state", "=", "draft")]
        )
        # what was lost does not come back: rules say what follows, and it holds up nobody
        loans = env["customer.access.request"]._open_loans_of(user)
        loans = loans.filtered(lambda loan: loan.company_id == company and loan.state == "issued")
        return [
            *super()._handover_sources(user, company),
            Source("document", documents),
            Source("loan", loans, blocks=True),
        ]

    def _transfer_document(self, lines, successor):
        documents = lines._records("customer.archive.document")
        documents.filtered(lambda one: one.responsible_id == self.leaver_id and one.state == "draft").write(
            {"responsible_id": successor.id}
        )


class CustomerHandoverLine(models.Model):
    _inherit = "customer.handover.line"

    kind = fields.Selection(
        selection_add=[("document", "Document to Hand In"), ("loan", "Open Loan")],
        ondelete={"document": "set default", "loan": "set default"},
    )
