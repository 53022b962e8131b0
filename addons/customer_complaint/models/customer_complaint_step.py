import ast

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

#: steps that are no task: what they ask for is looked at when the case is submitted, and when it is closed
GATES = ("intake", "closing")


class CustomerComplaintStep(models.Model):
    """A step of a written procedure: who does it, what it fills in, and when its turn comes.

    Steps with the same sequence begin together; the next ones when these are done. What a step fills in, nobody else
    changes (S1.2-07.2a, S1.2-07.3b).
    """

    _name = "customer.complaint.step"
    _description = "Step of a complaint procedure"
    _inherit = ["customer.policy.rule.line.mixin", "customer.attachment.mixin"]
    _attachment_fields = ("document_ids",)
    _order = "procedure_sequence, procedure_id, sequence, id"
    _check_company_auto = True

    procedure_id = fields.Many2one("customer.complaint.procedure", required=True, index=True, ondelete="cascade")
    procedure_sequence = fields.Integer("Sequence of the Procedure", related="procedure_id.sequence", store=True)
    company_id = fields.Many2one(related="procedure_id.company_id", store=True, precompute=True, index=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    code = fields.Char(required=True, help="Identifies the step within its procedure, for deadlines and outcomes.")
    name = fields.Char(required=True, translate=True)
    instruction = fields.Text(translate=True, help="What is to be done, as the one who does it reads it.")
    type = fields.Selection(
        [
            ("intake", "Before the Case Is Submitted"),
            ("work", "Work of a Unit"),
            ("decision", "Decision"),
            ("reply", "Reply to the Customer"),
            ("closing", "Before the Case Is Closed"),
        ],
        required=True,
        default="work",
        help="A decision is done by the approval the case needs, a reply by sending one. What is asked for before the "
        "case is submitted or closed is no task: the case is held back until it is there.",
    )
    start = fields.Selection(
        [("order", "In Its Turn"), ("demand", "When Asked For")],
        required=True,
        default="order",
        help="A step that is asked for begins with the outcome of another one, or with a button.",
    )
    domain = fields.Char("Condition", default="[]", help="Cases that do not fulfil this skip the step.")
    done_by = fields.Selection(
        [
            ("unit", "A Unit"),
            ("case", "The Unit of the Case"),
            ("responsible", "Whoever Is Responsible for the Case"),
            ("first_contact", "The First-Contact Person"),
        ],
        required=True,
        default="unit",
    )
    unit_id = fields.Many2one("customer.complaint.unit", check_company=True, ondelete="restrict")
    manager_rank = fields.Integer(
        "Which Manager",
        help="0: a member of the unit; 1: the manager of its department; 2: that manager's manager, and so on.",
    )
    holds_next = fields.Boolean(
        "The Next Steps Wait", help="Of a step that is asked for: the next steps in turn wait until it is done as well."
    )
    ends_with = fields.Char(help="Code of a step: once that one is done, this one is not needed any more (S1.10-4).")
    tells_first_contact = fields.Boolean(
        "Tells the First-Contact Person", help="Once it is done, the first-contact person is told (首问人, S1.10-8)."
    )
    needs_result = fields.Boolean("Needs a Text", help="The step is done with a text that says what came of it.")
    field_ids = fields.One2many("customer.complaint.step.field", "step_id", string="Fills In", copy=True)
    document_ids = fields.Many2many(
        "ir.attachment",
        string="Written Principles",
        help="What the step goes by, such as the principles for administrative sanctions; shown with the task.",
    )
    outcome_ids = fields.One2many(
        "customer.complaint.step.outcome",
        "step_id",
        string="Outcomes",
        copy=True,
        help="Where there are any, the step ends with one of them.",
    )

    _code_unique = models.UniqueIndex(
        "(procedure_id, code) WHERE active", "Another step of this procedure already has this code."
    )
    _unit_given = models.Constraint(
        "CHECK(done_by != 'unit' OR unit_id IS NOT NULL OR type IN ('intake', 'closing'))",
        "Say which unit does the step.",
    )
    _rank_positive = models.Constraint("CHECK(manager_rank >= 0)", "Managers count from 1.")

    @api.constrains("domain")
    def _check_domain(self):
        for step in self:
            try:
                step._get_domain().validate(self.env["customer.complaint"])
            except (ValueError, SyntaxError, TypeError) as error:
                raise ValidationError(
                    self.env._("%(step)s: the condition is wrong: %(error)s", step=step.name, error=error)
                ) from error

    @api.constrains("outcome_ids", "procedure_id", "code", "ends_with")
    def _check_outcomes(self):
        for procedure in self.procedure_id:
            codes = set(procedure.step_ids.mapped("code"))
            for step in procedure.step_ids:
                if step.ends_with and (step.ends_with not in codes or step.ends_with == step.code):
                    raise ValidationError(
                        self.env._(
                            "%(procedure)s: “%(step)s” ends with a step that does not exist: %(code)s.",
                            procedure=procedure.name,
                            step=step.name,
                            code=step.ends_with,
                        )
                    )
            for outcome in procedure.step_ids.outcome_ids:
                if missing := set(outcome._next_codes()) - codes:
                    raise ValidationError(
                        self.env._(
                            "%(procedure)s: the outcome “%(outcome)s” leads to a step that does not exist: %(codes)s.",
                            procedure=procedure.name,
                            outcome=outcome.name,
                            codes=", ".join(sorted(missing)),
                        )
                    )

    def unlink(self):
        """Delete steps; those of a procedure that cases follow are archived, since these keep them."""
        # sudo: only whether there are any
        cases = self.env["customer.complaint"].sudo()
        followed = {
            procedure
            for (procedure,) in cases._read_group([("procedure_id", "in", self.procedure_id.ids)], ["procedure_id"])
        }
        kept = self.filtered(lambda step: step.procedure_id in followed)
        kept.active = False
        return super(CustomerComplaintStep, self - kept).unlink()

    def _get_domain(self) -> Domain:
        self.ensure_one()
        return Domain(ast.literal_eval(self.domain or "[]"))

    def _pack_excluded_fields(self) -> set[str]:
        """A pack holds no files."""
        return {"document_ids"}

    def _terms(self) -> dict:
        """Return the step as a case keeps it, whatever happens to the procedure later."""
        self.ensure_one()
        return {
            "step": self.id,
            "code": self.code,
            "sequence": self.sequence,
            "type": self.type,
            # a gate is never begun, in its turn or when asked for
            "start": "gate" if self.type in GATES else self.start,
            "domain": self.domain or "[]",
            "done_by": self.done_by,
            "unit": self.unit_id.id,
            "manager_rank": self.manager_rank,
            "holds_next": self.holds_next,
            "ends_with": self.ends_with or "",
            "tells_first_contact": self.tells_first_contact,
            "needs_result": self.needs_result,
            "fields": [field.name for field in self.field_ids],
            "required": [field.name for field in self.field_ids if field.required],
            "conditions": {field.name: field.domain for field in self.field_ids if field.domain},
            "outcomes": [outcome._terms() for outcome in self.outcome_ids],
        }
