from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

from .customer_archive_document import INFORMATION_ADMINISTRATOR

_lt = LazyTranslate(__name__)

#: what is bought as waste paper can be read: there is no sale among the ways (S3-18.3, S4.core-25)
METHODS = [
    ("shredding", "Shredding"),
    ("pulping", "Pulping"),
    ("burning", "Burning"),
    ("breaking", "Breaking the Carrier"),
    ("erasing", "Erasing"),
]

#: what the witness confirms beside the list
SEEN = ("method", "reason", "witness_id")


class CustomerDestructionRequest(models.Model):
    """Asks that documents, snapshots or whole files whose term is over be destroyed (销毁申请; S0-10, S1.8-26).

    Whose approvals it needs says an approval rule. What was destroyed, how, by whom and before whom is in the register.
    """

    _name = "customer.destruction.request"
    _description = "Destruction request"
    _inherit = [
        "customer.workflow.mixin",
        "customer.approval.mixin",
        "customer.fixed.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _fixed_fields = ("company_id",)
    _order = "id desc"
    _check_company_auto = True

    _workflow_steps = (
        Step(
            "destroy",
            _lt("Destroy"),
            ("draft",),
            "done",
            INFORMATION_ADMINISTRATOR,
            "destroyed_by_id",
            "destroyed_date",
        ),
        Step("cancel", _lt("Cancel"), ("draft",), "cancelled"),
    )
    _workflow_approvals = {"destroy": ("",)}

    name = fields.Char("Subject", required=True, default=lambda self: self.env._("Destruction of expired documents"))
    date = fields.Date(required=True, default=fields.Date.context_today)
    responsible_id = fields.Many2one(
        "res.users",
        string="Requested By",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
        check_company=True,
    )
    reason = fields.Text(
        required=True, default=lambda self: self.env._("The term is over; the documents have no further value.")
    )
    method = fields.Selection(METHODS, required=True, default="shredding")
    document_ids = fields.Many2many("customer.archive.document", string="Documents", check_company=True)
    snapshot_ids = fields.Many2many("customer.file.snapshot", string="Snapshots", check_company=True)
    file_ids = fields.Many2many(
        "customer.file",
        string="Customer Files",
        check_company=True,
        context={"active_test": False},
        help="The file goes whole, with its documents and snapshots. Its number and the customer remain.",
    )
    witness_id = fields.Many2one(
        "res.users",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Sees that it is done, and confirms it; another person than the one who does it.",
    )
    witnessed_date = fields.Datetime(
        "Confirmed by the Witness",
        readonly=True,
        copy=False,
        help="The witness saw the documents on the list destroyed.",
    )
    state = fields.Selection(
        [("draft", "Requested"), ("done", "Destroyed"), ("cancelled", "Cancelled")],
        tracking=True,
        group_expand=True,
    )
    record_ids = fields.One2many("customer.destruction.record", "request_id", string="Certificates")
    record_count = fields.Integer(compute="_compute_record_count")
    obstacles = fields.Text("What Stands against It", compute="_compute_obstacles")
    destroyed_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    destroyed_date = fields.Datetime("Destroyed On", readonly=True, copy=False)

    def _compute_record_count(self):
        # sudo: how much was destroyed is no secret to whoever reads the request
        records = self.env["customer.destruction.record"].sudo()
        counts = dict(records._read_group([("request_id", "in", self.ids)], ["request_id"], ["__count"]))
        for request in self:
            request.record_count = counts.get(request, 0)

    @api.model
    def _object_fields(self) -> list[str]:
        """Hook: name the fields that hold what is to be destroyed."""
        return ["document_ids", "snapshot_ids", "file_ids"]

    @api.depends(lambda self: [*self._object_fields(), "state"])
    def _compute_obstacles(self):
        for request in self:
            # sudo: the hindrances of records closed to the user count as well; a secret document is named by its number
            found = request.sudo()._obstacles() if request.state == "draft" else []
            request.obstacles = "\n".join(found) or False

    def _obstacles(self) -> list[str]:
        """Say for each record why its content may not be destroyed now."""
        self.ensure_one()
        return [
            obstacle
            for name in self._object_fields()
            for record in self[name]
            if (obstacle := record._destruction_obstacle())
        ]

    def _destroyed_parts(self) -> list:
        """Return what is destroyed, in this order: what a file holds goes before the file, and nothing goes twice."""
        documents, snapshots, merged, files = self.file_ids._destroyed_parts()
        return [self.document_ids | documents, self.snapshot_ids | snapshots, merged, files]

    # approval

    @api.model
    def _approval_fields(self, operation):
        return [*self._object_fields(), "method", "reason"]

    def _approval_needed(self, operation):
        # what is destroyed does not come back: without a rule that says who approves, nothing is
        return True

    def _after_rejection(self, approval):
        result = super()._after_rejection(approval)
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("The destruction was rejected"),
            user_id=self.responsible_id.id,
        )
        return result

    # steps

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        for request in self:
            if request.state == "done" or request.approval_ids:
                raise UserError(self.env._("%s was submitted and cannot be deleted. Cancel it.", request.display_name))

    @api.model
    def _fixed_once_begun(self):
        return {*self._object_fields(), *SEEN}

    def write(self, vals):
        result = super().write(vals)
        if not self._fixed_once_begun().isdisjoint(vals):
            # what the witness confirmed was another list, or another person confirmed it
            self.filtered("witnessed_date")._write_protected({"witnessed_date": False})
        return result

    @api.model
    def _workflow_protected_fields(self):
        return {*super()._workflow_protected_fields(), "witnessed_date"}

    @api.model
    def _allowed_steps_depends(self):
        return [*super()._allowed_steps_depends(), "witness_id"]

    def action_destroy(self):
        return self._run_step("destroy")

    def action_witness(self):
        """Confirm in person, as the witness, that what was approved is destroyed."""
        for request in self:
            request.check_access("read")
            if request.witness_id != self.env.user:
                raise AccessError(self.env._("%s: the witness confirms in person.", request.display_name))
            if request.state != "draft":
                raise UserError(self.env._("%s is closed and cannot be changed.", request.display_name))
            request._check_approved()
            # sudo: the witness was checked, and need not be allowed to write the request
            request.sudo()._write_protected({"witnessed_date": fields.Datetime.now()})
        return True

    def action_cancel(self):
        return self._run_step("cancel")

    def _after_cancel(self):
        self._cancel_approvals(self.env._("The destruction was given up."))

    def _before_destroy(self):
        for request in self:
            name = request.display_name
            if not any(request[field] for field in self._object_fields()):
                raise UserError(self.env._("%s: choose what is destroyed.", name))
            if not request.witness_id or request.witness_id == self.env.user:
                raise UserError(self.env._("%s: name a witness, who is another person than you.", name))
            if not request.witnessed_date:
                raise UserError(
                    self.env._(
                        "%(request)s: the witness %(person)s has not confirmed it yet.",
                        request=name,
                        person=request.witness_id.name,
                    )
                )
            # sudo: the hindrances of records closed to the user count as well; locked, so that none comes up meanwhile
            known = request.sudo()
            for records in known._destroyed_parts():
                records.lock_for_update()
            obstacles = known._obstacles()
            if obstacles:
                raise UserError("\n".join([self.env._("%s cannot be carried out:", name), *obstacles]))

    def _after_destroy(self):
        for request in self:
            # sudo: approved content goes whole, also what the one who carries it out may not read
            known = request.sudo()
            for records in known._destroyed_parts():
                for record in records.sorted("id"):
                    certificate = known.env["customer.destruction.record"]._certify(known, record)
                    record._destroy_content(certificate)
            known.message_post(body=self.env._("%s records were destroyed.", len(known.record_ids)))

    def action_view_records(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_archive.customer_destruction_record_action")
        return {**action, "domain": [("request_id", "=", self.id)], "context": {}}
