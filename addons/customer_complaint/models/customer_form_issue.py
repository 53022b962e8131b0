from odoo import api, models


class CustomerFormIssue(models.Model):
    _inherit = "customer.form.issue"

    @api.model
    def _hand_out(self, document, report, note: str, subject: str):
        """Tell each unit that keeps a copy of ``report`` of ``document`` of it; each copy is registered once.

        :param note: why it was handed over, as the register says it
        :param subject: what the units are told; the name of their copy is added
        """
        # sudo: which copies are out is no secret to who hands them over
        issue = self.sudo().search(
            [("res_model", "=", document._name), ("res_id", "=", document.id), ("report_id", "=", report.id)]
        )
        out = issue.handover_ids.mapped("copy_number")
        for copy in self.env["customer.form.rule"]._rule_for(report, document.company_id).copy_ids:
            unit = copy.complaint_unit_id
            if not unit:
                continue
            if copy._number() not in out:
                self._hand_over(document, copy, to_name=unit.name, note=note)
            document._notify_link(
                unit._get_users(), self.env._("%(subject)s, %(copy)s", subject=subject, copy=copy.name)
            )
