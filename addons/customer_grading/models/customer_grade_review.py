from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

_lt = LazyTranslate(__name__)


class CustomerGradeReview(models.Model):
    """The stage evaluation of a customer with a grade: the form, its result, and that it was filed (S1.11-5.3.2)."""

    _name = "customer.grade.review"
    _description = "Stage evaluation"
    _inherit = [
        "customer.record.mixin",
        "customer.secret.mixin",
        "customer.export.mixin",
        "customer.deadline.mixin",
        "customer.attachment.mixin",
    ]
    _order = "due_date desc, id desc"
    _rec_names_search = ["file_id"]
    _check_company_auto = True
    _secrecy_file_field = "file_id"
    _attachment_fields = ("attachment_ids",)
    _fixed_fields = ("company_id", "file_id", "scheme_id", "create_uid")
    _final_states = ("filed",)
    _workflow_steps = (
        Step("evaluate", _lt("Evaluated"), ("draft",), "evaluated", "", "evaluated_by_id", "evaluated_date"),
        Step("file", _lt("Received and Filed"), ("evaluated",), "filed", "", "filed_by_id", "filed_date", "read"),
    )

    file_id = fields.Many2one("customer.file", string="Customer File", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="file_id.company_id", store=True, precompute=True, index=True, default=None)
    scheme_id = fields.Many2one(
        "customer.grade.scheme", required=True, index=True, ondelete="restrict", check_company=True
    )
    file_grade_id = fields.Many2one(
        "customer.file.grade", "Grade Looked At", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    grade_id = fields.Many2one(
        "customer.grade", compute="_compute_grade_id", search="_search_grade_id", compute_sudo=True
    )
    responsible_id = fields.Many2one(related="file_id.responsible_id")
    due_date = fields.Date(default=fields.Date.context_today)
    is_overdue = fields.Boolean("Evaluation Overdue", compute="_compute_is_overdue", search="_search_is_overdue")
    state = fields.Selection(
        [("draft", "To Evaluate"), ("evaluated", "To File"), ("filed", "Filed")], tracking=True, group_expand=True
    )
    answer_ids = fields.One2many("customer.grade.review.answer", "review_id", string="Stage Evaluation Form")
    score = fields.Float(compute="_compute_score", store=True, aggregator="avg", digits=(16, 2))
    problem = fields.Text(help="What is wrong: poor execution of contracts, late payments, a crisis. Empty: nothing.")
    result = fields.Selection(
        [("good", "Good"), ("keep", "Keep"), ("problem", "Problem")], readonly=True, copy=False, index=True
    )
    conclusion = fields.Text()
    attachment_ids = fields.Many2many("ir.attachment", string="Form Attached", copy=False)
    change_ids = fields.One2many("customer.grade.change", "review_id", string="Changes of the Grade")
    evaluated_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    evaluated_date = fields.Datetime("Evaluated On", readonly=True, copy=False, index="btree_not_null")
    filed_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    filed_date = fields.Datetime("Filed On", readonly=True, copy=False)

    _one_open = models.UniqueIndex(
        "(file_id, scheme_id) WHERE state = 'draft'", "A stage evaluation of this customer is open already."
    )

    @api.depends("file_id", "due_date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for review in self:
            # sudo: the number of a file is no secret
            review.display_name = self.env._("Stage evaluation of %s", review.file_id.sudo().number)

    @api.depends("file_grade_id.grade_id")
    def _compute_grade_id(self):
        for review in self:
            review.grade_id = review._told_on_screen("file_grade_id").grade_id

    @api.model
    def _search_grade_id(self, operator, value):
        return fields.Domain("file_grade_id.grade_id", operator, value)

    @api.depends("answer_ids.points", "answer_ids.question_id")
    def _compute_score(self):
        for review in self:
            review.score = sum(answer.points * answer.question_id.weight for answer in review.answer_ids) / 100

    @api.depends("due_date", "state")
    def _compute_is_overdue(self):
        for review in self:
            due = review.due_date if review.state == "draft" else False
            review.is_overdue = bool(due) and due < review.company_id._policy_today()

    @api.model
    def _search_is_overdue(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        late = [
            fields.Domain("company_id", "=", company.id) & fields.Domain("due_date", "<", company._policy_today())
            for company in self.env.companies
        ]
        return fields.Domain("state", "=", "draft") & fields.Domain.OR(late)

    @api.model_create_multi
    def create(self, vals_list):
        reviews = super().create([{**vals, "result": False} for vals in vals_list])
        for review in reviews:
            # sudo: which grade is looked at follows from the customer, the questions from the scheme
            known = review.sudo()
            present = known.file_id._grade_in(known.scheme_id)
            known.file_grade_id = present
            known.due_date = present.review_due_date or known.due_date
            asked = known.answer_ids.question_id
            known.answer_ids = [
                (0, 0, {"question_id": question.id}) for question in known.scheme_id.question_ids - asked
            ]
        return reviews

    def write(self, vals):
        if not self.env.su and {"result", "file_grade_id"} & set(vals):
            raise UserError(self.env._("The result follows from the evaluation."))
        return super().write(vals)

    def _fixed_once_begun(self):
        return ("file_id", "scheme_id", "due_date", "answer_ids", "problem", "attachment_ids")

    @api.model
    def _open(self, grades):
        """Open the evaluations of present ``grades``, with all rights, and tell those responsible for the customers."""
        reviews = self.create([{"file_id": one.file_id.id, "scheme_id": one.scheme_id.id} for one in grades])
        for review in reviews:
            if user := review._document_user():
                review.activity_schedule(
                    "mail.mail_activity_data_todo",
                    date_deadline=review.due_date,
                    summary=self.env._("Evaluate the customer"),
                    user_id=user.id,
                )
        return reviews

    @api.model
    def _deadline_milestones(self):
        return {**super()._deadline_milestones(), "downgrade": self.env._("Lowered Grade")}

    def _document_user(self):
        return self.file_id.responsible_id

    def _document_department(self):
        return self.file_id.sudo().department_id.sudo(self.env.su)  # sudo: whose customer it is is no secret

    # steps

    def _step_obstacle(self, step):
        if obstacle := super()._step_obstacle(step):
            return obstacle
        if step.name == "evaluate" and not all(answer.is_answered for answer in self.answer_ids):
            return self.env._("Answer all questions of the stage evaluation form.")
        if step.name == "file":
            # sudo: the rule is no secret
            group = self.scheme_id.sudo().filing_group_id or self.env.ref("customer_policy.group_supervisor").sudo()
            if not self.env.su and group not in self.env.user.all_group_ids:
                return self.env._("It is received and filed by: %s.", group.full_name)
        return ""

    @api.model
    def _allowed_steps_depends(self):
        return [*super()._allowed_steps_depends(), "answer_ids.is_answered", "scheme_id"]

    def action_evaluate(self):
        return self._run_step("evaluate")

    def action_file(self):
        return self._run_step("file")

    def _after_evaluate(self):
        for review in self.sudo():  # sudo: what follows from the evaluation is not for its author to choose
            review.result = review._find_result()
            review.activity_unlink(["mail.mail_activity_data_todo"])
            if review.result == "problem" and review.grade_id._worse():
                review._start_deadline("downgrade", review.evaluated_date)
            if review.result == "good":
                review._propose_better()

    def _after_file(self):
        for review in self.sudo():  # sudo: the grade was looked at, whoever may write it
            present = review.file_grade_id
            if not present.date_to:
                date = review.company_id._policy_today()
                present.write(
                    {
                        "reviewed_date": date,
                        "review_due_date": present._due_date(review.scheme_id, date) or False,
                    }
                )

    def _find_result(self) -> str:
        scheme = self.scheme_id
        below = self.answer_ids.filtered(lambda one: one.points < one.question_id.is_problem_below)
        if (self.problem or "").strip() or below or self.score < scheme.problem_score:
            return "problem"
        return "good" if scheme.upgrade_score and self.score >= scheme.upgrade_score else "keep"

    def _propose_better(self):
        """Ask for the next better grade, unless its share is full or the customer does not fit it (S1.11-5.3.4)."""
        better = self.grade_id._next_better()
        if not better:
            return
        change = self._new_change(better, self.env._("Good stage evaluation"))
        misfits = change._misfits() if self.scheme_id.mode == "enforce" else [self.env._("The scheme only observes.")]
        if misfits:
            self.message_post(body=self.env._("No better grade is asked for: %s", " ".join(misfits)))
            change.unlink()
            return
        change.action_request()

    def _new_change(self, grade, reason: str):
        # sudo: that a change comes of an evaluation is for no one to claim
        return (
            self.env["customer.grade.change"]
            .sudo()
            .create(
                {
                    "file_id": self.file_id.id,
                    "scheme_id": self.scheme_id.id,
                    "grade_id": grade.id,
                    "reason": reason,
                    "review_id": self.id,
                }
            )
        )

    def action_lower(self):
        """Open a change to the next lower grade; the user chooses another one below, and asks for it."""
        self.ensure_one()
        self.check_access("write")
        lower = self.grade_id._worse()[:1]
        if self.result != "problem" or not lower:
            raise UserError(self.env._("%s: nothing asks for a lower grade.", self.display_name))
        change = self._new_change(lower, self.problem or self.env._("Problem in the stage evaluation"))
        return change.sudo(False)._get_records_action()
