from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from .dealer_quota_rule import KINDS


class DealerQuotaResult(models.Model):
    """What a person reached of a quota in a period: counted by the software, closed when the period is over."""

    _name = "dealer.quota.result"
    _description = "Quota reached"
    _order = "date_from desc, user_id, id"
    _rec_name = "kind"
    _check_company_auto = True

    rule_id = fields.Many2one(
        "dealer.quota.rule", "Quota", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="rule_id.company_id", store=True, precompute=True, index=True)
    user_id = fields.Many2one("res.users", "Person", required=True, readonly=True, index=True, ondelete="restrict")
    kind = fields.Selection(KINDS, string="What", required=True, readonly=True)
    date_from = fields.Date("From", required=True, readonly=True)
    date_to = fields.Date("To", required=True, readonly=True)
    minimum = fields.Integer("At Least", readonly=True)
    reached = fields.Integer(readonly=True)
    missing = fields.Integer(compute="_compute_missing", store=True)
    state = fields.Selection(
        [("open", "Running"), ("closed", "Over")], required=True, default="open", readonly=True, index=True
    )

    _once = models.UniqueIndex("(rule_id, user_id, kind, date_from)", "This is counted already.")
    _running = models.Index("(company_id, date_to) WHERE state = 'open'")

    @api.depends("minimum", "reached")
    def _compute_missing(self):
        for row in self:
            row.missing = max(0, row.minimum - row.reached)

    @api.depends("kind", "user_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for row in self:
            row.display_name = f"{row.user_id.name}: {labels.get(row.kind, '')}"

    @api.model_create_multi
    def create(self, vals_list):
        self._check_by_software()
        return super().create(vals_list)

    def write(self, vals):
        self._check_by_software()
        return super().write(vals)

    def _check_by_software(self):
        if not self.env.su:
            raise AccessError(self.env._("What was reached is counted, and cannot be entered."))

    def _count(self):
        """Count anew what was reached until now."""
        for (kind, first, last, company), rows in self.grouped(
            lambda row: (row.kind, row.date_from, row.date_to, row.company_id)
        ).items():
            reached = self._reached(kind, rows.user_id, company, first, last)
            for row in rows:
                if row.reached != reached.get(row.user_id.id, 0):
                    row.reached = reached.get(row.user_id.id, 0)

    @api.model
    def _reached(self, kind: str, users, company, first, last) -> dict:
        """Hook: return by id of the user how much was reached from ``first`` to ``last``.

        Each customer counts once in a period: met is whom one visited, met or received, whoever wished it, and phoned
        whom one called.
        Potential is who does not buy yet; all others are old customers.
        """
        if kind == "roadshow":
            domain = [
                ("company_id", "=", company.id),
                ("responsible_id", "in", users.ids),
                ("is_counted", "=", True),
                ("date", ">=", first),
                ("date", "<=", last),
            ]
            groups = self.env["dealer.roadshow"]._read_group(domain, ["responsible_id"], ["__count"])
            return {user.id: count for user, count in groups}
        types = {"meeting": ("meeting", "reception", "visit"), "call": ("call",), "old": ("visit",)}[kind]
        self.env["customer.file.interaction"].flush_model(["file_id", "user_id", "type", "date"])
        self.env["dealer.visit"].flush_model(["file_id", "user_id", "visit_date", "state"])
        self.env["customer.file"].flush_model(["life_status", "company_id"])
        begin, end = company._policy_moments(first, last)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT contact.user_id, count(DISTINCT contact.file_id)
                  FROM (SELECT user_id, file_id FROM customer_file_interaction
                         WHERE type IN %(types)s AND (direction = 'out' OR type IN ('meeting', 'reception'))
                           AND date >= %(begin)s AND date < %(end)s
                        UNION
                        SELECT user_id, file_id FROM dealer_visit
                         WHERE %(visits)s AND state = 'done' AND visit_date BETWEEN %(first)s AND %(last)s) contact
                  JOIN customer_file file ON file.id = contact.file_id AND file.company_id = %(company)s
                 WHERE (file.life_status IN ('potential', 'not_cooperating')) = %(potential)s
                   AND contact.user_id = ANY(%(users)s)
                 GROUP BY contact.user_id
                """,
                types=types,
                begin=begin,
                end=end,
                first=first,
                last=last,
                visits="visit" in types,
                potential=kind != "old",
                company=company.id,
                users=list(users.ids),
            )
        )
        return dict(rows)

    def _close_before_today(self, company):
        """Close those whose period is over, and report what is missing.

        Nothing is asked of whom the quota is no longer for, or who was away: that may be known afterwards only.
        """
        today = company._policy_today()
        over = self.filtered(lambda row: row.date_to < today)
        asked = over.browse().union(*(rule._still_asked(rows) for rule, rows in over.grouped("rule_id").items()))
        (over - asked).unlink()
        asked.state = "closed"
        for (rule, user, day), group in asked.grouped(lambda row: (row.rule_id, row.user_id, row.date_to)).items():
            group.filtered("missing")._report_missing(rule, user, day)

    def _report_missing(self, rule, user, day):
        """Report what is missing of one person and period, all of it together, on its last day."""
        if not self:
            return
        if rule.mode == "observe":
            missing = sum(self.mapped("missing"))
            message = self.env._("%(user)s: %(count)s missing of the quota.", user=user.name, count=missing)
            rule._breached_by(self[:1], message)
            return
        # who works in several companies has an employee in each; sudo: see customer.policy.conduct
        employee = user.sudo().with_company(rule.company_id).employee_id
        if rule.conduct_code and employee:
            quantity = sum(self.mapped("missing"))
            self.env["customer.policy.conduct"]._report(
                rule.conduct_code, employee, quantity, self.sorted("id")[0], day
            )

    @api.model
    def action_open_board(self):
        """Show today's quotas of all people, counted now."""
        rows = self.search([("state", "=", "open")])
        rows.sudo()._count()  # sudo: counted by the software; whose rows one may see is decided above
        return self.env["ir.actions.act_window"]._for_xml_id("dealer_visit.dealer_quota_result_action")
