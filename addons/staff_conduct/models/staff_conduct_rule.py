from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import count_period


class Proposal(NamedTuple):
    """What a rule proposes for one case."""

    amount: float
    low: float
    high: float
    sanction: models.Model
    follow: models.Model
    reason: str


class StaffConductRule(models.Model):
    """A violation and what it costs, or a merit and what it brings.

    The amount of the rule counts unless a stage says otherwise: doubled the second time, dismissal the third.
    Observe: what would have been proposed is listed. Enforce: it becomes a case that people decide on.
    """

    _name = "staff.conduct.rule"
    _description = "Conduct rule"
    _inherit = ["customer.policy.rule.mixin"]

    kind = fields.Selection([("penalty", "Violation"), ("merit", "Merit")], required=True, default="penalty")
    category = fields.Char(translate=True, help="Groups the rules, for example Showroom or Information security.")
    currency_id = fields.Many2one(related="company_id.currency_id")
    unit = fields.Char(translate=True, help="In what a case is measured: times, minutes, missing items.")
    amount = fields.Monetary(help="The fine or bonus, in the currency of the company. 0: none.")
    per_unit = fields.Boolean(help="The amount counts for each unit above the allowance, else once a case.")
    allowance = fields.Float(help="So many units are free: up to this quantity there is no case.")
    wage_months = fields.Float("Months of Wage", help="So many monthly wages are added to the amount.")

    counts = fields.Selection(
        [("cases", "Cases"), ("quantity", "Units")],
        string="Stages Count",
        required=True,
        default="cases",
        help="What leads from one stage to the next.",
    )
    count_for = fields.Selection(
        [("employee", "Of the person"), ("department", "Of the department")], required=True, default="employee"
    )
    period = fields.Selection(
        [
            ("ever", "All"),
            ("month", "In the same month"),
            ("year", "In the same year"),
            ("months", "In the last months"),
        ],
        string="Counted",
        required=True,
        default="ever",
        help="Which earlier cases lead to the next stage.",
    )
    period_months = fields.Integer(help="So many months are counted together.")
    stage_ids = fields.One2many("staff.conduct.rule.stage", "rule_id", "Stages", copy=True)
    sanction_ids = fields.Many2many(
        "staff.conduct.sanction",
        string="Allowed Sanctions",
        check_company=True,
        help="One of these is decided; empty: what the stage proposes, and no other.",
    )

    liable = fields.Selection(
        [("employee", "The person"), ("head", "Head of the department"), ("mentor", "Mentor of the person")],
        string="Answers for It",
        required=True,
        default="employee",
        help="Without such a superior, the person.",
    )
    joint_multiple = fields.Float(
        "Joint Liability", help="The head of the department gets so many times the fine, as a case of its own. 0: none."
    )
    block_months = fields.Integer("Months without Reward", help="So long the person gets no merit.")
    training_days = fields.Integer("Training within Days", help="So soon the person is trained again. 0: no training.")
    is_published = fields.Boolean("Announced", help="It stands on the monthly personnel announcement.")
    names_person = fields.Boolean(
        "Announced with the Name", default=True, help="Else the announcement names the department only."
    )
    asks_referral = fields.Boolean("Asks about Referral", help="It must be said whether the authorities are told.")
    breaks_pay = fields.Boolean(
        "Pay Condition", help="A trainee whose base wage depends on having none loses it for the month (S4.cs5-6)."
    )
    hearing_days = fields.Integer("Days for a Statement", help="The person is heard first, and has so many days.")
    appeal_days = fields.Integer("Days for an Appeal", help="After the decision; 0: no appeal.")

    _positive = models.Constraint(
        "CHECK(amount >= 0 AND allowance >= 0 AND wage_months >= 0 AND joint_multiple >= 0 AND block_months >= 0 "
        "AND training_days >= 0 AND hearing_days >= 0 AND appeal_days >= 0)",
        "Amounts, months and days of a conduct rule cannot be negative.",
    )
    _months = models.Constraint(
        "CHECK(period <> 'months' OR period_months > 0)", "Say how many months are counted together."
    )

    @api.constrains("stage_ids", "sanction_ids", "kind")
    def _check_kind(self):
        for rule in self:
            sanctions = rule.sanction_ids | rule.stage_ids.sanction_id
            if any(sanction.kind != rule.kind for sanction in sanctions):
                raise ValidationError(
                    self.env._("%s: a violation has sanctions, a merit has merits, not the other.", rule.name)
                )

    def _liable_employee(self, employee):
        """Return who answers for what ``employee`` did."""
        self.ensure_one()
        if self.liable == "head":
            return employee._conduct_head() or employee
        if self.liable == "mentor":
            return employee._conduct_mentor() or employee
        return employee

    def _counted(self, quantity: float) -> float:
        self.ensure_one()
        return count_period.counted(quantity, self.allowance)

    def _first_day(self, day):
        """Return from which day on earlier cases count together with one of ``day``; None: all."""
        self.ensure_one()
        return count_period.first_day(self.period, self.period_months, day)

    def _stage(self, severity: str, before: float, this: float):
        """Return the stage that a case reaches; empty where only the rule's own amount counts.

        :param before: what was counted earlier: cases, or units
        :param this: units of this case
        """
        self.ensure_one()
        reached = before + (1 if self.counts == "cases" else this)
        fitting = self.stage_ids.filtered(
            lambda stage: stage.count_from <= reached and stage.severity in (False, severity)
        )
        # of two with the same number, the one for this severity
        return fitting.sorted(lambda stage: (stage.count_from, bool(stage.severity)))[-1:]

    def _propose(self, severity: str, before: float, quantity: float, wage: float) -> Proposal:
        """Return what follows from so much, after what was before, for somebody with this monthly wage."""
        self.ensure_one()
        units = self._counted(quantity)
        stage = self._stage(severity, before, units)
        times = units if self.per_unit else 1.0
        if not stage:
            low = high = self.amount * times
        elif stage.amount_max:
            low, high = stage.amount_min, stage.amount_max
        else:
            low = high = (stage.amount or stage.multiple * self.amount) * times
        wages = self.wage_months * wage
        low, high = (self.currency_id.round(amount + wages) for amount in (low, high))
        sanction = stage.sanction_id or (self.sanction_ids if len(self.sanction_ids) == 1 else stage.sanction_id)
        reason = [self._why()]
        if stage:
            reason.append(self._stage_reason(stage, before))
        if self.allowance:
            reason.append(
                self.env._("%(allowance)g are free, so that %(units)g count.", allowance=self.allowance, units=units)
            )
        if wages:
            reason.append(self.env._("%(months)g monthly wages are part of it.", months=self.wage_months))
        return Proposal(low, low, high, sanction, stage.follow_rule_id, "\n".join(reason))

    def _stage_reason(self, stage, before: float) -> str:
        if self.counts == "cases":
            return self.env._("Case %(number)d; stage “%(stage)s”.", number=before + 1, stage=stage.display_name)
        return self.env._(
            "%(before)g %(unit)s were counted before; stage “%(stage)s”.",
            before=before,
            unit=self.unit or "",
            stage=stage.display_name,
        )

    def _allows(self, sanction, proposed) -> bool:
        """Say whether ``sanction`` may be decided where ``proposed`` was proposed."""
        self.ensure_one()
        return sanction == proposed or sanction in self.sanction_ids

    def _unfulfillable(self):
        """Rules whose cases nobody could decide."""
        approvals = self.env["customer.approval.rule"]._in_force(self.company_id[:1]) if self else None
        decided = approvals and approvals.filtered(
            lambda rule: rule.document_model == "staff.conduct.case" and rule.mode == "enforce" and not rule.operation
        )
        lost = self.browse() if decided else self.filtered(lambda rule: rule.mode == "enforce")
        return super()._unfulfillable() | lost
