import ast

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from .customer_admission import COORDINATOR

#: how many customers are taken over in one transaction
BATCH = 500


class CustomerAdmissionTakeover(models.Model):
    """The customers a company dealt with before it had a rule on admission are admitted as they are.

    The scheduler carries it on, a committed batch at a time. Who has an application, whatever came of it, is left as
    it is, so that a second run changes nothing. Where a rule wants admissions to be approved, it waits for an
    approval of its own (S1.1-3.2).
    """

    _name = "customer.admission.takeover"
    _description = "Taking over existing customers"
    _inherit = ["customer.approval.mixin"]
    _order = "id desc"
    _rec_name = "reason"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users", string="By", required=True, readonly=True, default=lambda self: self.env.user, ondelete="restrict"
    )
    reason = fields.Char(required=True, help="Stands on each of the admissions.")
    department_id = fields.Many2one(
        "hr.department",
        string="Unit",
        default=lambda self: self.env.user._department_in(self.env.company),
        check_company=True,
        ondelete="restrict",
        help="Answers for the customers from here on.",
    )
    with_orders = fields.Boolean("Only with Confirmed Orders", default=True)
    domain = fields.Char("Customers", default="[]")
    valid_until = fields.Date("Admitted Until", help="The last day; empty: without end.")
    state = fields.Selection(
        [("draft", "Draft"), ("running", "Being Taken Over"), ("done", "Done"), ("stopped", "Stopped")],
        required=True,
        readonly=True,
        default="draft",
    )
    last_id = fields.Integer("Up to Contact", readonly=True, aggregator=None)
    count = fields.Integer("Taken Over", readonly=True)
    waiting_count = fields.Integer("Waiting", compute="_compute_waiting_count")
    error = fields.Text("Why It Stopped", readonly=True)
    admission_ids = fields.One2many("customer.admission", "takeover_id", string="Admissions")

    _one_running = models.UniqueIndex("(company_id) WHERE state = 'running'", "Customers are being taken over already.")

    @api.depends("state", "last_id", "with_orders", "domain", "company_id")
    def _compute_waiting_count(self):
        for takeover in self:
            waiting = takeover.state in ("draft", "running")
            takeover.waiting_count = takeover._customers().search_count(takeover._waiting_domain()) if waiting else 0

    @api.constrains("domain")
    def _check_domain(self):
        for takeover in self:
            try:
                takeover._get_domain().validate(self.env["res.partner"])
            except (ValueError, SyntaxError, TypeError) as error:
                raise ValidationError(self.env._("The condition is wrong: %s", error)) from error

    def _get_domain(self) -> Domain:
        self.ensure_one()
        return Domain(ast.literal_eval(self.domain or "[]"))

    def _customers(self):
        """Return the model of the customers with all rights, in the name of who asked."""
        self.ensure_one()
        # sudo: those dealt with are taken over, whoever may read them; nothing of them but their number is shown
        return self.env["res.partner"].with_user(self.user_id).sudo().with_company(self.company_id)

    def _waiting_domain(self) -> Domain:
        """Return the domain of the customers still to be taken over."""
        self.ensure_one()
        self.env["customer.admission"].flush_model(["company_id", "partner_id"])
        known = SQL("(SELECT partner_id FROM customer_admission WHERE company_id = %s)", self.company_id.id)
        domain = Domain("id", ">", self.last_id) & Domain("id", "not in", known)
        domain &= Domain("company_id", "in", (self.company_id.id, False)) & self._get_domain()
        if not self.with_orders:
            return domain & Domain("parent_id", "=", False) & Domain("partner_share", "=", True)
        self.env["sale.order"].flush_model(["company_id", "partner_id", "state"])
        self.env["res.partner"].flush_model(["commercial_partner_id"])
        buyers = SQL(
            """(SELECT partner.commercial_partner_id FROM sale_order ordered
                  JOIN res_partner partner ON partner.id = ordered.partner_id
                 WHERE ordered.state = 'sale' AND ordered.company_id = %s)""",
            self.company_id.id,
        )
        return domain & Domain("id", "in", buyers)

    def action_start(self):
        """Let the scheduler take the customers over."""
        self.ensure_one()
        self.check_access("write")
        if not self.env.user.has_group(COORDINATOR):
            raise UserError(self.env._("The coordinating group takes customers over."))
        if self.state != "draft":
            raise UserError(self.env._("%s was started already.", self.display_name))
        self._check_approved()
        # sudo: progress is written here only, and every coordinator may have it carried on
        self.sudo().write({"state": "running", "user_id": self.env.uid})
        self.env.ref("customer_grading.ir_cron_customer_admission_takeover").sudo()._trigger()
        return True

    @api.model
    def _approval_fields(self, operation):
        return ["reason", "department_id", "with_orders", "domain", "valid_until"]

    def _approval_needed(self, operation):
        rules = self.env["customer.approval.rule"]._in_force(self.company_id)
        return any(
            rule.document_model == "customer.admission" and rule.mode == "enforce" and rule.level_ids for rule in rules
        )

    def write(self, vals):
        if not self.env.su:
            if {"state", "user_id", "last_id", "count", "error", "company_id"} & set(vals):
                raise UserError(self.env._("The progress is noted by the scheduler."))
            if any(takeover.state != "draft" for takeover in self):
                raise UserError(self.env._("What was started stays as it is."))
        return super().write(vals)

    @api.model_create_multi
    def create(self, vals_list):
        # set here, since default_<field> in the context is user input
        begin = {"state": "draft", "last_id": 0, "count": 0, "error": False, "user_id": self.env.uid}
        return super().create([{**vals, **begin} for vals in vals_list])

    def _work_batch(self) -> int:
        """Take the next customers over; return how many there were. None means that it is done."""
        self.ensure_one()
        customers = self._customers().search(self._waiting_domain(), limit=BATCH, order="id")
        if customers:
            self._admit(customers)
        self.write(
            {
                "last_id": customers[-1:].id or self.last_id,
                "count": self.count + len(customers),
                "state": "running" if len(customers) == BATCH else "done",
            }
        )
        return len(customers)

    def _admit(self, customers):
        """Admit ``customers`` as taken over."""
        # sudo: the right to take customers over was checked when it was started
        admissions = self.env["customer.admission"].with_user(self.user_id).sudo().with_company(self.company_id)
        quiet = {"tracking_disable": True, "mail_create_nosubscribe": True, "mail_create_nolog": True}
        admissions.with_context(**quiet)._create_taken_over(self, customers)

    @api.model
    def _cron_work(self):
        """Carry on what is running, a committed batch at a time."""
        IrCron = self.env["ir.cron"]
        for takeover in self.search([("state", "=", "running")], order="id"):
            remaining = takeover.waiting_count
            try:
                while takeover.state == "running":
                    done = takeover._work_batch()
                    remaining = max(remaining - done, 0)
                    if not IrCron._commit_progress(done, remaining=remaining) and takeover.state == "running":
                        return
            except (UserError, ValidationError) as error:
                # one that cannot go on does not hold up the others
                self.env.cr.rollback()
                takeover.write({"state": "stopped", "error": str(error)})
                IrCron._commit_progress(remaining=0)

    def action_view_admissions(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_grading.customer_admission_action")
        return {**action, "domain": [("takeover_id", "=", self.id)], "context": {}}
