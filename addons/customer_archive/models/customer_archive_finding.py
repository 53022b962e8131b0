from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

from .customer_archive_document import INFORMATION_ADMINISTRATOR

_lt = LazyTranslate(__name__)

#: what an inspection notes: it stays once the inspection is done, while the repair goes on
NOTED = {"name", "inspection_id", "kind", "date", "document_id", "volume_id", "place_id"}


class CustomerArchiveFinding(models.Model):
    """Something that is wrong with what is kept, and its repair (S3-14.2, S3-14.3)."""

    _name = "customer.archive.finding"
    _description = "Finding of an inspection"
    _inherit = ["customer.record.mixin", "customer.deadline.mixin", "customer.attachment.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _attachment_fields = ("attachment_ids",)
    _final_states = ("repaired",)

    _workflow_steps = (
        Step(
            "repair",
            _lt("Put Right"),
            ("open",),
            "repaired",
            INFORMATION_ADMINISTRATOR,
            "repaired_by_id",
            "repaired_date",
        ),
    )

    name = fields.Char("What Was Found", required=True)
    inspection_id = fields.Many2one(
        "customer.archive.inspection", index="btree_not_null", ondelete="cascade", check_company=True
    )
    kind = fields.Selection(
        [
            ("damaged", "Damaged"),
            ("faded", "Faded"),
            ("missing", "Missing"),
            ("damp", "Damp"),
            ("mould", "Mould"),
            ("other", "Other"),
        ],
        required=True,
        default="damaged",
        tracking=True,
    )
    date = fields.Date("Found On", required=True, default=fields.Date.context_today)
    document_id = fields.Many2one(
        "customer.archive.document", index="btree_not_null", ondelete="restrict", check_company=True
    )
    volume_id = fields.Many2one(
        "customer.archive.volume", index="btree_not_null", ondelete="restrict", check_company=True
    )
    place_id = fields.Many2one(
        "customer.archive.place", index="btree_not_null", ondelete="restrict", check_company=True
    )
    responsible_id = fields.Many2one(
        "res.users",
        string="Puts It Right",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
        check_company=True,
    )
    state = fields.Selection(
        [("open", "To Put Right"), ("repaired", "Put Right")],
        default="open",
        tracking=True,
        group_expand=True,
    )
    repair = fields.Text("What Was Done")
    attachment_ids = fields.Many2many("ir.attachment", string="Pictures", copy=False)
    repaired_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    repaired_date = fields.Datetime("Put Right On", readonly=True, copy=False)

    @api.constrains("document_id", "volume_id", "place_id", "inspection_id")
    def _check_object(self):
        for finding in self:
            if not (finding.document_id or finding.volume_id or finding.place_id or finding.inspection_id.place_id):
                raise ValidationError(self.env._("%s: say which document, volume or place is meant.", finding.name))

    @api.model
    def _deadline_milestones(self):
        return {**super()._deadline_milestones(), "repair": self.env._("Put right")}

    @api.model_create_multi
    def create(self, vals_list):
        findings = super().create(vals_list)
        findings.inspection_id._check_not_final()
        findings._draw_numbers_by_rule()
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for finding in findings:
            finding._start_deadline("repair")
            finding.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Put right: %s", labels[finding.kind]),
                user_id=finding.responsible_id.id,
            )
        return findings

    def write(self, vals):
        if NOTED.isdisjoint(vals):
            return super().write(vals)
        self._check_not_noted()
        result = super().write(vals)
        # none comes into an inspection afterwards
        self._check_not_noted()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_noted(self):
        self._check_not_noted()

    def _check_not_noted(self):
        for finding in self:
            if finding.inspection_id.state == "done":
                raise UserError(self.env._("%s was noted: it stays as it is.", finding.name))

    def action_repair(self):
        return self._run_step("repair")

    def _after_repair(self):
        self._meet_deadline("repair")
        self.activity_feedback(["mail.mail_activity_data_todo"])
