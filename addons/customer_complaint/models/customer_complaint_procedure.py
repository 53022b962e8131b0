from odoo import api, fields, models, tools


class CustomerComplaintProcedure(models.Model):
    """A written procedure for complaints (客诉处理程序): which cases it meets, and their steps (S1.3-04).

    The first procedure that meets a case is taken when it is submitted; the case keeps its steps as they were then.
    """

    _name = "customer.complaint.procedure"
    _description = "Complaint procedure"
    _inherit = ["customer.policy.condition.mixin"]

    mode = fields.Selection(default="enforce")
    acceptance_unit_id = fields.Many2one(
        "customer.complaint.unit",
        string="Accepted By",
        check_company=True,
        ondelete="restrict",
        help="The unit accepts submitted cases, gives them their number and starts the clock. Empty: they are accepted "
        "when they are submitted.",
    )
    step_ids = fields.One2many("customer.complaint.step", "procedure_id", string="Steps", copy=True)
    inspection_unit_ids = fields.Many2many(
        "customer.complaint.unit",
        string="Joint Inspection By",
        check_company=True,
        help="Units that go to the customer together, where whoever writes the case down asks for a joint inspection.",
    )
    announces_acceptance = fields.Boolean(
        "Announces Accepted Cases",
        help="Once a case has its number, whoever wrote it down and the units that take part are told (立案的联系).",
    )
    investigation_slips = fields.Boolean(
        help="When a case is closed, each department that was late gets an investigation slip."
    )
    urging_unit_id = fields.Many2one(
        "customer.complaint.unit",
        string="Improvement Urged By",
        check_company=True,
        ondelete="restrict",
        help="The unit is told when an improvement measure is overdue (S1.2-07.2b). Empty: whoever is responsible for "
        "the case.",
    )
    effect_unit_id = fields.Many2one(
        "customer.complaint.unit",
        string="Effect Confirmed By",
        check_company=True,
        ondelete="restrict",
        help="This unit alone confirms the effect of improvement measures (S1.2-07.3b). Empty: customer service.",
    )
    # read by the addon that settles with sales; here, so that the packs of the procedures say it
    settled_when = fields.Selection(
        [("decided", "It Is Decided"), ("closed", "It Is Closed")],
        "A Case Is Settled Once",
        required=True,
        default="decided",
        help="From when on sales makes return notes and allowance certificates: once the decision stands, or once the "
        "case is closed and sales got its copy of the form (S1.2-12.0).",
    )

    def _condition_model(self):
        return "customer.complaint"

    @api.model
    def _procedure_for(self, complaint):
        """Return the procedure that meets ``complaint``, empty when none does; list what observing ones would do."""
        # sudo: which procedure meets a case does not depend on who asks
        known = complaint.sudo()
        met = self._in_force(complaint.company_id)._until_enforced(
            lambda procedure: bool(known.filtered_domain(procedure._get_domain()))
        )
        deciding = met._deciding()
        for other in met - deciding:
            other._breached_by(complaint, self.env._("The case would have followed this procedure."))
        return deciding

    def _plan(self) -> list[dict]:
        """Return the steps as a case keeps them."""
        return list(self._plan_of(self.id)) if self else []

    @api.model
    @tools.ormcache("procedure_id")
    def _plan_of(self, procedure_id: int) -> tuple[dict, ...]:
        # sudo: procedures are configuration without secrets
        return tuple(step._terms() for step in self.sudo().browse(procedure_id).step_ids if step.active)
