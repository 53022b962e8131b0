from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command


class CustomerDeadlineSlip(models.Model):
    """A slip that urges a department (催办单), or asks it why it was late (查办单); the department answers on it."""

    _name = "customer.deadline.slip"
    _description = "Reminder or investigation slip"
    _inherit = ["customer.document.row.mixin", "customer.numbered.mixin"]
    _order = "id desc"
    _rec_name = "name"
    # slips are written with or without a number
    _number_required = False

    name = fields.Char("Slip", compute="_compute_name")
    deadline_id = fields.Many2one("customer.deadline", required=True, readonly=True, index=True, ondelete="restrict")
    type = fields.Selection(
        [("reminder", "Reminder Slip"), ("investigation", "Investigation Slip")], required=True, readonly=True
    )
    department_id = fields.Many2one("hr.department", readonly=True, index="btree_not_null", ondelete="set null")
    user_ids = fields.Many2many("res.users", string="To", readonly=True, ondelete="restrict")
    date = fields.Datetime("Issued", required=True, readonly=True)
    text = fields.Text(required=True, readonly=True)
    answer = fields.Text(help="Why it was late, and by when it will be done.")
    answer_date = fields.Datetime("Answered", readonly=True)
    answer_user_id = fields.Many2one("res.users", string="Answered By", readonly=True, ondelete="restrict")

    @api.depends("type", "number", "document_name")
    def _compute_name(self):
        labels = dict(self._fields["type"]._description_selection(self.env))
        for slip in self:
            slip.name = " ".join(filter(None, (labels.get(slip.type, ""), slip.number, slip.document_name)))

    @api.model
    def _number_documents(self):
        return [
            (f"{self._name}/{kind}", label) for kind, label in self._fields["type"]._description_selection(self.env)
        ]

    def _number_document(self):
        self.ensure_one()
        return f"{self._name}/{self.type}"

    def _document_department(self):
        """Return the department whose code can stand in the number."""
        self.ensure_one()
        return self.department_id

    @api.model
    def _issue(self, deadline, kind: str, users, department=None):
        """Write one slip to a department, that of the deadline where none is named, for ``users``.

        A department is reminded of a deadline once a day at most; where a rule numbers slips, it has a number.
        """
        department = deadline.department_id if department is None else department
        if kind == "reminder" and self._reminded_today(deadline, department):
            return self.browse()
        slip = self.create(
            {
                "res_model": deadline.res_model,
                "res_id": deadline.res_id,
                "document_name": deadline.document_name,
                **deadline._get_document()._document_scope(),
                "deadline_id": deadline.id,
                "type": kind,
                "department_id": department.id,
                "user_ids": [Command.set(users.ids)],
                "date": fields.Datetime.now(),
                "text": deadline._excess_text() if kind == "investigation" else deadline._reminder_text(),
            }
        )
        if self.env["customer.number.rule"]._is_numbered(slip):
            slip._draw_numbers()
        return slip

    @api.model
    def _reminded_today(self, deadline, department) -> bool:
        today = deadline.company_id._policy_today()
        first, last = deadline.company_id._policy_moments(today, today)
        return bool(
            self.search_count(
                [
                    ("deadline_id", "=", deadline.id),
                    ("type", "=", "reminder"),
                    ("department_id", "=", department.id),
                    ("date", ">=", first),
                    ("date", "<", last),
                ],
                limit=1,
            )
        )

    def write(self, vals):
        if self.env.su:
            return super().write(vals)
        self.check_access("write")
        if set(vals) != {"answer"}:
            raise AccessError(self.env._("A slip stays as it was written: it is only answered."))
        for slip in self:
            slip._check_answer(vals["answer"])
        # sudo: who answers and when is not typed by anybody
        return self.sudo().write({**vals, "answer_date": fields.Datetime.now(), "answer_user_id": self.env.uid})

    def _check_answer(self, answer):
        self.ensure_one()
        if not (answer or "").strip():
            raise UserError(self.env._("%s: an answer is not empty.", self.name))
        if self.answer:
            raise UserError(self.env._("%s was answered already.", self.name))
        # sudo: whose deadline it is, also for those who see the slip only
        responsible = self.sudo().deadline_id.user_id
        if self.env.user not in self.user_ids | self.department_id._get_manager_user() | responsible:
            raise AccessError(self.env._("%s is answered by whom it was written to.", self.name))

    @api.model
    def _forget_documents(self, res_model, res_ids):
        """A slip stays, also when its document is gone."""
