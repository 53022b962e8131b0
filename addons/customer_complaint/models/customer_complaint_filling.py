import ast

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import is_html_empty

from .customer_complaint_step import GATES

#: what the steps of a procedure can fill in; a dot leads to the products of the case
STEP_FIELDS = (
    "partner_id",
    "contact_name",
    "phone",
    "email",
    "address",
    "received_date",
    "type_id",
    "unit_id",
    "urgency",
    "severity",
    "is_unreasonable",
    "is_special",
    "user_id",
    "required_date",
    "description",
    "demand",
    "sample",
    "opinion",
    "attachment_ids",
    "line_ids",
    "line_ids.order_reference",
    "line_ids.part_number",
    "line_ids.quantity",
    "line_ids.defective_quantity",
    "line_ids.shipped_date",
    "line_ids.confirmed_quantity",
    "line_ids.lot_name",
    "line_ids.production_unit",
    "line_ids.machine_shift",
    "line_ids.operators",
    "line_ids.production_date",
    "cause_id",
    "cause_class",
    "fault",
    "liable_partner_id",
    "claim_amount",
    "test_result",
    "investigation",
    "countermeasure",
    "countermeasure_date",
    "handling_method",
    "expert_opinion",
    "handling_opinion",
    "negotiation",
    "comprehensive_opinion",
    "is_established",
    "action_ids",
    "liability_ids",
    "loss_ids",
    "has_sanction",
    "finding_ids",
    "measure_ids",
    "needs_tracking",
    "prevention",
    "reply_ids",
    "satisfaction",
    "call_back",
)
#: written by the case itself or free for whoever may write it: no step owns them
FREE = ("message_", "activity_", "website_message_", "rating_")


