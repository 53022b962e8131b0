from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerGradeScheme(models.Model):
    """A way of grading customers: the grades, what they are measured by, and who sees and sets them (S1.11-5.2.1).

    Any number of schemes stand side by side. A scheme that observes proposes grades that never take effect.
    """

    _name = "customer.grade.scheme"
    _description = "Grade scheme"
    _inherit = ["customer.policy.condition.mixin"]

    domain = fields.Char("Customers", help="Which customer files are graded; no other file has a grade.")
    department_id = fields.Many2one(
        "hr.department",
        check_company=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Grades the customers of this department and those below it, by criteria of its own (S1.11-5.2.5).",
    )
    categ_id = fields.Many2one(
        "product.category",
        "Product Category",
        ondelete="restrict",
        help="Orders count with their lines of this category only.",
    )
    grade_ids = fields.One2many("customer.grade", "scheme_id", string="Grades", copy=True)
    criterion_ids = fields.One2many("customer.grade.criterion", "scheme_id", string="Criteria", copy=True)
    question_ids = fields.One2many("customer.grade.question", "scheme_id", string="Stage Evaluation", copy=True)
    turnover_months = fields.Integer(
        "Turnover of (Months)",
        help="Of two customers with the same score the one who ordered more comes first; 0: ever.",
    )
    evidence_domain = fields.Char(
        "Complete Materials",
        default="[('completeness', '=', 100)]",
        help="The materials of a customer file that fulfils this are complete and valid; key grades ask for it.",
    )

    visible_to = fields.Selection(
        [("file", "Whoever May Open the File"), ("unit", "The Department of the Customer, and Coordinating Roles")],
        "Grades Are Seen By",
        required=True,
        default="file",
        help="Customers never see a grade, neither in the portal nor on a printed document (S1.1-4.2.1).",
    )
    coordinator_ids = fields.Many2many(
        "res.groups", string="Coordinating Roles", help="See the grades of all departments."
    )
    setter_group_id = fields.Many2one(
        "res.groups",
        string="Set by Hand By",
        ondelete="restrict",
        default=lambda self: self.env.ref("customer_policy.group_supervisor", raise_if_not_found=False),
        help="Who asks for another grade between two runs; empty: whoever keeps customer files.",
    )
    own_unit_only = fields.Boolean(
        "Only by the Customer's Department", help="Another grade is asked for by the department of the customer alone."
    )
    needs_approval = fields.Boolean(help="No grade takes effect without an approval; the approval rules say whose.")

    review_months = fields.Integer(
        "Review Every (Months)", help="A grade is due for review so long after it was last looked at; 0: never."
    )
    review_lead_days = fields.Integer("Open Reviews Before (Days)", help="So many days before they are due.")
    neglected_days = fields.Integer(
        "Flag after (Days)", help="A review that is overdue for so many days is flagged; 0: at once (S1.11-4.2d)."
    )
    upgrade_score = fields.Float(help="From this score of a stage evaluation on, the next better grade is proposed.")
    problem_score = fields.Float(help="A stage evaluation below this score is a problem: the grade is lowered.")
    filing_group_id = fields.Many2one(
        "res.groups",
        string="Evaluations Filed By",
        ondelete="restrict",
        help="Receives the stage evaluations and confirms that they are filed; empty: supervisors.",
    )

    _months_positive = models.Constraint(
        "CHECK(review_months >= 0 AND turnover_months >= 0 AND review_lead_days >= 0 AND neglected_days >= 0)",
        "Months and days cannot be negative.",
    )

    def _condition_model(self):
        return "customer.file"

    @api.constrains("evidence_domain")
    def _check_evidence_domain(self):
        for scheme in self:
            try:
                scheme._get_evidence_domain().validate(self.env["customer.file"])
            except (ValueError, SyntaxError, TypeError, NotImplementedError) as error:
                raise ValidationError(
                    self.env._("%(rule)s: the condition is wrong: %(error)s", rule=scheme.name, error=error)
                ) from error

    def _get_evidence_domain(self):
        return self.env["customer.grade.domain.mixin"]._parse_domain(self.evidence_domain)

    def _files_domain(self):
        """Return the domain of the files that the scheme grades."""
        self.ensure_one()
        domain = self._get_domain() & fields.Domain("company_id", "=", self.company_id.id)
        domain &= self.env["customer.file"]._living_domain()
        if self.department_id:
            domain &= fields.Domain("department_id", "child_of", self.department_id.id)
        return domain

    def _sees_all(self, user) -> bool:
        """Say whether ``user`` sees the grades of customers of every department."""
        self.ensure_one()
        # sudo: who has which role is no secret
        return self.visible_to == "file" or bool(self.sudo().coordinator_ids & user.sudo().all_group_ids)

    def action_grade(self):
        """Open a new scoring run of this scheme."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("customer_grading.customer_grading_run_action"),
            "views": [(False, "form")],
            "context": {"default_scheme_id": self.id},
        }
