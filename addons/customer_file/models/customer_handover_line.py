from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .customer_handover import SUPERVISOR

#: kinds whose state the leaver explains
WORK = ("survey", "correction", "activity", "deadline", "approval", "work")


class CustomerHandoverLine(models.Model):
    """One item of a handover, ticked by both sides (S0-16)."""

    _name = "customer.handover.line"
    _description = "Item of a handover"
    _inherit = ["customer.record.line.mixin", "customer.fixed.mixin"]
    _record_field = "handover_id"
    _fixed_fields = ("handover_id", "kind", "name", "res_model", "res_id", "file_id", "is_listed")
    _button_fields = ("handed_by_id", "handed_date", "received_by_id", "received_date", "informed_date")
    _order = "handover_id, kind, id"

    handover_id = fields.Many2one("customer.handover", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="handover_id.company_id", store=True, precompute=True, index=True)
    handover_state = fields.Selection(related="handover_id.state", string="State of the Handover")
    leaver_id = fields.Many2one(related="handover_id.leaver_id", store=True, precompute=True, index=True)
    kind = fields.Selection(
        [
            ("file", "Customer File"),
            ("survey", "Survey"),
            ("correction", "Correction"),
            ("activity", "Activity"),
            ("deadline", "Deadline"),
            ("approval", "Requested Approval"),
            ("work", "Other Work in Hand"),
            ("material", "Material"),
            ("tool", "Tool"),
        ],
        string="Kind of Item",
        required=True,
        default="material",
    )
    name = fields.Char("Item", required=True)
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference("Document", model_field="res_model", readonly=True, index=True)
    file_id = fields.Many2one(
        "customer.file", string="Customer File", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    successor_id = fields.Many2one(
        "res.users",
        compute="_compute_successor_id",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        index=True,
        ondelete="restrict",
    )
    is_listed = fields.Boolean("Asked For", readonly=True, help="The rule asks for it, or the leaver has it.")
    is_work = fields.Boolean("Work in Hand", compute="_compute_is_work")
    explanation = fields.Text("State of the Work", help="Where it stands, and what is to be done next.")
    note = fields.Char("State or Condition", help="For example how many, where it is, in which condition.")
    handed_by_id = fields.Many2one("res.users", "Handed over by", readonly=True, ondelete="restrict")
    handed_date = fields.Datetime("Handed over on", readonly=True)
    received_by_id = fields.Many2one("res.users", "Received by", readonly=True, ondelete="restrict")
    received_date = fields.Datetime("Received on", readonly=True)
    informed_date = fields.Datetime("Customer Informed on", readonly=True)

    _document_unique = models.UniqueIndex(
        "(handover_id, res_model, res_id) WHERE res_id IS NOT NULL", "The item is on the list already."
    )

    @api.depends("handover_id.successor_id")
    def _compute_successor_id(self):
        for line in self:
            if not line.successor_id:
                line.successor_id = line.handover_id.successor_id

    @api.depends("kind")
    def _compute_is_work(self):
        for line in self:
            line.is_work = line.kind in WORK

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if not self.env.su:
            for line in lines:
                if line.is_listed or line.res_model or line.file_id:
                    raise AccessError(self.env._("By hand only materials, tools and other work are added."))
        return lines

    def write(self, vals):
        if not self.env.su:
            self._check_written(vals)
        return super().write(vals)

    def _check_written(self, vals):
        """What was ticked by one side does not change under it."""
        for line in self:
            if line.handed_date and {"explanation", "note"} & set(vals):
                raise UserError(self.env._("%s was handed over as it is described.", line.name))
            if "successor_id" in vals and line.handed_date:
                raise UserError(self.env._("%s was handed over already: who succeeds stays.", line.name))
            if "successor_id" in vals and not self.env.user.has_group(SUPERVISOR):
                raise AccessError(self.env._("A supervisor says who succeeds."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_listed(self):
        for line in self if not self.env.su else ():
            if line.is_listed or line.handed_date:
                raise UserError(self.env._("%s stays on the list.", line.name))

    @api.model
    def _uncleared_successors(self, domain):
        """Return the successors of lines who may not read all that is handed over to them."""
        secret = self.env["customer.secrecy.rule"]._secret_models()
        # sudo: that a level closes an item to its successor stands in the way, whoever looks; no more is told
        groups = self.sudo()._read_group(
            [*domain, ("res_model", "in", list(secret))], ["res_model", "successor_id"], ["res_id:array_agg"]
        )
        closed = self.env["res.users"]
        for model, successor, ids in groups:
            if not self.env[model].browse(ids).exists()._is_cleared(successor):
                closed |= successor
        return closed

    @api.model
    def _no_clearance_message(self, successors) -> str:
        # sudo: what a colleague is called is no secret
        names = ", ".join(successors.sudo().mapped("name"))
        return self.env._("%s: no clearance for all that is handed over to them.", names)

    def _records(self, model: str):
        """Return the records of these lines that still exist, with the rights of the caller."""
        return self.env[model].browse(self.mapped("res_id")).exists()

    def action_hand_over(self):
        """Tick as who leaves; a supervisor does it for one who is not there, and stands in the list as such."""
        self.check_access("read")
        user = self.env.user
        if successors := self._uncleared_successors([("id", "in", self.ids), ("handed_date", "=", False)]):
            raise UserError(self._no_clearance_message(successors))
        for handover in self.handover_id:
            if user != handover.leaver_id and user.has_group(SUPERVISOR) and handover._leaver_is_above():
                raise UserError(handover._above_message())
        for line in self.filtered(lambda line: not line.handed_date):
            line._check_running()
            in_place = user.has_group(SUPERVISOR) and user != line.successor_id
            if user != line.leaver_id and not in_place:
                raise AccessError(self.env._("%s is handed over by who leaves, or by a supervisor.", line.name))
            if line.is_work and line.handover_id.needs_explanation and not (line.explanation or "").strip():
                raise UserError(self.env._("%s: explain the state of the work first.", line.name))
            # sudo: the person was checked, and the stamps are nobody's to write
            line.sudo().write({"handed_by_id": user.id, "handed_date": fields.Datetime.now()})
        return True

    def action_receive(self):
        """Tick as the successor."""
        self.check_access("read")
        for line in self.filtered(lambda line: not line.received_date):
            line._check_running()
            if self.env.user != line.successor_id:
                raise AccessError(self.env._("%s is received by the successor.", line.name))
            if not line.handed_date:
                raise UserError(self.env._("%s was not handed over yet.", line.name))
            # sudo: see action_hand_over
            line.sudo().write({"received_by_id": self.env.uid, "received_date": fields.Datetime.now()})
        return True

    def _check_running(self):
        if self.handover_state != "running":
            raise UserError(self.env._("%s: the handover is not running.", self.name))

    def action_open_document(self):
        """Show the item, to whom it is open."""
        self.ensure_one()
        if not self.res_model or self.res_model not in self.env:
            raise UserError(self.env._("%s is no record of the software.", self.name))
        return self.env[self.res_model].browse(self.res_id)._get_records_action()
