import datetime
from typing import NamedTuple

from odoo import SUPERUSER_ID, api, fields, models, tools
from odoo.exceptions import UserError, ValidationError

from ..tools import number_pattern
from .customer_number_draw import Scope, drawing_transaction, take_turn


class Numbering(NamedTuple):
    """A rule as drawing needs it; kept in memory, since every document asks for it."""

    rule_id: int
    code: str
    document: str
    mode: str
    effective_from: datetime.date | None
    pattern: str
    width: int
    reset: str
    start: int
    kind: str

    def scope(self, company, day: datetime.date, department: str) -> Scope:
        return Scope(company.id, self.document, number_pattern.period(self.reset, day), department)


class CustomerNumberRule(models.Model):
    """How documents of a kind are numbered (S1.2-08, S1.2-09.4a).

    A *plain* number comes from a core sequence: fast, and lost when the document is not saved. An *accounted* number
    stands in a register: it is used by a document, or void for a reason (see ``customer.number.draw``).
    """

    _name = "customer.number.rule"
    _description = "Numbering rule"
    _inherit = ["customer.policy.rule.mixin"]

    document = fields.Selection(
        selection=lambda self: self._selection_document(),
        string="Documents",
        required=True,
        help="The kind of documents it numbers.",
    )
    pattern = fields.Char(
        required=True,
        default="{year}{month}-{number}",
        help="Text with parts in braces: {year} or {yy}, {month}, {day}, {department}, {number}.",
    )
    width = fields.Integer(
        required=True, default=3, help="Digits of the number, filled with zeros. A number that needs more gets more."
    )
    reset = fields.Selection(
        [("never", "Never"), ("year", "Each year"), ("month", "Each month"), ("day", "Each day")],
        "Counting Starts Again",
        required=True,
        default="month",
        help="When counting starts again, by the company's own time zone.",
    )
    start = fields.Integer("First Number", required=True, default=1, help="With which number each period starts.")
    kind = fields.Selection(
        [("plain", "Plain: gaps are allowed"), ("accounted", "Accounted: each number is used or void with a reason")],
        required=True,
        default="accounted",
    )
    preview = fields.Char(compute="_compute_preview")

    _width_range = models.Constraint("CHECK(width BETWEEN 1 AND 10)", "A number has 1 to 10 digits.")
    _start_positive = models.Constraint("CHECK(start > 0)", "The first number is 1 or more.")

    @api.model
    def _selection_document(self) -> list[tuple[str, str]]:
        return [pair for name in self._numbered_models() for pair in self.env[name]._number_documents()]

    @api.model
    def _numbered_models(self) -> list[str]:
        parent = self.env.registry["customer.numbered.mixin"]
        registry = sorted(self.env.registry.items())
        return [name for name, model in registry if not model._abstract and issubclass(model, parent)]

    def _pack_document_model(self):
        names = self._numbered_models()
        kinds = {kind: name for name in names for kind, _label in self.env[name]._number_documents()}
        return kinds.get(self.document, "")

    @api.constrains("pattern", "reset")
    def _check_pattern(self):
        for rule in self:
            if problem := rule._pattern_problem():
                raise ValidationError(self.env._("%(rule)s: %(problem)s", rule=rule.name, problem=problem))

    def _pattern_problem(self) -> str:
        """Say what is wrong with the pattern, or return an empty string."""
        try:
            number_pattern.check(self.pattern or "", self.reset or "never")
        except number_pattern.PatternError as error:
            part = f"{{{error.part}}}"
            parts = ", ".join(f"{{{name}}}" for name in (*number_pattern.PARTS, *number_pattern.VARIABLE))
            return {
                "unknown": self.env._(
                    "The pattern has no part %(part)s. There are: %(parts)s. The digits are set by the width.",
                    part=part,
                    parts=parts,
                ),
                "brace": self.env._("A brace in the pattern has no counterpart. The parts are: %s.", parts),
                "number_once": self.env._("The pattern must have the part {number} once."),
                "period": self.env._(
                    "Counting starts again, so the pattern must have the part %s, or numbers would come twice.", part
                ),
                "apart": self.env._(
                    "A sign such as “-” must stand between %s and what is beside it, or numbers could come twice.", part
                ),
            }[error.kind]
        return ""

    @api.depends("pattern", "width", "reset", "start", "company_id")
    def _compute_preview(self):
        for rule in self:
            if rule._pattern_problem() or not 1 <= rule.width <= 10:
                rule.preview = rule._pattern_problem()
                continue
            most = 10**rule.width - 1
            day = (rule.company_id or self.env.company)._policy_today()
            shown = [
                number_pattern.render(rule.pattern, number, rule.width, day, "XS")
                for number in (rule.start, rule.start + 1, most, most + 1)
            ]
            rule.preview = "{}, {} … {}, {}".format(*shown)

    def action_view_numbers(self):
        """Show the accounted numbers of the documents this rule numbers."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_policy.customer_number_action")
        domain = [("document", "=", self.document), ("company_id", "=", self.company_id.id)]
        return {**action, "domain": domain}

    @api.model
    def _draw(self, documents) -> dict[int, tuple[str, str]]:
        """Draw a number for each of ``documents``, of one model that inherits ``customer.numbered.mixin``.

        :return: by id of the document: the number, and the text by which it sorts
        :raises UserError: when no rule in force numbers a document, or its department has no code
        """
        drawn = {}
        # numbers given in this transaction count as taken
        documents.flush_model(["company_id", "number"])
        groups = documents.grouped(lambda document: (document.company_id, document._number_document()))
        for (company, kind), group in groups.items():
            day = company._policy_today()
            numbering = self._numbering_for(company, kind, day, group)
            take = self.env["customer.number.draw"]._take if numbering.kind == "accounted" else self._take_plain
            has_department = "department" in number_pattern.parts(numbering.pattern)
            for code, part in group.grouped(self._department_code).items() if has_department else [("", group)]:
                scope = numbering.scope(company, day, code)
                numbers = take(part, scope, numbering, *number_pattern.around(numbering.pattern, day, code))
                drawn |= {
                    res_id: (name, number_pattern.sort_key(scope.period, code, number))
                    for res_id, (name, number) in numbers.items()
                }
        return drawn

    @api.model
    @tools.ormcache("company_id")
    def _numberings(self, company_id: int) -> tuple[Numbering, ...]:
        """Return the rules of a company that are not switched off, in their order."""
        # sudo: rules are configuration without secrets
        rules = self.sudo().browse(self._in_force_ids(company_id))
        return tuple(Numbering(rule.id, *(rule[name] for name in Numbering._fields[1:])) for rule in rules)

    @api.model
    def _is_numbered(self, document) -> bool:
        """Say whether a rule in force numbers ``document``, for those that are written without a number as well."""
        kind, day = document._number_document(), document.company_id._policy_today()
        return any(
            numbering.mode == "enforce"
            and numbering.document == kind
            and (not numbering.effective_from or numbering.effective_from <= day)
            for numbering in self._numberings(document.company_id.id)
        )

    @api.model
    def _numbering_for(self, company, kind: str, day: datetime.date, documents) -> Numbering:
        """Return how ``documents`` are numbered; rules before that only observe note what they would do."""
        for numbering in self._numberings(company.id):
            if numbering.document != kind or (numbering.effective_from and numbering.effective_from > day):
                continue
            if numbering.mode == "enforce":
                return numbering
            # sudo: rules are configuration without secrets
            rule = self.sudo().browse(numbering.rule_id)
            rule._breached_by(documents, self.env._("It would have a number like %s.", rule.preview))
        raise UserError(
            self.env._(
                "“%(document)s” cannot be numbered in %(company)s: no numbering rule is in force.\n"
                "A rules administrator adds one under Configuration / Rules / Numbering.",
                document=dict(self._selection_document()).get(kind, kind),
                company=company.name,
            )
        )

    @api.model
    def _department_code(self, document) -> str:
        """Return the code of a department that stands in the number of ``document``."""
        department = document._document_department()
        code = department._get_policy_code()
        if not code:
            raise UserError(
                self.env._(
                    "%(document)s cannot be numbered: its number has the code of a department, and the department "
                    "“%(department)s” has none.",
                    document=document.display_name,
                    # sudo: what a department is called is no secret
                    department=department.sudo().name or "",
                )
            )
        return code

    @api.model
    def _take_plain(
        self, documents, scope: Scope, numbering: Numbering, before: str, behind: str
    ) -> dict[int, tuple[str, int]]:
        """Draw numbers from the core sequence of ``scope``, leaving out those that documents have."""
        sequence = self._plain_sequence(scope, numbering)
        free, window = [], len(documents)
        while len(free) < len(documents):
            numbers = sequence._next_values(window)
            names = {f"{before}{number:0{numbering.width}d}{behind}": number for number in numbers}
            known = documents._known_numbers(scope.company_id, list(names))
            free += [(name, number) for name, number in names.items() if name not in known]
            window *= 2
        return dict(zip(documents.ids, free, strict=False))

    @api.model
    def _plain_sequence(self, scope: Scope, numbering: Numbering):
        """Return the sequence behind plain numbers of ``scope``, made when it is first needed."""
        code = "customer.number/" + "/".join(map(str, scope))
        # sudo: drawing a number is no right to see or change sequences
        sequences = self.env["ir.sequence"].sudo()
        sequence = sequences.search([("code", "=", code)], limit=1)
        if sequence:
            return sequence
        # made at once and for all: two transactions that each make one would count side by side
        with drawing_transaction(self.env) as cr:
            take_turn(cr, scope)
            short = sequences.with_env(api.Environment(cr, SUPERUSER_ID, {}))
            sequence = short.search([("code", "=", code)], limit=1) or short.create(
                {"name": code, "code": code, "number_next": numbering.start, "company_id": False}
            )
            return sequences.browse(sequence.id)