class CustomerComplaintFilling(models.Model):
    """Who fills in what: the steps of the procedure say it, and nobody else does."""

    _inherit = "customer.complaint"

    @api.model
    def _step_fields(self) -> dict[str, str]:
        """Return what steps can fill in, with labels in the user's language."""
        return {name: self._step_field_label(name) for name in self._step_field_names()}

    @api.model
    def _step_field_names(self) -> tuple[str, ...]:
        """Hook: name what steps can fill in; addons add theirs."""
        return STEP_FIELDS

    @api.model
    def _step_field_label(self, path: str) -> str:
        first, _dot, rest = path.partition(".")
        if first not in self._fields:
            return self._description
        label = self._fields[first]._description_string(self.env)
        if not rest:
            return label
        line = self.env[self._fields[first].comodel_name]
        return f"{label}: {line._fields[rest]._description_string(self.env)}"

    def _owners(self) -> dict[str, set[str]]:
        """Return what the steps of the procedure fill in, each with the codes of these steps."""
        owners = {}
        # sudo: the plan of a case one may write
        for terms in self.sudo().plan or []:
            if terms["type"] not in GATES:
                for name in terms["fields"]:
                    owners.setdefault(name, set()).add(terms["code"])
                    if "." in name:
                        owners.setdefault(name.partition(".")[0], set())
        return owners

    fillable = fields.Json(
        compute="_compute_fillable",
        help="What the user may fill in now, for the view to show as such; after an empty name.",
    )

    @api.depends("state", "task_ids.state", "task_ids.user_id", "plan")
    @api.depends_context("uid")
    def _compute_fillable(self):
        names = (*self._step_field_names(), "name", "main_case_id")
        for complaint in self:
            # never empty: an empty Json reads as false, in which a view cannot look for a name
            complaint.fillable = ["", *(name for name in names if not complaint._filling_obstacle(name))]

    def _filling_obstacle(self, name: str) -> str:
        """Say why the user may not fill in ``name`` of this case now, or return an empty string."""
        user = self.env.user
        if self._is_final():
            return self.env._("%s is closed: nothing of it changes any more.", self.display_name)
        if self._is_about(user):
            return self.env._("%s is about you: somebody else handles it.", self.display_name)
        owners = self._owners()
        if name in self._filled_by_my_tasks(user):
            return ""
        if owners.get(name):
            return self._owned_by_others(name, owners[name])
        if user.has_group("customer_policy.group_user") or (self.state == "draft" and self._was_told(user)):
            return ""
        return self.env._(
            "%(case)s: “%(field)s” is filled in by customer service.",
            case=self.display_name,
            field=self._step_field_label(name),
        )

    def _filled_by_my_tasks(self, user) -> set[str]:
        """Return what the open tasks of ``user`` fill in."""
        # sudo: which tasks are one's own
        tasks = self.sudo().task_ids.filtered(lambda task: task.state == "open" and task._may_do(user))
        names = {name for task in tasks for name in task.terms["fields"]}
        if any(task.type == "reply" for task in tasks):
            names.add("reply_ids")
        return names | {name.partition(".")[0] for name in names}

    def write(self, vals):
        if not self.env.su:
            self._check_filling(set(vals))
        result = super().write(vals)
        if not self.env.su or "step_id" not in vals:
            self._after_filling(set(vals))
        return result

    def _check_filling(self, names: set[str]):
        """Refuse to fill in what is another one's part.

        :raises AccessError: naming the case, the data, and who fills them in
        """
        names = {name for name in names if not name.startswith(FREE)} - set(self._workflow_protected_fields())
        for complaint in self:
            for name in sorted(names):
                if obstacle := complaint._filling_obstacle(name):
                    raise AccessError(obstacle)

    def _was_told(self, user) -> bool:
        """Say whether ``user`` wrote the case down."""
        return user in (self.create_uid, self.first_contact_id)

    def _owned_by_others(self, name: str, codes: set[str]) -> str:
        # sudo: which step fills something in is no secret
        ids = [terms["step"] for terms in self.sudo().plan if terms["code"] in codes]
        steps = self.env["customer.complaint.step"].sudo().browse(ids)  # sudo: see above
        return self.env._(
            "%(case)s: “%(field)s” is filled in with the step “%(steps)s”, by those who have it to do.",
            case=self.display_name,
            field=self._step_field_label(name),
            steps=", ".join(steps.mapped("name")),
        )

    def _missing(self, names) -> list[str]:
        """Return the labels of those of ``names`` that are empty; of products, if empty in any."""
        self.ensure_one()
        missing = []
        for path in sorted(names, key=self._step_field_names().index):
            first, _dot, rest = path.partition(".")
            if path == "sample" and self.sample == "none" and not self.sample_reason:
                missing.append(self._fields["sample_reason"]._description_string(self.env))
            elif path == "line_ids.defective_quantity" and self.is_undetermined:
                continue
            elif path == "reply_ids":
                if not self._customer_result():
                    missing.append(self._step_field_label(path))
            elif self._fields[first].type == "boolean":
                continue  # "no" is an answer
            elif rest:
                if not self[first] or any(not line[rest] for line in self[first]):
                    missing.append(self._step_field_label(path))
            elif not self[first] or (self._fields[first].type == "html" and is_html_empty(self[first])):
                missing.append(self._step_field_label(path))
        return missing

    def _required(self, terms: dict) -> list[str]:
        """Return what a step asks of this case."""
        # sudo: only what is missing is told
        case, conditions = self.sudo(), terms.get("conditions", {})
        return [
            name
            for name in terms["required"]
            if name not in conditions or case.filtered_domain(ast.literal_eval(conditions[name]))
        ]

    def _check_task_done(self, terms: dict, step: str):
        """Hook: refuse to end a task whose step did not fill in what it should.

        :raises UserError: naming the case, the step and what is missing
        """
        self._check_filled(self._required(terms), step)

    def _check_filled(self, names, step: str):
        """Refuse a step while something it asks for is missing.

        :raises UserError: naming the case, the step and all that is missing
        """
        self.ensure_one()
        # sudo: only what is missing is told
        if missing := self.sudo()._missing(names):
            raise UserError(
                self.env._(
                    "%(case)s: before “%(step)s”, fill in: %(missing)s.",
                    case=self.display_name,
                    step=step,
                    missing=", ".join(missing),
                )
            )

    def _after_filling(self, names: set[str]):
        """Follow what was filled in: terms, and whom the case is with."""
        if {"unit_id", "type_id"} & names:
            self._dispatched()
        if {"partner_id", "urgency", "severity", "type_id"} & names:
            # sudo: terms are written by their documents only
            self.sudo()._renew_deadlines()
