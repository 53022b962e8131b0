from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

from ..tools import normalise
from .customer_file import INFORMATION_ADMINISTRATOR

_lt = LazyTranslate(__name__)


class CustomerInformationSurvey(models.Model):
    """A filled collection form (客户信息调查表), from a visit, a call or the portal (S3-07, S3-08.1, S3-08.2).

    Whatever the form, its answers are values for fields of the customer file. Those
    who keep the files accept it, and only then the file changes.
    """

    _name = "customer.information.survey"
    _description = "Customer information survey"
    _inherit = [
        "customer.secret.mixin",
        "customer.workflow.mixin",
        "customer.export.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _secrecy_file_field = "file_id"
    _order = "id desc"
    _check_company_auto = True

    _workflow_steps = (
        Step("submit", _lt("Submit"), ("draft",), "submitted", "", "submitted_by_id", "submitted_date"),
        Step(
            "accept",
            _lt("Accept"),
            ("submitted",),
            "accepted",
            INFORMATION_ADMINISTRATOR,
            "decided_by_id",
            "decided_date",
        ),
        Step("return", _lt("Return"), ("submitted",), "draft", INFORMATION_ADMINISTRATOR),
        Step(
            "refuse",
            _lt("Refuse"),
            ("submitted",),
            "refused",
            INFORMATION_ADMINISTRATOR,
            "decided_by_id",
            "decided_date",
        ),
    )

    name = fields.Char("Customer", required=True, help="Name of the customer, also of one who has no file yet.")
    file_id = fields.Many2one(
        "customer.file", string="Customer File", index="btree_not_null", check_company=True, ondelete="restrict"
    )
    form_id = fields.Many2one("customer.collection.form", required=True, check_company=True, ondelete="restrict")
    method_id = fields.Many2one(related="form_id.method_id", store=True)
    collector_id = fields.Many2one(
        "res.users",
        required=True,
        default=lambda self: self.env.user,
        index=True,
        check_company=False,
        ondelete="restrict",
    )
    date = fields.Date("Collected On", required=True, default=fields.Date.context_today)
    state = fields.Selection(
        [("draft", "Draft"), ("submitted", "Submitted"), ("accepted", "Accepted"), ("refused", "Refused")],
        tracking=True,
        group_expand=True,
    )
    from_customer = fields.Boolean("Proposed by the Customer", readonly=True, copy=False)
    line_ids = fields.One2many("customer.information.survey.line", "survey_id", string="Answers", copy=True)
    note = fields.Text("Remarks")
    submitted_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    submitted_date = fields.Datetime(readonly=True, copy=False)
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    decided_date = fields.Datetime(readonly=True, copy=False)
    acceptance_due_date = fields.Date(readonly=True, copy=False)
    survey_reminded = fields.Date(readonly=True, copy=False)
    is_late = fields.Boolean("Waiting Too Long", compute="_compute_is_late", search="_search_is_late")

    # the portal asks before; the index decides between two who send in the same moment
    _one_open_proposal = models.UniqueIndex(
        "(file_id, form_id) WHERE from_customer AND state IN ('draft', 'submitted')",
        "A proposal of the customer with this form waits already.",
    )

    @api.depends("state", "acceptance_due_date")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for survey in self:
            due = survey.acceptance_due_date
            survey.is_late = survey.state == "submitted" and bool(due) and due < today

    def _search_is_late(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return [("state", "=", "submitted"), ("acceptance_due_date", "<", fields.Date.context_today(self))]

    @api.model
    def _workflow_protected_fields(self):
        return {*super()._workflow_protected_fields(), "acceptance_due_date", "survey_reminded", "from_customer"}

    @api.onchange("form_id")
    def _onchange_form_id(self):
        if self.form_id and not any(line.value for line in self.line_ids):
            self.line_ids = [(5, 0), *((0, 0, vals) for vals in self._prepare_line_vals(self.form_id))]

    @api.onchange("file_id")
    def _onchange_file_id(self):
        if self.file_id:
            self.name = self.file_id.name

    @api.model_create_multi
    def create(self, vals_list):
        surveys = super().create(vals_list)
        for survey in surveys.filtered(lambda survey: not survey.line_ids):
            survey.line_ids = [(0, 0, vals) for vals in self._prepare_line_vals(survey.form_id)]
        return surveys

    @api.model
    def _prepare_line_vals(self, form) -> list[dict]:
        """Return the values of one empty answer per question of ``form``."""
        return [
            {"field_id": line.field_id.id, "sequence": line.sequence, "is_required": line.is_required}
            # sudo: a form is configuration without secrets, and a user need not read ir.model.fields
            for line in form.sudo().line_ids
        ]

    def write(self, vals):
        if not self.env.su and set(vals) & {"line_ids", "file_id", "name", "form_id", "date", "collector_id"}:
            self._check_open()
        return super().write(vals)

    def _check_open(self):
        for survey in self:
            if survey.state != "draft":
                raise UserError(self.env._("%s: only the answers of a draft can be changed.", survey.display_name))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        for survey in self:
            if survey.state != "draft":
                raise UserError(self.env._("%s was submitted and cannot be deleted.", survey.display_name))

    def _step_obstacle(self, step):
        if step.name == "return" and self.from_customer:
            return self.env._("What a customer proposes is accepted or refused.")
        return super()._step_obstacle(step)

    @api.model
    def _allowed_steps_depends(self):
        return [*super()._allowed_steps_depends(), "from_customer"]

    def action_submit(self):
        return self._run_step("submit")

    def action_accept(self):
        return self._run_step("accept")

    def action_refuse(self):
        return self._run_step("refuse")

    def action_return(self):
        return self._run_step("return")

    def _before_submit(self):
        for survey in self:
            survey._check_required_answers()
            for line in survey.line_ids:
                line._new_value()
                if survey.file_id:
                    line.old_value = survey.file_id._shown_values([line.field_name])[line.field_name]

    def _check_required_answers(self):
        """Ask for each answer that the form requires, also where the line was taken out; a proposal holds changes only.

        :raises UserError: naming the questions
        """
        self.ensure_one()
        answered = self.line_ids.filtered(lambda line: normalise.text(line.value or ""))
        required = self.line_ids.filtered("is_required").field_id
        if not self.from_customer:
            # sudo: see _prepare_line_vals
            required |= self.form_id.sudo().line_ids.filtered("is_required").field_id
        if missing := required - answered.field_id:
            raise UserError(
                self.env._(
                    "%(survey)s: these answers are required: %(questions)s.",
                    survey=self.display_name,
                    # sudo: users do not read ir.model.fields; the label of a field is no secret
                    questions=", ".join(missing.sudo().mapped("field_description")),
                )
            )

    def _after_submit(self):
        for survey in self:
            # sudo: see _prepare_line_vals
            days = survey.form_id.sudo().acceptance_days
            if days:
                due = fields.Date.context_today(survey) + relativedelta(days=days)
                survey._write_protected({"acceptance_due_date": due})

    def _before_accept(self):
        """Write the answers into the file of the customer, which is opened when there is none.

        An empty answer says nothing, except in a proposal of the customer: that holds changes only.
        """
        for survey in self:
            answers = survey.line_ids.filtered(
                lambda line: line.survey_id.from_customer or normalise.text(line.value or "")
            )
            vals = {line.field_name: line._new_value() for line in answers}
            if not survey.file_id:
                survey.sudo().file_id = survey._open_file()  # sudo: the answers are closed, the link is ours
            file = survey.file_id
            while file.merged_into_id:
                file = file.merged_into_id
            survey._propose_protected(file, vals)
            file.write(vals)
            file.message_post(body=self.env._("Survey accepted: %s", survey._get_html_link()))

    def _propose_protected(self, file, vals: dict):
        """Take the changes that only a correction may make out of ``vals``, and propose them in one."""
        # sudo: whether a value changes does not depend on who accepts
        known = file.sudo()
        changed = {name for name, value in vals.items() if known._is_change(known, name, value)}
        names = file._protected_by(changed) if file.sorted_date else set()
        rule = self.env["customer.file.correction.rule"]._protecting(file, names) if names else None
        if rule and rule.mode == "enforce":
            lines = self.line_ids.filtered(lambda line: line.field_name in names)
            self.env["customer.file.correction"]._propose_answers(file, self, lines)
            for name in names:
                del vals[name]

    def _open_file(self):
        """Open a file for the customer named on the survey."""
        self.ensure_one()
        Partners = self.env["res.partner"].with_company(self.company_id)
        known = Partners.search(
            [("name", "=", self.name), ("parent_id", "=", False), ("company_id", "in", (self.company_id.id, False))],
            limit=2,
        )
        partner = known if len(known) == 1 else Partners.create({"name": self.name, "is_company": True})
        return partner.customer_file_id or self.env["customer.file"].create(
            {
                **partner._prepare_customer_file_vals(),
                "responsible_id": self.collector_id.id,
                "source_id": self.method_id.id,
                "first_contact_date": self.date,
            }
        )

    @api.model
    def _remind_waiting(self):
        """Remind of surveys that wait to be accepted (S3-08.2)."""
        today = fields.Date.context_today(self)
        rules = self.env["customer.file.reminder.rule"]._in_force(self.env.company)
        for rule in rules.filtered(lambda rule: rule.occasion == "survey"):
            horizon = today + relativedelta(days=rule.days_before)
            domain = [("company_id", "=", self.env.company.id), ("state", "=", "submitted"), ("file_id", "!=", False)]
            for survey in self.search(
                [*domain, ("acceptance_due_date", "<=", horizon), ("survey_reminded", "=", False)]
            ):
                if rule._matches(survey.file_id):
                    rule._remind(survey.file_id, self.env._("A survey waits to be accepted"), today)
                    survey._write_protected({"survey_reminded": today})


class CustomerInformationSurveyLine(models.Model):
    _name = "customer.information.survey.line"
    _description = "Answer of a survey"
    _inherit = ["customer.file.answer.mixin", "customer.export.mixin"]
    _order = "sequence, id"

    survey_id = fields.Many2one("customer.information.survey", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="survey_id.company_id", store=True, precompute=True, index=True)
    sequence = fields.Integer(default=10)
    is_required = fields.Boolean("Required", readonly=True)

    _field_unique = models.Constraint("UNIQUE(survey_id, field_id)", "A survey answers each question once.")

    def _level_bearers(self):
        return [self.survey_id]

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_survey_open()
        return lines

    def write(self, vals):
        self._check_survey_open()
        result = super().write(vals)
        self._check_survey_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_open(self):
        self._check_survey_open()

    def _check_survey_open(self):
        # sudo is used by our own methods only, after they checked the state
        if not self.env.su:
            self.survey_id._check_open()
