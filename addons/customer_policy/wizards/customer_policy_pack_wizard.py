import base64

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..packs.plan import CONFLICT, UNCHANGED


class CustomerPolicyPackWizard(models.TransientModel):
    """Shows what a policy pack would change in a company, then applies it."""

    _name = "customer.policy.pack.wizard"
    _description = "Apply a policy pack"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    origin = fields.Selection(
        [("shipped", "A pack that came with the addons"), ("upload", "A file")],
        required=True,
        default=lambda self: "shipped" if self._selection_shipped() else "upload",
        string="Pack From",
    )
    shipped = fields.Selection("_selection_shipped", string="Policy Pack")
    upload = fields.Binary("File", attachment=False)
    upload_name = fields.Char()
    enforce = fields.Boolean(
        "Enforce at Once",
        help="Rules take the mode that the pack gives them, or else Enforce. Without this, new rules only observe, "
        "and the mode of present ones stays.",
    )
    summary = fields.Html(readonly=True, sanitize=False)
    state = fields.Selection([("choose", "Choose"), ("preview", "Changes")], default="choose", required=True)
    question_ids = fields.One2many("customer.policy.pack.wizard.question", "wizard_id", string="Values to Decide")
    change_ids = fields.One2many("customer.policy.pack.wizard.change", "wizard_id", string="Changes")
    open_count = fields.Integer(compute="_compute_counts")
    conflict_count = fields.Integer(compute="_compute_counts")
    fingerprint = fields.Char(readonly=True)
    is_applied = fields.Boolean(readonly=True, help="This very file was applied, and no rule would change.")

    @api.model
    def _selection_shipped(self):
        packs = self.env["customer.policy.pack"]._shipped_packs()
        return [(key, f"{pack.name(self.env.lang)} {pack.version}") for key, pack in packs.items()]

    @api.depends("question_ids.answer", "change_ids.kind")
    def _compute_counts(self):
        for wizard in self:
            wizard.open_count = len(wizard.question_ids.filtered(lambda question: not question.answer))
            wizard.conflict_count = len(wizard.change_ids.filtered(lambda change: change.kind == CONFLICT))

    def _content(self) -> tuple[bytes, str]:
        """Return what is to be applied, and its name."""
        self.ensure_one()
        if self.origin == "shipped":
            if not self.shipped:
                raise UserError(self.env._("Choose a policy pack."))
            return self.env["customer.policy.pack"]._read_shipped(self.shipped)
        if not self.upload:
            raise UserError(self.env._("Choose a file."))
        return base64.b64decode(self.upload), self.upload_name or self.env._("the file")

    def _arguments(self) -> dict:
        answers = {question.path: (question.answer or "").strip() for question in self.question_ids}
        return {"answers": answers, "enforce": self.enforce}

    def action_preview(self):
        """Show what applying would create, change and archive."""
        self.ensure_one()
        data, filename = self._content()
        plan = self.env["customer.policy.pack"]._plan(self.company_id, data, filename, **self._arguments())
        known = self.env["customer.policy.pack"]._of(self.company_id, plan.pack.code)
        taken = {(line.model, line.code) for line in self.change_ids if line.choice == "take"}
        self.write(
            {
                "state": "preview",
                "fingerprint": plan.fingerprint,
                "summary": self._summarise(plan),
                "is_applied": plan.is_empty and known.content_hash == plan.pack.content_hash,
                "question_ids": [Command.clear()]
                + [
                    Command.create(
                        {"path": one.path, "label": one.label, "question": one.text, "answer": one.answer or False}
                    )
                    for one in plan.pack.questions
                ],
                "change_ids": [Command.clear()]
                + [
                    Command.create(
                        {
                            "kind": entry.kind,
                            "model": entry.model,
                            "model_label": entry.model_label,
                            "code": entry.code,
                            "name": entry.name,
                            "details": entry.describe(),
                            "choice": "take" if entry.key in taken else "keep",
                        }
                    )
                    for entry in plan.entries
                    if entry.kind != UNCHANGED
                ],
            }
        )
        return self._reopen()

    def action_back(self):
        self.ensure_one()
        self.write({"state": "choose", "question_ids": [Command.clear()], "change_ids": [Command.clear()]})
        return self._reopen()

    def action_apply(self):
        """Apply the changes that were shown."""
        self.ensure_one()
        if not self.fingerprint:
            raise UserError(self.env._("Look at the changes first."))
        data, filename = self._content()
        take = {(line.model, line.code) for line in self.change_ids if line.choice == "take"}
        packs = self.env["customer.policy.pack"]
        plan = packs._apply(
            self.company_id, data, filename, take=take, fingerprint=self.fingerprint, **self._arguments()
        )
        # sudo off again: the pack is shown with the rights of the user
        return packs._of(self.company_id, plan.pack.code).sudo(False)._get_records_action()

    def _summarise(self, plan):
        """Say in a few lines what the pack is, and what to mind."""
        known = self.env["customer.policy.pack"]._of(self.company_id, plan.pack.code)
        lines = [
            self.env._(
                "%(pack)s, version %(version)s",
                pack=Markup("<b>%s</b>") % plan.pack.name(self.env.lang),
                version=plan.pack.version,
            )
        ]
        if plan.pack.source:
            lines.append(plan.pack.source)
        if description := plan.pack.description(self.env.lang):
            lines.append(description)
        if known:
            lines.append(
                self.env._(
                    "Version %(version)s was applied by %(person)s on %(day)s.",
                    version=known.version,
                    person=known.applied_by_id.name,
                    day=fields.Date.to_string(fields.Datetime.context_timestamp(self, known.applied_on)),
                )
            )
        if plan.is_empty:
            lines.append(self.env._("The rules are as the pack wants them: nothing would change."))
        warnings = [Markup("<span class='text-danger'>%s</span>") % warning for warning in plan.warnings]
        return Markup("<br/>").join(lines + warnings)

    def _reopen(self):
        return {**self._get_records_action(), "target": "new", "name": self.env._("Apply a Policy Pack")}
