from collections.abc import Iterable

import psycopg2

from odoo import api, fields, models, tools
from odoo.http import request

from odoo.addons.customer_policy.models.customer_number_draw import short_transaction

from ..tools.ranges import compact

NO_LIMIT = 2**31


class CustomerExportRule(models.Model):
    """How many rows of customer data leave the system without an approved request (批量导出, S1.8-37)."""

    _name = "customer.export.rule"
    _description = "Export rule"
    _inherit = ["customer.policy.rule.mixin"]

    row_limit = fields.Integer(
        "Rows Without a Request", required=True, help="An export of more rows needs an approved request of the person."
    )
    page_limit = fields.Integer(
        "Rows at Once on Screen",
        required=True,
        default=80,
        help="Lists show so many rows on a page. Whoever reads more at once, a program for example, exports them.",
    )
    period_limit = fields.Integer(
        "Rows per Person and Period",
        help="Different rows that lists, forms, exports, prints and programs showed to one person add up, per kind of "
        "data. Who took so many in a period needs an approved request for more of them. 0: they are not added up.",
    )
    period_hours = fields.Integer(
        "Hours of a Period", required=True, default=24, help="A period begins with the first row that somebody takes."
    )
    group_id = fields.Many2one(
        "res.groups", string="Only for", ondelete="restrict", help="Nobody else exports anything; empty: everybody."
    )
    with_contacts = fields.Boolean(
        "Also Contacts", help="The rule also meets contacts (name, address, telephone), of customers and of others."
    )

    _limits_positive = models.Constraint(
        "CHECK(row_limit >= 0 AND page_limit > 0)", "A page has one row at least, and a limit cannot be negative."
    )
    _period_positive = models.Constraint(
        "CHECK(period_limit >= 0 AND period_hours > 0)",
        "A period has one hour at least, and the limit of a period cannot be negative.",
    )

    @api.model
    @tools.ormcache("company_id")
    def _limits(self, company_id: int) -> dict[str, int]:
        """Return the lowest limits of the rules that observe or enforce, or will; kept in memory, every list asks."""
        # sudo: rules are configuration without secrets
        rules = self.sudo().browse(self._in_force_ids(company_id))
        return {name: min(rules.mapped(name), default=NO_LIMIT) for name in ("row_limit", "page_limit")}

    @api.model
    def _least_limit(self, name: str) -> int:
        """Return how many rows the user may take in any case."""
        # the rows one can read belong to these companies: a context that names fewer shows fewer rows
        return min(self._limits(company_id)[name] for company_id in self.env.companies.ids or [self.env.company.id])

    @api.model
    @tools.ormcache("company_id", "with_contacts")
    def _period(self, company_id: int, with_contacts: bool) -> tuple[int, int]:
        """Return the lowest limit per period of the rules that observe or enforce, or will, and its hours.

        Twice 0 where none adds up. Kept in memory, every list and form asks.
        """
        # sudo: see _limits
        rules = self.sudo().browse(self._in_force_ids(company_id)).filtered("period_limit")
        if with_contacts:
            rules = rules.filtered("with_contacts")
        return min(((rule.period_limit, rule.period_hours) for rule in rules), default=(0, 0))

    @api.model
    def _adds_up(self) -> bool:
        """Say whether rows of the user may count towards the limit of a period."""
        companies = self.env.companies.ids or [self.env.company.id]
        return any(self._period(company_id, False)[0] for company_id in companies)

    @api.model
    def _rule_for(self, company, model_name: str):
        """Return the rule about rows of a model, an enforced one first, or an empty recordset."""
        rules = self._in_force(company)
        if model_name == "res.partner":
            rules = rules.filtered("with_contacts")
        return (rules.filtered(lambda rule: rule.mode == "enforce") or rules)[:1]

    @api.model
    def _page_limit_of(self, records) -> int:
        """Return how many rows of this model the user may read at once in any of the companies."""
        rules = [self._rule_for(company, records._name) for company in self.env.companies or self.env.company]
        return min((rule.page_limit for rule in rules if rule), default=NO_LIMIT)

    @api.model
    def _guard(self, door: str, records, field_names, row_count: int | None = None):
        """Enter in the register that the user takes ``records`` out, or stop it.

        :param door: one of the register's doors
        :param row_count: how many rows, where records do not tell (values of groups)
        :raises UserError: when a rule asks for an approved request and there is none
        """
        if self.env.su:
            return  # reports and imports of the system
        for company, rows in self._by_company(records, row_count):
            count = len(rows) if row_count is None else row_count
            self._guard_company(door, company, rows, field_names, count)

    @api.model
    def _guard_page(self, records, field_names, marks: Iterable[int] | None = None):
        """Add what is no more than a page to what the user took in the period, where a rule says so.

        :param marks: what stands for the rows, where records do not tell (values of groups)
        :raises UserError: see ``_guard``
        """
        companies = self.env.companies or self.env.company
        periods = {
            company: period
            for company in companies
            if (period := self._period(company.id, records._name == "res.partner"))[0]
        }
        if not periods:
            return
        tally = self.env["customer.export.tally"]
        seen = {company: tally._seen(company.id, records._name, hours) for company, (_n, hours) in periods.items()}
        known = [rows for one in seen.values() for rows in (one.counted, one.held)]
        new = set(records.ids if marks is None else marks).difference(*known)
        if not new:
            return
        if marks is not None or len(companies) == 1:
            parts = [(company, new) for company in companies]
        else:
            parts = [(company, set(rows.ids)) for company, rows in self._by_company(records.browse(new), None)]
        for company, rows in parts:
            if company in periods and not seen[company].hold(rows, periods[company][0]):
                shown = records.browse(rows) if marks is None else records
                self._guard_company("screen", company, shown, field_names, len(rows), rows)

    @api.model
    def _by_company(self, records, row_count):
        if row_count is not None:
            return [(company, records) for company in self.env.companies]
        # sudo: to which company a row belongs that the user reads is no secret
        groups = records.sudo().grouped("company_id")
        return [(company or self.env.company, rows) for company, rows in groups.items()]

    @api.model
    def _guard_company(self, door: str, company, records, field_names, count: int, marks: set[int] | None = None):
        rule = self._rule_for(company, records._name)
        limit = rule.page_limit if door == "screen" else rule.row_limit
        # sudo: whether the user is in the group of a rule is no secret
        closed = door != "screen" and rule.group_id and rule.group_id not in self.env.user.sudo().all_group_ids
        stopped = bool(rule) and (closed or count > limit)
        taken = self.env.cr.cache.setdefault("customer_file.exported", {})
        if count <= taken.get((company.id, records._name), -1):
            return  # core reads again, in the same request, what was let through
        added_up = False
        if rule.period_limit and not stopped:
            if rule.mode != "enforce":
                self._ask_for_writing()  # what was added once would not be noted when the request is served again
            rows = set(records.ids) if marks is None else marks
            added_up = stopped = not self.env["customer.export.tally"]._add(rule, company, records._name, rows)
        if not stopped and (door == "screen" or (records._name == "res.partner" and not rule)):
            return
        self._ask_for_writing()
        outcome, number = "logged", ""
        # on its own cursor: a refusal undoes the transaction
        with short_transaction(self.env.registry) as cr:
            # no other transaction takes this row along to the disk
            cr.execute("SET LOCAL synchronous_commit = on")
            env = self.env(cr=cr, su=True)
            if stopped:
                number = (
                    "" if closed else env[self._name]._approved_export(self.env.user, company, records._name, count)
                )
                outcome = "approved" if number else "refused" if rule.mode == "enforce" else "observed"
            env["customer.export.register"].create(
                {
                    "company_id": company.id,
                    "user_id": self.env.uid,
                    "address": request.httprequest.remote_addr if request else False,
                    "door": door,
                    "outcome": outcome,
                    "res_model": records._name,
                    "row_count": count,
                    "field_names": ", ".join(field_names),
                    "row_ids": compact(records.ids),
                    "request_number": number,
                    "why": rule._why() if stopped else False,
                }
            )
            if outcome == "observed":
                env[self._name].browse(rule.id)._observe(count)
        if outcome == "refused":
            rule._breached_by(rule, rule._refusal(closed, added_up, count, limit))
        if outcome != "logged":
            taken[company.id, records._name] = count
        for bearers in records._level_bearers() if door != "screen" else ():
            # what has a level stands, record by record, in the register of access as well.
            # sudo: the register keeps no more of what a row hangs on than of the row
            ranked = bearers.sudo().filtered("secrecy_level_id").sudo(False)
            self.env["customer.access.log"]._record("printed" if door == "print" else "exported", ranked)

    def _ask_for_writing(self):
        if self.env.cr.readonly:
            # Odoo serves the request again with a cursor that can write, which leaves no reader behind a replica either
            raise psycopg2.errors.ReadOnlySqlTransaction("An export is entered in the register")

    def _observe(self, count: int):
        message = self.env._("%s rows would have needed an approved export request.", count)
        self.env["customer.policy.observation"]._record(self, self, message)

    def _refusal(self, closed: bool, added_up: bool, count: int, limit: int) -> str:
        if closed:
            return self.env._("Data of customers are exported by “%s” only.", self.group_id.full_name)
        if added_up:
            return self.env._(
                "With these %(count)s rows you would have taken more than the %(limit)s rows with data of customers "
                "that you may take out in %(hours)s hours. Ask for an approved export request.",
                count=count,
                limit=self.period_limit,
                hours=self.period_hours,
            )
        return self.env._(
            "%(count)s rows with data of customers are more than the %(limit)s you may take out at once. "
            "Ask for an approved export request.",
            count=count,
            limit=limit,
        )

    @api.model
    def _approved_export(self, user, company, model_name: str, count: int) -> str:
        """Hook: return the number of the approved request that covers so many rows; empty when there is none.

        Called with all rights in the short transaction that then enters the export under this number.
        """
        return ""
