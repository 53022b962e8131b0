from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.customer_policy.tools import deadline_time


class CustomerAccessRequest(models.Model):
    """What is handed out, when it must be back, and what follows when it is not (借阅登记, S3-16, S1.6-sales-10)."""

    _inherit = "customer.access.request"

    @api.model
    def _lent(self, domain):
        """Return a request by which something of ``domain`` is handed out now."""
        # sudo: that something is not here counts for everybody
        return self.sudo().search([("state", "=", "issued"), *domain], limit=1)

    def _before_issue(self):
        for request in self:
            request._check_time()
            request._check_borrower()
            request._check_classes()
            for rule in self.env["customer.access.rule"]._matching(request):
                rule._check_needed(request, rule.issue_field_ids)

    def _check_time(self):
        """Refuse what is handed out after the day to which it was asked for, or approved."""
        self.ensure_one()
        over = bool(self.valid_until) and self.valid_until <= fields.Datetime.now()
        if over or (self.wanted_until and self.wanted_until < self.company_id._policy_today()):
            raise UserError(self.env._("%s: its time is over. Ask again.", self.display_name))

    def _after_issue(self):
        for request in self:
            # sudo: the step was checked; it sets what only steps set
            known = request.sudo()
            last_day = known._agreed_last_day("return", known.wanted_until, known.issued_date)
            known._write_protected({"due_date": last_day})
            known._start_deadline("return", known.issued_date, last_day)
            request._enter("issued")

    def _after_return(self):
        self._take_back("returned")

    def _after_damage(self):
        self._take_back("damaged")

    def _after_lose(self):
        for request in self:
            request._enter("lost")
            request._end_access(self.env._("It was lost."))
            # sudo: the step was checked
            request.sudo()._cancel_deadlines(self.env._("It was lost."))
            request._let_rules_follow("lost")

    def _take_back(self, event: str):
        for request in self:
            # sudo: the step was checked; it sets what only steps set
            known = request.sudo()
            day = deadline_time.local_day(known.returned_date, known.company_id._policy_timezone().zone)
            late = max((day - known.due_date).days, 0)
            known._write_protected({"late_days": late})
            known._meet_deadline("return")
            request._enter(event)
            request._end_access(self.env._("It was brought back."))
            if late:
                request._let_rules_follow("late")
            if event == "damaged":
                request._let_rules_follow("damaged")

    def _let_rules_follow(self, event: str):
        """Report what happened to staff conduct, and let the borrower have no further loans, where a rule says so."""
        self.ensure_one()
        late = event == "late"
        for rule in self.env["customer.access.rule"]._matching(self):
            code = rule.late_conduct_code if late else rule.lost_conduct_code
            blocks = rule.late_blocks if late else rule.lost_blocks
            if rule.mode != "enforce":
                if code or blocks:
                    rule._breached_by(self, self.env._("%s: late, lost or damaged.", self.display_name))
                continue
            # sudo: which employee a borrower is, to report
            employee = self.applicant_id.sudo().with_company(self.company_id).employee_id
            if code and employee and self.applicant_kind == "staff":
                self.env["customer.policy.conduct"]._report(code, employee, self.late_days if late else 1, self)
            if blocks:
                self.env["customer.access.block"]._impose(self, event, rule)

    def _check_borrower(self):
        """Refuse a loan to who has one that is overdue where lateness blocks, or is blocked (S1.6-sales-10b, 10c)."""
        self.ensure_one()
        if self.kind != "loan":
            return
        block = self.env["customer.access.block"]._in_force_for(self)
        if block:
            raise UserError(
                self.env._(
                    "%(request)s: %(borrower)s gets no further loans. %(why)s",
                    request=self.display_name,
                    borrower=self.borrower_name,
                    why=block.why,
                )
            )
        for rule in self.env["customer.access.rule"]._matching(self).filtered("late_blocks"):
            overdue = self._overdue_loans()
            if overdue:
                message = self.env._(
                    "%(request)s: %(borrower)s has not brought back %(loan)s.",
                    request=self.display_name,
                    borrower=self.borrower_name,
                    loan=overdue[0].display_name,
                )
                rule._breached_by(self, message)

    def _overdue_loans(self):
        # sudo: other loans of the borrower, of which only the number is told
        return self.sudo().search(
            [
                ("company_id", "=", self.company_id.id),
                ("kind", "=", "loan"),
                ("state", "=", "issued"),
                ("due_date", "<", self.company_id._policy_today()),
                *self._same_borrower(),
            ]
        )

    def _same_borrower(self) -> list:
        """Return the domain of what belongs to the borrower of this request."""
        self.ensure_one()
        if self.applicant_kind == "staff":
            return [("applicant_kind", "=", "staff"), ("applicant_id", "=", self.applicant_id.id)]
        return [("applicant_kind", "=", "outsider"), ("borrower_name", "=", self.borrower_name)]

    @api.model
    def _open_loans_of(self, user):
        """Return what ``user`` has borrowed and not brought back; handover asks for it."""
        # sudo: whoever hands over needs to know what is missing, by its number
        return self.sudo().search(
            [("applicant_kind", "=", "staff"), ("applicant_id", "=", user.id), ("state", "in", ("issued", "lost"))]
        )

    def _enter(self, event: str):
        """Enter what happened in the register."""
        # sudo: nobody has the right to write into the register; the steps were checked
        self.env["customer.access.register"].sudo().create(
            [request._prepare_register_vals(event) for request in self.sudo()]  # sudo: see above
        )

    def _prepare_register_vals(self, event: str) -> dict:
        self.ensure_one()
        numbers = (number for records in self._objects() for number in records.mapped("number"))
        names = filter(None, (self.material, *numbers))
        return {
            "request_id": self.id,
            "company_id": self.company_id.id,
            "number": self.number,
            "kind": self.kind,
            "event": event,
            "date": fields.Datetime.now(),
            "user_id": self.env.uid,
            "borrower_id": self.applicant_id.id if self.applicant_kind == "staff" else False,
            "borrower_name": self.borrower_name,
            "unit": self.outsider_unit if self.applicant_kind == "outsider" else self.department_id.name,
            "material": ", ".join(names) or "-",
            "copies": self.copies,
            "reason": self.reason,
            "place": self.place,
            "carrier_name": self.carrier_id.name,
            "safety_measures": self.safety_measures,
            "signed_date": self.signed_date,
            "due_date": self.due_date,
            "late_days": self.late_days if event != "issued" else 0,
        }
