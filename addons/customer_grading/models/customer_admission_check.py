from odoo import models
from odoo.exceptions import UserError


class CustomerAdmission(models.Model):
    """What an application must have."""

    _inherit = "customer.admission"

    def _missing_for_submission(self) -> list[str]:
        """Say what the set of forms lacks (S1.1-4.1.1, S1.1-4.1.2a)."""
        self.ensure_one()
        missing = [sheet.name for sheet in self.sheet_ids.filtered(lambda sheet: not sheet.is_complete)]
        if not self.department_id:
            missing.append(self.env._("the unit that introduces the customer"))
        aspects = self.aspect_ids - self.inspection_ids.aspect_ids
        if aspects or (self.aspect_ids and not self.inspection_ids):
            # sudo: what is to be looked at is no secret
            names = ", ".join(aspects.sudo().mapped("name"))
            missing.append(self.env._("a site inspection of: %s", names))
        return missing

    def _missing_for_admission(self) -> list[str]:
        """Say which conditions without which nobody is admitted are not met (S1.11-5.1.2b, S1.1-3.2)."""
        self.ensure_one()
        unmet = self.answer_ids.filtered(lambda answer: answer.is_required and not answer.is_met)
        missing = unmet.mapped("name")
        if self.needs_joint_inspection and not any(inspection.is_joint for inspection in self.inspection_ids):
            missing.append(self.env._("a joint inspection by two units or more"))
        return missing

    def _refuse_missing(self, missing: list[str]):
        """Refuse what lacks something; list it where the form only observes.

        :raises UserError: naming the application and all that is missing
        """
        if not self.form_id:
            raise UserError(self.env._("%s: no admission form is meant for this customer.", self.display_name))
        if missing:
            message = self.env._(
                "%(admission)s is not complete. Missing or not met: %(missing)s.",
                admission=self.display_name,
                missing="; ".join(missing),
            )
            # sudo: a form is configuration without secrets
            self.form_id.sudo()._breached_by(self, message)

    def _check_licences(self):
        """Refuse a customer without a licence it needs today; list it where the kind only observes (S1.11-5.1.2a)."""
        kinds = self.env["customer.licence.kind"]._in_force(self.company_id)
        for kind in kinds.filtered(lambda kind: kind.needed_for == "customer" and kind._meets(self.partner_id)):
            if not self.env["customer.licence"]._held(self.company_id, self.partner_id, [kind.id]):
                message = self.env._(
                    "%(customer)s holds no valid licence: %(kind)s.",
                    customer=self.partner_id.display_name,
                    kind=kind.name,
                )
                kind._breached_by(self, message)
