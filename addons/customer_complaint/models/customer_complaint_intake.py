from odoo import api, fields, models

from odoo.addons.customer_file.tools import normalise


class CustomerComplaintIntake(models.Model):
    """Writing down what a customer says on the telephone, and telling those concerned."""

    _inherit = "customer.complaint"

    @api.onchange("phone")
    def _onchange_phone(self):
        """Find the customer by the number, however it is written."""
        if self.phone and not self.partner_id:
            self.partner_id = self._find_caller(self.phone)

    @api.model
    def _find_caller(self, phone: str):
        """Return the customer with this telephone number; empty when there is none, or more than one."""
        key = normalise.phone_key(phone)
        if not key:
            return self.env["res.partner"]
        # sudo: that a customer has a file, and the customer's name, is no secret
        files = self.env["customer.file"].sudo()
        company = self.company_id or self.env.company
        found = files.search([("company_id", "=", company.id), ("phone_key", "=", key)], limit=2).partner_id
        found = found.sudo(False) or self.env["res.partner"].search([("phone", "=", phone.strip())], limit=2)
        return found if len(found.commercial_partner_id) == 1 else self.env["res.partner"]

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        """Suggest how the customer is reached; what was written down stays."""
        for name, source in (("contact_name", "name"), ("phone", "phone"), ("email", "email")):
            if not self[name]:
                self[name] = self.partner_id[source]
        if not self.address and self.partner_id:
            self.address = (self.partner_id.contact_address or "").replace("\n", " ").strip() or False

    # the type decides

    def _after_filling(self, names):
        result = super()._after_filling(names)
        if "type_id" in names:
            self._follow_type(names)
        return result

    def _follow_type(self, names):
        """A case that is classified later goes to the person of the type, in its days (S1.11-4.2g)."""
        for complaint in self:
            # sudo: the type decides, also where a step owns the field
            known = complaint.sudo()
            kind, values = known.type_id, {}
            if kind.user_id and not known.user_id and "user_id" not in names:
                values["user_id"] = kind.user_id.id
            if kind.days and not known.required_date and "required_date" not in names:
                values["required_date"] = fields.Datetime.add(known.received_date, days=kind.days)
            if values:
                known.write(values)
            if kind.unit_id:
                known._meet_deadline("dispatch")

    # telling those concerned

    def _after_accept(self):
        result = super()._after_accept()
        # sudo: whom the procedure names is told, whoever accepts
        for complaint in self.sudo().filtered(lambda one: one.procedure_id.tells_registration):
            complaint._notify_link(complaint._concerned_users(), self.env._("On file: %s", complaint.number))
        return result

    def _concerned_users(self):
        """Return who learns of the number: who reported it, and the managers of the units with a part (S1.2-07.3c)."""
        self.ensure_one()
        units = self.env["customer.complaint.unit"].browse(
            terms["unit"]
            for terms in self.plan or []
            if terms["unit"] and terms["start"] == "order" and self._meets(terms)
        )
        users = self.first_contact_id | self.submitted_by_id | self.user_id
        for unit in units | self.unit_id:
            users |= unit.department_id._get_manager_user() or unit._get_users()
        return users.filtered(lambda user: user.active and not user.share)

    def _after_approval(self, approval):
        """Once it is decided, sales tells the customer on the same day (S1.2-07.1b)."""
        result = super()._after_approval(approval)
        for complaint in self:
            # sudo: whoever answers for the case is asked, whoever decides
            known = complaint.sudo()
            user = known.user_id or known.submitted_by_id or known.first_contact_id
            if user.active and complaint._is_decided():
                known.activity_schedule(
                    "customer_complaint.mail_activity_type_inform",
                    date_deadline=known.company_id._policy_today(),
                    user_id=user.id,
                )
        return result


class CustomerComplaintProcedureIntake(models.Model):
    _inherit = "customer.complaint.procedure"

    tells_registration = fields.Boolean(
        "Tells Those Concerned",
        help="When a case gets its number, who reported it and the managers of the units with a part in it are told.",
    )


class CustomerComplaintReplyIntake(models.Model):
    _inherit = "customer.complaint.reply"

    def _after_send(self):
        result = super()._after_send()
        # sudo: whoever tells the customer has done what was asked of any colleague
        told = self.filtered(lambda reply: reply.kind == "final").complaint_id.sudo()
        told.activity_feedback(["customer_complaint.mail_activity_type_inform"])
        return result
