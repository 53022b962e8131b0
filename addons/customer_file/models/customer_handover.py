from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

_lt = LazyTranslate(__name__)

SUPERVISOR = "customer_policy.group_supervisor"

#: who has one of these roles stands above who has it not
SUPERIORS = (SUPERVISOR, "customer_policy.group_manager", "customer_policy.group_general_manager")

#: that the successor works independently
SIGNED = ("independent_by_id", "independent_date", "confirmed_by_id", "confirmed_date")

#: what a handover takes from the rule when it begins
TERMS = (
    "needs_explanation", "needs_training", "receivers", "informs_customers", "asks_first_contact",
    "first_contact_days", "ends_account", "export_days",
)  # fmt: skip


class CustomerHandover(models.Model):
    """Somebody leaves or changes post, and hands over item by item (移交清单).

    It keeps the terms of the rule it began with. Once complete, nothing of it changes.
    """

    _name = "customer.handover"
    _description = "Handover"
    _inherit = ["customer.record.mixin", "customer.form.mixin", "customer.deadline.mixin"]
    _fixed_fields = ("company_id", "leaver_id")
    _final_states = ("done", "cancelled")
    _order = "id desc"
    _check_company_auto = True
    _workflow_steps = (
        Step("start", _lt("Start"), ("draft",), "running", SUPERVISOR, "started_by_id", "started_date"),
        Step("complete", _lt("Complete"), ("running",), "done", SUPERVISOR, "completed_by_id", "completed_date"),
        Step("cancel", _lt("Cancel"), ("draft", "running"), "cancelled", SUPERVISOR),
    )

    leaver_id = fields.Many2one(
        "res.users",
        string="Who Hands Over",
        required=True,
        index=True,
        ondelete="restrict",
        context={"active_test": False},
    )
    successor_id = fields.Many2one(
        "res.users", required=True, index=True, ondelete="restrict", help="Lines may have a successor of their own."
    )
    responsible_id = fields.Many2one(
        "res.users",
        string="Supervised by",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
    department_id = fields.Many2one(
        "hr.department",
        compute="_compute_department_id",
        store=True,
        precompute=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    reason = fields.Selection(
        [("leaves", "Leaves the company"), ("post", "Changes post")], required=True, default="leaves"
    )
    date = fields.Date("Last Day", required=True, default=fields.Date.context_today)
    state = fields.Selection(
        [("draft", "Draft"), ("running", "In Handover"), ("done", "Complete"), ("cancelled", "Cancelled")],
        tracking=True,
        group_expand=True,
    )
    note = fields.Text()
    line_ids = fields.One2many("customer.handover.line", "handover_id", string="List")
    line_count = fields.Integer("Items", compute="_compute_progress")
    open_count = fields.Integer("Open Items", compute="_compute_progress")
    receipt_ids = fields.One2many("customer.handover.receipt", "handover_id", string="Received by Departments")
    obstacles = fields.Text("Still Missing", compute="_compute_obstacles")

    # the terms of the rule when it began
    rule_id = fields.Many2one("customer.handover.rule", readonly=True, copy=False, ondelete="restrict")
    needs_explanation = fields.Boolean(readonly=True, copy=False)
    needs_training = fields.Boolean(readonly=True, copy=False)
    receivers = fields.Integer(readonly=True, copy=False)
    informs_customers = fields.Boolean(readonly=True, copy=False)
    asks_first_contact = fields.Boolean(readonly=True, copy=False)
    first_contact_days = fields.Integer(readonly=True, copy=False)
    ends_account = fields.Boolean(readonly=True, copy=False)
    export_days = fields.Integer(readonly=True, copy=False)

    training_note = fields.Text("Training", help="What the successor was trained in, and when.")
    independent_by_id = fields.Many2one("res.users", "Successor Signed", readonly=True, copy=False, ondelete="restrict")
    independent_date = fields.Datetime("Signed on", readonly=True, copy=False)
    confirmed_by_id = fields.Many2one("res.users", "Supervisor Signed", readonly=True, copy=False, ondelete="restrict")
    confirmed_date = fields.Datetime("Confirmed on", readonly=True, copy=False)

    started_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    started_date = fields.Datetime(readonly=True, copy=False)
    completed_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    completed_date = fields.Datetime(readonly=True, copy=False)

    _one_open = models.UniqueIndex(
        "(company_id, leaver_id) WHERE state IN ('draft', 'running')", "A handover of this person is open already."
    )

    @api.depends("number", "leaver_id", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for handover in self:
            # sudo: what a colleague is called is no secret
            name = self.env._("Handover of %s", handover.leaver_id.sudo().name or "")
            handover.display_name = " ".join(filter(None, (handover.number, name)))

    @api.depends("leaver_id")
    def _compute_department_id(self):
        for handover in self:
            # sudo: back to the rights of the caller
            handover.department_id = handover._leaver_department().sudo(self.env.su)

    def _leaver_department(self):
        """Return the department in which the leaver is employed, with all rights; empty when in none."""
        # sudo: the managers above it, also where the user may not read it
        return self.leaver_id._department_in(self.company_id).sudo()

    @api.depends("line_ids.received_date")
    def _compute_progress(self):
        for handover in self:
            handover.line_count = len(handover.line_ids)
            handover.open_count = len(handover.line_ids.filtered(lambda line: not line.received_date))

    @api.constrains("leaver_id", "successor_id")
    def _check_successor(self):
        for handover in self:
            if handover.successor_id == handover.leaver_id:
                raise ValidationError(self.env._("%s: nobody succeeds himself.", handover.display_name))

    @api.model
    def _deadline_milestones(self):
        return {**super()._deadline_milestones(), "complete": self.env._("Complete")}

    @api.model
    def _workflow_protected_fields(self):
        return {*super()._workflow_protected_fields(), "rule_id", *TERMS, *SIGNED}

    @api.model
    def _fixed_once_begun(self):
        return ("department_id", "reason")

    def write(self, vals):
        if "successor_id" in vals:
            changed = self.filtered(lambda handover: handover.successor_id.id != vals["successor_id"])
            changed._write_protected(dict.fromkeys(SIGNED, False))
        return super().write(vals)

    # steps

    def action_start(self):
        return self._run_step("start")

    def action_complete(self):
        return self._run_step("complete")

    def action_cancel(self):
        return self._run_step("cancel")

    def action_list_items(self):
        """Bring the list up to date with what the leaver has now; what was ticked stays."""
        self.check_access("write")
        for handover in self:
            if handover.state != "running":
                raise UserError(self.env._("%s: the list is made once the handover runs.", handover.display_name))
            handover._list_items()
        return True

    def action_view_lines(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_file.customer_handover_line_action")
        return {**action, "domain": [("handover_id", "=", self.id)], "context": {"search_default_filter_open": 1}}

    def action_sign_independent(self):
        """Sign that the successor works independently: the successor, and a supervisor who is somebody else (S0-14)."""
        for handover in self:
            handover.check_access("read")
            if handover.state != "running":
                raise UserError(self.env._("%s is not running.", handover.display_name))
            user = self.env.user
            if user == handover.successor_id:
                vals = {"independent_by_id": self.env.uid, "independent_date": fields.Datetime.now()}
            elif user.has_group(SUPERVISOR) and user != handover.leaver_id:
                vals = {"confirmed_by_id": self.env.uid, "confirmed_date": fields.Datetime.now()}
            else:
                raise AccessError(
                    self.env._("%s: the successor signs, and a supervisor besides.", handover.display_name)
                )
            # sudo: the person was checked, and a successor only reads handovers
            handover.sudo()._write_protected(vals)
        return True

    @api.model
    def _allowed_steps_depends(self):
        return [*super()._allowed_steps_depends(), "leaver_id"]

    def _step_obstacle(self, step):
        if self.env.user == self.leaver_id:
            return self.env._("Nobody leads the own handover.")
        if step.name in ("start", "complete") and self._leaver_is_above():
            return self._above_message()
        return super()._step_obstacle(step)

    def _leaver_is_above(self) -> bool:
        """Say whether the leaver stands above the user: by role, or as a manager of the user's department.

        The managers of the leaver's department and the general manager stand below nobody here.
        """
        self.ensure_one()
        user = self.env.user
        # sudo: who has which role is no secret
        leaver = self.leaver_id.sudo()
        if not leaver or user.has_group(SUPERIORS[-1]) or user in self._leaver_department()._get_manager_chain():
            return False
        if any(leaver.has_group(role) and not user.has_group(role) for role in SUPERIORS):
            return True
        return leaver in user._department_in(self.company_id)._get_manager_chain()

    def _above_message(self) -> str:
        return self.env._(
            "%s stands above you: a manager of that department or the general manager does this.",
            # sudo: what a colleague is called is no secret
            self.leaver_id.sudo().name,
        )

    def _before_start(self):
        for handover in self:
            rule = self.env["customer.handover.rule"]._for_reason(handover.company_id, handover.reason)
            terms = {name: rule[name] for name in TERMS} if rule else {}
            handover._write_protected({"rule_id": rule.id, **terms})
        self._draw_numbers_by_rule()

    def _after_start(self):
        for handover in self:
            handover._list_items()
            handover._ask_receipts()
            handover._ask_people()
        self._start_deadline("complete")

    def _ask_receipts(self):
        """Ask the department of the leaver, and those the rule names, to sign (S1.7-5)."""
        if not self.receivers:
            return
        # of an employee the department is not chosen
        own = self._leaver_department() or self.department_id
        missing = (own | self.rule_id.receiver_department_ids) - self.receipt_ids.department_id
        # sudo: the rows come from the rule
        self.env["customer.handover.receipt"].sudo().create(
            [{"handover_id": self.id, "department_id": department.id} for department in missing]
        )
        if len(self.receipt_ids) < self.receivers:
            raise UserError(
                self.env._(
                    "%(handover)s: %(found)s of %(count)s departments that sign are known. Add the others first.",
                    handover=self.display_name,
                    found=len(self.receipt_ids),
                    count=self.receivers,
                )
            )

    def _ask_people(self):
        """Give an activity to each who takes part."""
        asked = [(self.leaver_id, self.env._("Hand over item by item"))]
        asked += [(user, self.env._("Receive item by item")) for user in self.line_ids.successor_id | self.successor_id]
        asked += [(user, self.env._("Sign for the department")) for user in self.receipt_ids.user_id]
        for user, summary in asked:
            if user.active:
                self.activity_schedule(
                    "mail.mail_activity_data_todo", date_deadline=self.date, summary=summary, user_id=user.id
                )

    def _before_complete(self):
        for handover in self:
            missing = handover._missing()
            if missing:
                message = self.env._("%s is not complete:", handover.display_name)
                raise UserError("\n- ".join([message, *missing]))
            handover._transfer()
            if handover.informs_customers:
                handover._inform_customers()
            handover._ask_first_contacts()
        self._meet_deadline("complete")

    def _after_complete(self):
        # sudo: who completes ends what was asked of others
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])
        self._end_access()
        self._end_accounts()

    def _before_cancel(self):
        # sudo: who cancels ends what was asked of others
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])
        self._cancel_deadlines(self.env._("The handover was cancelled."))

    # what is missing

    @api.depends(
        "state", "line_ids.handed_date", "line_ids.received_date", "receipt_ids.signed_date", "independent_date",
        "confirmed_date", "successor_id", "line_ids.successor_id",
    )  # fmt: skip
    def _compute_obstacles(self):
        for handover in self:
            running = handover.state == "running" and handover._origin
            handover.obstacles = "\n".join(handover._missing()) if running else False

    def _missing(self) -> list[str]:
        """Say what still stands in the way of completing; addons add theirs."""
        self.ensure_one()
        lines, listed, missing = self.env["customer.handover.line"], [("handover_id", "=", self.id)], []
        if count := lines.search_count([*listed, ("handed_date", "=", False)]):
            missing.append(self.env._("%s items are not handed over.", count))
        if count := lines.search_count([*listed, ("received_date", "=", False)]):
            missing.append(self.env._("%s items are not received.", count))
        if successors := lines._uncleared_successors(listed):
            missing.append(lines._no_clearance_message(successors))
        if new := self._unlisted():
            missing.append(self.env._("%s items came after the list was made: bring it up to date.", len(new)))
        if blocking := self._blocking():
            missing.append(self.env._("To be settled first: %s.", ", ".join(blocking)))
        if self.needs_training and not (
            self.independent_by_id == self.successor_id
            and self.confirmed_date
            and self.confirmed_by_id != self.independent_by_id
        ):
            missing.append(self.env._("That the successor works independently is not signed by both."))
        signed = self.receipt_ids.filtered("signed_date").department_id
        if len(signed) < self.receivers or self.receipt_ids.filtered(lambda receipt: not receipt.signed_date):
            missing.append(
                self.env._(
                    "%(signed)s of %(count)s departments signed.",
                    signed=len(signed),
                    count=max(self.receivers, len(self.receipt_ids)),
                )
            )
        return missing
