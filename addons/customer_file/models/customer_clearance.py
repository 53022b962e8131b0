import psycopg2

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

_lt = LazyTranslate(__name__)

SECURITY_ADMINISTRATOR = "customer_policy.group_security_administrator"


class CustomerClearance(models.Model):
    """Up to which secrecy level a person may read in a company (S1.8-34b, S4.soft-4.5).

    It is applied for, approved where a rule says by whom, and put in force by the security administrator, who is never
    the person itself. What ended stays as history.
    """

    _name = "customer.clearance"
    _description = "Clearance"
    _inherit = ["customer.workflow.mixin", "customer.approval.mixin", "customer.fixed.mixin", "mail.thread"]
    _order = "id desc"
    _rec_name = "user_id"
    _check_company_auto = True
    _fixed_fields = ("user_id", "company_id", "requested_by_id")

    _workflow_steps = (
        Step(
            "grant",
            _lt("Put in Force"),
            ("requested",),
            "in_force",
            SECURITY_ADMINISTRATOR,
            "granted_by_id",
            "granted_date",
        ),
        Step("refuse", _lt("Refuse"), ("requested",), "refused", SECURITY_ADMINISTRATOR, "ended_by_id", "ended_date"),
        Step("end", _lt("End"), ("in_force",), "ended", SECURITY_ADMINISTRATOR, "ended_by_id", "ended_date"),
    )
    _workflow_approvals = {"grant": ("",)}

    user_id = fields.Many2one(
        "res.users",
        string="Person",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        ondelete="restrict",
    )
    level_id = fields.Many2one(
        "customer.secrecy.level",
        string="Up to Level",
        required=True,
        check_company=True,
        ondelete="restrict",
        tracking=True,
    )
    reason = fields.Text(required=True, help="For which work the person needs it.")
    starts = fields.Datetime(required=True, default=fields.Datetime.now)
    ends = fields.Datetime(help="Empty: until it is ended.")
    requested_by_id = fields.Many2one(
        "res.users", required=True, readonly=True, default=lambda self: self.env.user, ondelete="restrict"
    )
    state = fields.Selection(
        [("requested", "Requested"), ("in_force", "In Force"), ("refused", "Refused"), ("ended", "Ended")],
        default="requested",
        tracking=True,
    )
    granted_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    granted_date = fields.Datetime(readonly=True, copy=False)
    ended_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    ended_date = fields.Datetime(readonly=True, copy=False)

    _in_force = models.Index("(user_id, company_id) WHERE state = 'in_force'")
    _ends_after_start = models.Constraint("CHECK(ends IS NULL OR ends > starts)", "A clearance ends after it starts.")

    @api.depends("user_id", "level_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for clearance in self:
            clearance.display_name = f"{clearance.user_id.name}: {clearance.level_id.name}"

    @api.constrains("user_id")
    def _check_internal(self):
        for clearance in self:
            if clearance.user_id.share:
                raise ValidationError(
                    self.env._("%s is no employee: clearance is for those who work here.", clearance.user_id.name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            # set here, since default_<field> in the context is user input
            vals_list = [{**vals, "requested_by_id": self.env.uid} for vals in vals_list]
        clearances = super().create(vals_list)
        if not self.env.su and not self.env.user.has_group(SECURITY_ADMINISTRATOR):
            if clearances.user_id - self.env.user:
                raise AccessError(self.env._("Clearance for somebody else is asked for by the security administrator."))
        self._let_rules_see()
        return clearances

    def write(self, vals):
        if not self.env.su and {"level_id", "starts", "ends"} & set(vals):
            for clearance in self:
                if clearance.state != "requested":
                    raise AccessError(
                        self.env._("%s: end it and ask for another one instead of changing it.", clearance.display_name)
                    )
        result = super().write(vals)
        self._let_rules_see()
        return result

    @api.model
    def _end_for(self, user, reason: str, company=None):
        """End what ``user`` was cleared for and granted, in one company or in all; return clearances and grants."""
        # sudo: the callers checked the person, who need not administer clearances
        clearances, grants = self.sudo(), self.env["customer.access.grant"].sudo()
        mine = [("user_id", "=", user.id), *([("company_id", "=", company.id)] if company else [])]
        clearances = clearances.search([*mine, ("state", "=", "in_force")])
        clearances._write_protected(
            {"state": "ended", "ended_by_id": self.env.uid, "ended_date": fields.Datetime.now()}
        )
        grants = grants.search([*mine, ("ended_date", "=", False)])
        grants._end(reason)
        return clearances, grants

    @api.model
    def _let_rules_see(self):
        self.flush_model()
        self.env["customer.secrecy.level"]._let_rules_see()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        if any(clearance.state != "requested" for clearance in self):
            raise AccessError(self.env._("Clearances that were decided are kept."))

    @api.model
    def _observe_reading(self, records):
        """List the reading of records, known with all rights, whose level observes, by a user without clearance."""
        now = fields.Datetime.now()
        # sudo: of the own clearance, whatever the access to this model
        clearances = self.sudo().search(
            [
                ("user_id", "=", self.env.uid),
                ("state", "=", "in_force"),
                ("starts", "<=", now),
                "|",
                ("ends", "=", False),
                ("ends", ">", now),
            ]
        )
        rank = {
            company: max(found.level_id.mapped("rank")) for company, found in clearances.grouped("company_id").items()
        }
        for level, found in records.grouped("secrecy_level_id").items():
            if rank.get(level.company_id, 0) >= level.rank:
                continue
            if self.env.cr.readonly:
                # Odoo serves the request again with a cursor that can write
                raise psycopg2.errors.ReadOnlySqlTransaction("An observation is entered")
            # in a transaction of its own: reading has none that is committed
            with self.env.registry.cursor() as cr:
                level.with_env(level.env(cr=cr))._breached_by(found, self.env._("It would have been closed."))

    @api.model
    def _approval_fields(self, operation):
        return ["user_id", "level_id", "starts", "ends"]

    def _approval_author(self):
        return self.user_id | self.requested_by_id if self.user_id == self.requested_by_id else self.user_id

    @api.model
    def _allowed_steps_depends(self):
        return [*super()._allowed_steps_depends(), "user_id", "level_id"]

    def _step_obstacle(self, step):
        obstacle = super()._step_obstacle(step)
        if obstacle or step.name != "grant":
            return obstacle
        if self.user_id == self.env.user:
            return self.env._("Nobody puts the own clearance in force.")
        return self._agreement_obstacle()

    def _agreement_obstacle(self) -> str:
        """Hook: say that the person has not signed what the level asks for; empty when nothing is missing."""
        return ""

    def action_grant(self):
        return self._run_step("grant")

    def action_refuse(self):
        return self._run_step("refuse")

    def action_end(self):
        """End the clearance now: it opens nothing from the next request on."""
        return self._run_step("end")
