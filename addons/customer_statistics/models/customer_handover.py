from odoo import api, fields, models

from odoo.addons.customer_file.models.customer_handover_items import Source

#: states in which a report is in hand
IN_HAND = ("draft", "computed", "submitted")


class CustomerHandover(models.Model):
    """Who hands over explains the reports in hand, and gives them on (S0-15, S0-16)."""

    _inherit = "customer.handover"

    @api.model
    def _handover_sources(self, user, company):
        # sudo: as for the other items: the list names what there is, whoever makes it
        reports = self.sudo().env["customer.statistic.report"]
        mine = [("company_id", "=", company.id), ("responsible_id", "=", user.id), ("state", "in", IN_HAND)]
        return [*super()._handover_sources(user, company), Source("report", reports.search(mine))]

    def _transfer_report(self, lines, successor):
        reports = lines._records("customer.statistic.report")
        reports.filtered(lambda report: report.responsible_id == self.leaver_id and report.state in IN_HAND).write(
            {"responsible_id": successor.id}
        )


class CustomerHandoverLine(models.Model):
    _inherit = "customer.handover.line"

    kind = fields.Selection(selection_add=[("report", "Statistics Report in Hand")], ondelete={"report": "set default"})

    @api.depends("kind")
    def _compute_is_work(self):
        result = super()._compute_is_work()
        for line in self:
            line.is_work = line.is_work or line.kind == "report"
        return result
