from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

#: what record rules were told in this transaction
CACHE = "customer.secrecy.level"
#: a change of these opens or closes records of the level
WATCHED = {
    "active", "mode", "effective_from", "rank", "company_id", "opens_to_responsible", "registers", "index_shows",
    "grant_days", "classifier_group_id",
}  # fmt: skip
SECURITY_ADMINISTRATOR = "customer_policy.group_security_administrator"


class CustomerSecrecyLevel(models.Model):
    """A secrecy level of a company (保密级别), such as 内部, 机密 or 绝密 (S3-17.2, S1.5-6.1, S1.5-6.2).

    Records of a level are open to those whose clearance is of its rank or above, once the level is enforced. While it
    only observes, an opening without clearance is listed and nobody is kept out.
    """

    _name = "customer.secrecy.level"
    _description = "Secrecy level"
    _inherit = ["customer.policy.rule.mixin"]
    _order = "company_id, rank, id"

    rank = fields.Integer(required=True, default=1, help="The higher, the more secret.")
    color = fields.Integer()
    classifier_group_id = fields.Many2one(
        "res.groups",
        string="Given By",
        required=True,
        default=lambda self: self.env.ref("customer_policy.group_information_administrator"),
        ondelete="restrict",
        help="Who gives a record this level, and takes it away again.",
    )
    index_shows = fields.Selection(
        [("nothing", "Nothing"), ("number", "Number"), ("name", "Number and name")],
        required=True,
        default="name",
        help="What the index tells about files one may not open, so that consultation can be asked for.",
    )
    opens_to_responsible = fields.Boolean(
        "Open to Those in Charge",
        default=True,
        help="Who is responsible for the customer, keeps contact with it or keeps the file reads it without clearance.",
    )
    registers = fields.Selection(
        [("refusals", "Refusals only"), ("openings", "Openings"), ("readings", "Openings and lists")],
        string="Register of Access",
        required=True,
        default="openings",
        help="What enters the register of access. A refused opening always does.",
    )
    grant_days = fields.Integer("Longest Grant", help="Days for which a manager gives access at the most; 0: no limit.")
    keeps_apart = fields.Boolean("Kept Apart", help="Documents of this level are stored apart from ordinary ones.")
    needs_agreement = fields.Boolean(
        "Needs an Agreement", help="Clearance for this level asks for a signed confidentiality agreement."
    )

    _rank_unique = models.UniqueIndex(
        "(company_id, rank) WHERE active", "Another level of the company has this rank already."
    )
    _rank_positive = models.Constraint("CHECK(rank > 0)", "Ranks count from 1; what has no level is open.")

    @api.model_create_multi
    def create(self, vals_list):
        levels = super().create(vals_list)
        self._let_rules_see()
        return levels

    def write(self, vals):
        if not self.env.su:
            self._check_who_opens(vals)
        watched = sorted(WATCHED & set(vals))
        before = [[level[name] for name in watched] for level in self]
        result = super().write(vals)
        self._let_rules_see()
        if "rank" in vals:
            # of two levels of a record the other one may count now, for the rows about it too
            self.env.flush_all()
        for level, old in zip(self, before, strict=True):
            changes = [
                f"{level._fields[name]._description_string(self.env)}: "
                f"{getattr(value, 'display_name', value)} → {getattr(level[name], 'display_name', level[name])}"
                for name, value in zip(watched, old, strict=True)
                if level[name] != value
            ]
            if changes:
                # sudo: a register, written by this method and when levels are given
                self.env["customer.secrecy.change"].sudo()._record_terms(level, "\n".join(changes))
        return result

    def _check_who_opens(self, vals):
        """Leave it to the security administrator to change what closes records that people have (S4.soft-4.5).

        Who looks after the rules would otherwise open all of them, to everybody or to those cleared for a lower level,
        with no clearance asked for.

        :raises AccessError: naming the level
        """
        if self.env.user.has_group(SECURITY_ADMINISTRATOR):
            return
        for level in self:
            fields_of = {name: level._fields[name] for name in WATCHED & set(vals)}
            changed = {
                name
                for name, field in fields_of.items()
                if field.convert_to_cache(vals[name], level) != field.convert_to_cache(level[name], level)
            }
            # a rank also says what clearances for the level open of others, be it enforced or not
            if changed and (level.mode == "enforce" or "rank" in changed) and level._is_in_use():
                raise AccessError(
                    self.env._(
                        "%(level)s is in use: the security administrator changes %(fields)s of it.",
                        level=level.name,
                        fields=", ".join(sorted(fields_of[name]._description_string(self.env) for name in changed)),
                    )
                )

    def _is_in_use(self) -> bool:
        """Say whether records were given this level, or people are cleared for it."""
        self.ensure_one()
        given = [("new_level_id", "=", self.id), ("res_model", "!=", self._name)]
        cleared = [("level_id", "=", self.id), ("state", "=", "in_force")]
        # sudo: only whether there is one
        return bool(
            self.env["customer.secrecy.change"].sudo().search_count(given, limit=1)
            or self.env["customer.clearance"].sudo().search_count(cleared, limit=1)  # sudo: see above
        )

    @api.model
    def _let_rules_see(self):
        """Bring to the database at once what record rules ask it for, and forget what they were told."""
        self.flush_model()
        self.env.cr.cache.pop(CACHE, None)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        for level in self:
            # sudo: whether records have the level, not which
            if self.env["customer.secrecy.change"].sudo().search_count([("new_level_id", "=", level.id)], limit=1):
                raise UserError(self.env._("%s was given to records. Archive it instead.", level.name))

    @api.model
    def _closed_to(self, user_id: int) -> dict[int, bool]:
        """Return the levels whose records are closed to a user now, by id: whether they open to those in charge.

        The database is asked once a transaction, and with the first query that needs it: a clearance that ended a
        moment ago opens nothing. As numbers in the queries, and not as a part of them, levels let the planner know what
        it deals with.

        Rules that look into many tables are estimated dear. The database would then compile queries, half a second and
        more for what runs for milliseconds: it is told not to, until the end of the transaction.
        """
        cr = self.env.cr
        known = cr.cache.setdefault(CACHE, {})
        if user_id not in known:
            # a job that commits goes on with another transaction
            for ended in (cr.postcommit, cr.postrollback):
                ended.add(lambda: cr.cache.pop(CACHE, None))
            now = fields.Datetime.now()
            # ranks are compared below: a join of levels with levels takes longer to plan than all of this to run
            query = SQL(
                """
                SET LOCAL jit = off;
                SELECT level.id, level.company_id, level.opens_to_responsible, level.effective_from,
                       level.active AND level.mode = 'enforce',
                       (SELECT TRUE FROM customer_clearance clearance
                         WHERE clearance.level_id = level.id AND clearance.company_id = level.company_id
                           AND clearance.user_id = %(user)s AND clearance.state = 'in_force'
                           AND clearance.starts <= %(now)s AND (clearance.ends IS NULL OR clearance.ends > %(now)s)
                         LIMIT 1) AS cleared
                  FROM customer_secrecy_level level
                 ORDER BY level.rank DESC, cleared
                """,
                user=user_id,
                now=now,
            )
            closed, cleared_in = [], set()
            for level_id, company_id, opens, day, enforced, cleared in self.env.execute_query(query):
                if cleared:
                    # for this level and, in this order, for all that follow
                    cleared_in.add(company_id)
                elif enforced and company_id not in cleared_in:
                    closed.append((level_id, opens, company_id, day))
            # a day begins where the company works; most levels name none, and no query is needed
            dated = self.env["res.company"].browse({company_id for *_level, company_id, day in closed if day})
            todays = {company.id: company._policy_today() for company in dated}
            known[user_id] = {
                level_id: opens for level_id, opens, company_id, day in closed if not day or day <= todays[company_id]
            }
        return known[user_id]

    @api.model
    def _highest(self, levels):
        """Return the level of the highest rank, or an empty recordset."""
        return max(levels, key=lambda level: level.rank, default=levels[:0])

    def _may_classify(self) -> bool:
        """Say whether the user may give and take all of these levels."""
        # sudo: who is in a group, of the user alone
        return all(group in self.env.user.sudo().all_group_ids for group in self.sudo().classifier_group_id)
