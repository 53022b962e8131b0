from collections.abc import Collection
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.translate import LazyTranslate


class Step(NamedTuple):
    """One declared transition of a document."""

    name: str
    label: LazyTranslate | str
    source: tuple[str, ...]
    target: str
    #: XML id of the group that may take the step; empty: whoever may write the document
    group: str = ""
    #: fields stamped with the acting user and the moment
    stamp_user: str = ""
    stamp_date: str = ""
    #: what the step needs: "write", or "read" where :meth:`_step_obstacle` alone says who takes it
    access: str = "write"


class _StepPass:
    """Lets one write through the guard.

    It travels in the context, where a client can put any JSON but never an
    instance of this class; and it is good for the named records and values only.
    """

    def __init__(self, records, vals):
        self.model = records._name
        self.ids = frozenset(records._ids)
        self.vals = vals

    def allows(self, records, protected_vals) -> bool:
        return (
            records._name == self.model
            and self.ids.issuperset(records._ids)
            and all(name in self.vals and self.vals[name] == value for name, value in protected_vals.items())
        )


class CustomerWorkflowMixin(models.AbstractModel):
    """A document of a company that moves along declared transitions only.

    A model sets ``_workflow_steps``, names its states in ``state``, and gives a
    button method per step that returns ``self._run_step("name")``. The hooks are
    ``_before_<step>`` and ``_after_<step>``, and :meth:`_step_obstacle` for a
    condition that also hides the button.
    """

    _name = "customer.workflow.mixin"
    _description = "Document with declared transitions"

    _workflow_state_field = "state"
    _workflow_steps: tuple[Step, ...] = ()
    #: which approvals a step needs, by its name: operations of a document that is approved, "" is the document itself
    _workflow_approvals: dict[str, tuple[str, ...]] = {}

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, ondelete="restrict"
    )
    # its states are those of the model
    state = fields.Selection(lambda self: [], required=True, default="draft", readonly=True, copy=False, index=True)
    allowed_steps = fields.Json(
        compute="_compute_allowed_steps", help="Names of the steps the user may take now, after an empty one."
    )

    @api.depends(lambda self: self._allowed_steps_depends())
    @api.depends_context("uid")
    def _compute_allowed_steps(self):
        for record in self:
            # never empty: an empty Json reads as false, in which a view cannot look for a step
            record.allowed_steps = [""] + [
                step.name
                for step in self._workflow_steps
                if record[self._workflow_state_field] in step.source and not record._step_refusal(step)
            ]

    @api.model
    def _allowed_steps_depends(self) -> list[str]:
        """Hook: name the fields on which :meth:`_step_obstacle` depends, besides the state."""
        names = [self._workflow_state_field] if self._workflow_state_field in self._fields else []
        return [*names, "approval_ids.state"] if self._workflow_approvals else names

    def _run_step(self, name: str) -> bool:
        """Take the step ``name`` with each record.

        :raises AccessError: when the user may not write the document
        :raises UserError: when the step is not possible, naming the record and the step
        """
        step = next(step for step in self._workflow_steps if step.name == name)
        for record in self:
            record._check_step(step)
        self.check_access(step.access)
        for record in self:
            for operation in record._needed_approvals(step):
                record._check_approved(operation)  # also lists what a rule that observes would have stopped
        getattr(self, f"_before_{name}", lambda: None)()
        vals = {self._workflow_state_field: step.target}
        if step.stamp_user:
            vals[step.stamp_user] = self.env.uid
        if step.stamp_date:
            vals[step.stamp_date] = fields.Datetime.now()
        # sudo: the one who may take this step was checked, and need not be allowed to change anything else
        (self if step.access == "write" else self.sudo())._write_protected(vals)
        getattr(self, f"_after_{name}", lambda: None)()
        return True

    def _write_protected(self, vals: dict) -> None:
        """Write values that only the document's own methods may set."""
        self.with_context(customer_workflow_pass=_StepPass(self, vals)).write(vals)

    def _check_step(self, step: Step) -> None:
        self.ensure_one()
        if self[self._workflow_state_field] not in step.source:
            raise UserError(
                self.env._(
                    "%(record)s: the step “%(step)s” is not possible in the state “%(state)s”.",
                    record=self.display_name,
                    step=step.label,
                    state=self._workflow_state_label(),
                )
            )
        refusal = self._step_refusal(step)
        if refusal:
            raise UserError(
                self.env._(
                    "%(record)s: the step “%(step)s” is refused. %(reason)s",
                    record=self.display_name,
                    step=step.label,
                    reason=refusal,
                )
            )

    def _step_refusal(self, step: Step) -> str:
        """Say why the user may not take ``step`` now, or return an empty string."""
        if step.group and not self.env.user.has_group(step.group):
            # sudo: the name of a group is no secret
            group = self.env.ref(step.group).sudo()
            return self.env._("It needs the role “%s”.", group.full_name)
        obstacle = self._step_obstacle(step)
        if obstacle:
            return obstacle
        missing = (self._approval_obstacle(operation) for operation in self._needed_approvals(step))
        return next(filter(None, missing), "")

    def _needed_approvals(self, step: Step) -> tuple[str, ...]:
        """Hook: name the operations whose approvals this record needs for ``step``."""
        return self._workflow_approvals.get(step.name, ())

    def _step_obstacle(self, step: Step) -> str:
        """Hook: say why this record cannot take ``step``, or return an empty string."""
        return ""

    def _workflow_state_label(self) -> str:
        selection = self._fields[self._workflow_state_field]._description_selection(self.env)
        return dict(selection).get(self[self._workflow_state_field], "")

    @api.model
    def _workflow_protected_fields(self) -> Collection[str]:
        stamps = (name for step in self._workflow_steps for name in (step.stamp_user, step.stamp_date) if name)
        return {self._workflow_state_field, *stamps}

    @api.model_create_multi
    def create(self, vals_list):
        state_field = self._workflow_state_field
        initial = dict.fromkeys(self._workflow_protected_fields(), False)
        initial[state_field] = self._first_state()
        for vals in vals_list:
            for name, value in initial.items():
                # set here, since default_<field> in the context is user input
                if vals.setdefault(name, value) != value:
                    self._refuse_outside_step(name)
        return super().create(vals_list)

    def copy_data(self, default=None):
        """A copy begins where every document begins."""
        protected = self._workflow_protected_fields()
        return [
            {name: value for name, value in vals.items() if name not in protected}
            for vals in super().copy_data(default)
        ]

    def write(self, vals):
        self._check_begun(vals)
        protected = {name: vals[name] for name in self._workflow_protected_fields() if name in vals}
        if protected:
            step_pass = self.env.context.get("customer_workflow_pass")
            if not (isinstance(step_pass, _StepPass) and step_pass.allows(self, protected)):
                self._refuse_outside_step(next(iter(protected)))
        return super().write(vals)

    @api.model
    def _fixed_once_begun(self) -> Collection[str]:
        """Hook: name the fields that nobody changes once the document has left its first state."""
        return ()

    def _check_begun(self, vals):
        # sudo is used by our own methods only, which know what they may change
        fixed = () if self.env.su else [name for name in vals if name in self._fixed_once_begun()]
        first = self._first_state() if fixed else None
        for record in self if fixed else ():
            if record[self._workflow_state_field] != first:
                raise AccessError(
                    self.env._(
                        "%(record)s is in the state “%(state)s”: “%(field)s” stays as it is.",
                        record=record.display_name,
                        state=record._workflow_state_label(),
                        field=self._fields[fixed[0]]._description_string(self.env),
                    )
                )

    @api.model
    def _first_state(self) -> str:
        return self._fields[self._workflow_state_field].default(self)

    @api.model
    def _refuse_outside_step(self, name: str):
        raise AccessError(
            self.env._(
                "%(document)s: “%(field)s” is set by the steps of the document and cannot be written.",
                document=self._description_label(),
                field=self._fields[name]._description_string(self.env),
            )
        )
