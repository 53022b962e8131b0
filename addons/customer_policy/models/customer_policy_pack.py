import logging
from collections import Counter
from pathlib import Path

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.modules import Manifest

from ..packs import exporter
from ..packs.applier import Applier
from ..packs.plan import ARCHIVED, CHANGED, CONFLICT, CREATED, UNCHANGED, Plan, Planner
from ..packs.problem import PackProblem
from ..packs.reader import Pack, in_language, read_header, read_pack

_logger = logging.getLogger(__name__)


class CustomerPolicyPack(models.Model):
    """A policy pack that was applied to a company, and what it gave.

    Written by :meth:`_apply` only; nobody has the right to write here over RPC.
    """

    _name = "customer.policy.pack"
    _description = "Policy pack"
    _order = "code, id"
    _rec_names_search = ["name", "code"]

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    code = fields.Char(required=True, readonly=True)
    name = fields.Char(required=True, readonly=True, translate=True)
    version = fields.Char(required=True, readonly=True)
    area = fields.Char(readonly=True, help="The addon whose rules the pack holds.")
    source = fields.Char(readonly=True, help="The written policy that the pack puts into rules.")
    description = fields.Text(readonly=True, translate=True)
    content_hash = fields.Char("Fingerprint of the File", readonly=True)
    applied_on = fields.Datetime(required=True, readonly=True)
    applied_by_id = fields.Many2one("res.users", required=True, readonly=True, ondelete="restrict")
    rule_count = fields.Integer("Rules", readonly=True)
    #: portable values by model and code, as they were when the pack had been applied; see packs/values.py
    applied_values = fields.Json(readonly=True)
    #: what the consultant answered where the policy leaves a value open, by path
    answers = fields.Json(readonly=True)
    application_ids = fields.One2many("customer.policy.pack.application", "pack_id", string="History")

    _code_company_unique = models.Constraint(
        "UNIQUE(company_id, code)",
        "The company has this pack already: somebody applied it at the same time. Try again.",
    )

    # where packs are found

    @api.model
    def _shipped(self) -> dict[str, Path]:
        """Return the files of the packs that the installed addons bring, by "addon/file"."""
        # sudo: which modules are installed is no secret
        installed = self.env["ir.module.module"].sudo()._installed()
        found = {}
        for name in sorted(installed):
            manifest = Manifest.for_addon(name, display_warning=False)
            for path in sorted(Path(manifest.path, "policy_packs").glob("*.yaml")) if manifest else ():
                found[f"{name}/{path.name}"] = path
        return found

    @api.model
    def _shipped_packs(self) -> dict[str, Pack]:
        """Return what the shipped packs say about themselves; a file that cannot be read is left out and logged."""
        packs = {}
        for name, path in self._shipped().items():
            try:
                packs[name] = read_header(self.env, path.read_bytes(), path.name)
            except PackProblem as problem:
                _logger.warning("Policy pack %s: %s", name, problem)
        return packs

    @api.model
    def _read_shipped(self, name: str) -> tuple[bytes, str]:
        """Return content and file name of a shipped pack."""
        path = self._shipped().get(name)
        if not path:
            raise UserError(self.env._("There is no policy pack “%s”.", name))
        return path.read_bytes(), path.name

    # what applying does

    @api.model
    def _of(self, company, code: str):
        # sudo: the class decides who applies packs, see _check_may_apply
        return self.sudo().search([("company_id", "=", company.id), ("code", "=", code)])

    @api.model
    def _check_may_apply(self, company):
        """Let rules administrators work, in the companies they work in."""
        if self.env.su:
            return
        if not self.env.user.has_group("customer_policy.group_rules_administrator"):
            raise AccessError(self.env._("Policy packs are for rules administrators."))
        if company not in self.env.companies:
            # sudo: the name of a company is no secret
            raise AccessError(self.env._("You do not work in the company “%s”.", company.sudo().name))

    @api.model
    def _plan(self, company, data: bytes, filename: str, *, answers=None, enforce=False) -> Plan:
        """Return what applying a file to ``company`` would do; nothing is written.

        :param answers: texts for the values that the policy leaves open, by path; those given last time count too
        :raises PackProblem: when the file cannot be applied, with line and reason
        """
        self._check_may_apply(company)
        known = self._of(company, read_header(self.env, data, filename).code)
        answers = {**(known.answers or {}), **{path: text for path, text in (answers or {}).items() if text}}
        pack = read_pack(self.env, company, data, filename, answers)
        planner = Planner(
            self.env,
            company,
            base=known.applied_values,
            version=known.version,
            owners=self._owners(company, known),
            enforce=enforce,
        )
        if owned := planner.owner_of(pack):
            rule, owner = owned
            raise PackProblem(
                self.env,
                filename,
                rule.line,
                self.env._(
                    "the rule “%(code)s” belongs to the pack “%(owner)s”; “%(pack)s” cannot bring it too",
                    code=rule.code,
                    owner=owner,
                    pack=pack.name(self.env.lang),
                ),
            )
        return planner.plan(pack)

    @api.model
    def _owners(self, company, known) -> dict[tuple[str, str], str]:
        """Return the names of the other packs of the company by the rules they brought."""
        # sudo: see _of
        others = self.sudo().search([("company_id", "=", company.id), ("id", "not in", known.ids)])
        return {
            (model, code): pack.name
            for pack in others
            for model, rules in (pack.applied_values or {}).items()
            for code, values in rules.items()
            if values.get("active")
        }

    @api.model
    def _apply(
        self, company, data: bytes, filename: str, *, answers=None, enforce=False, take=(), fingerprint=None
    ) -> Plan:
        """Apply a file to ``company``, whole or not at all, and return what was done.

        :param take: (model, code) of the conflicts in which the rule is to become as the pack wants it
        :param fingerprint: of the plan that was shown; the present one must be the same
        :raises PackProblem: when the file or one of its rules is refused, with line and reason
        :raises UserError: when values are open, or the plan is not the one shown
        """
        self._check_may_apply(company)
        # Applications to one company queue here. Who waited finds the row changed since his transaction began: it is
        # rolled back and begins again, and sees what the other did.
        # sudo: a counter, no setting of the company
        company.sudo().policy_pack_revision += 1
        company.flush_recordset(["policy_pack_revision"])
        plan = self._plan(company, data, filename, answers=answers, enforce=enforce)
        if fingerprint and fingerprint != plan.fingerprint:
            raise UserError(self.env._("Something has changed since these changes were shown. Look at them again."))
        if plan.pack.open_questions:
            raise UserError(
                self.env._(
                    "The written policy leaves these values open; say what they are in %(company)s:\n%(values)s",
                    company=company.name,
                    values="\n".join(f"{question.path}: {question.text}" for question in plan.pack.open_questions),
                )
            )
        self._write_applied(company, plan, Applier(self.env, company, plan).apply(set(take)), set(take))
        return plan

    def _write_applied(self, company, plan: Plan, given: dict, take: set):
        """Keep what was given, and a row of history; nothing when nothing has changed."""
        pack = plan.pack
        known = self._of(company, pack.code)
        # a rule archived by the pack stays known, so that a later version can bring it back
        values = {
            model: {code: old for code, old in rules.items() if not old.get("active")}
            for model, rules in (known.applied_values or {}).items()
        }
        for (model, code), portable in given.items():
            values.setdefault(model, {})[code] = portable
        values = {model: rules for model, rules in values.items() if rules}
        answers = {question.path: question.answer for question in pack.questions}
        same = known.content_hash == pack.content_hash and known.applied_values == values
        if known and same and (known.answers or {}) == answers:
            return
        vals = {
            "version": pack.version,
            "area": pack.area,
            "source": pack.source,
            "content_hash": pack.content_hash,
            "applied_on": fields.Datetime.now(),
            "applied_by_id": self.env.uid,
            "rule_count": len(pack.rules),
            "applied_values": values,
            "answers": answers,
        }
        if known:
            known.write(vals)
        else:
            known = known.create({**vals, "company_id": company.id, "code": pack.code, "name": pack.name("en_US")})
        installed = {code for code, _name in self.env["res.lang"].get_installed()}
        for name, texts in (("name", pack.names), ("description", pack.descriptions)):
            # the English text first: it is what is shown where there is no other
            texts = {"en_US": in_language(texts, "en_US"), **texts}
            known.update_field_translations(name, {lang: text for lang, text in texts.items() if lang in installed})
        kinds = Counter(
            (CHANGED if entry.key in take else "kept") if entry.kind == CONFLICT else entry.kind
            for entry in plan.entries
        )
        # sudo: nobody has the right to write into the register
        self.env["customer.policy.pack.application"].sudo().create(
            {
                "pack_id": known.id,
                "company_id": company.id,
                "user_id": self.env.uid,
                "version": pack.version,
                "content_hash": pack.content_hash,
                "created_count": kinds[CREATED],
                "changed_count": kinds[CHANGED],
                "archived_count": kinds[ARCHIVED],
                "kept_count": kinds["kept"],
                "unchanged_count": kinds[UNCHANGED],
            }
        )

    @api.model
    def _export(self, company, *, area="", pack_code="", code="", version="1", name="") -> str:
        """Return the present rules of ``company`` as a pack.

        :param area: only rules of this addon
        :param pack_code: only rules that this pack brought, under its name and version
        """
        self._check_may_apply(company)
        known = self._of(company, pack_code) if pack_code else self.browse()
        if pack_code and not known:
            raise UserError(self.env._("%(company)s has no pack “%(code)s”.", company=company.name, code=pack_code))
        return exporter.export(
            self.env, company, area=area, pack=known, code=code or area or "rules", version=version, name=name
        )

    def action_export(self):
        """Download the rules of this pack as they are now."""
        self.ensure_one()
        text = self._export(self.company_id, pack_code=self.code)
        return self.env["customer.policy.pack.export"]._download(text.encode(), f"{self.code}.yaml")

    def action_apply_again(self):
        """Open the wizard for another version of this pack."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_policy.customer_policy_pack_wizard_action")
        shipped = next((name for name, pack in self._shipped_packs().items() if pack.code == self.code), False)
        context = {"default_company_id": self.company_id.id, "default_shipped": shipped}
        return {**action, "context": {**context, "default_origin": "shipped" if shipped else "upload"}}
