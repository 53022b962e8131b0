from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

INFORMATION_ADMINISTRATOR = "customer_policy.group_information_administrator"
#: what was compared with the original
CHECKED = {"kind_id", "number", "valid_from", "valid_until", "attachment_ids"}


class CustomerLicence(models.Model):
    """A licence or contract of a customer, with its term (S1.11-5.1.2a, S1.11-5.1.2c, S1.11-5.1.2e).

    It counts from its first to its last day; on the last day it still does.
    """

    _name = "customer.licence"
    _description = "Licence or contract"
    _inherit = ["customer.file.line.mixin", "customer.attachment.mixin", "customer.deadline.mixin"]
    _attachment_fields = ("attachment_ids",)
    _order = "valid_until desc nulls first, id desc"
    _rec_name = "number"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner", string="Customer", related="file_id.partner_id", store=True, precompute=True, index=True
    )
    kind_id = fields.Many2one(
        "customer.licence.kind", required=True, index=True, check_company=True, ondelete="restrict"
    )
    number = fields.Char()
    valid_from = fields.Date()
    valid_until = fields.Date(index=True, help="The last day; empty: without end.")
    attachment_ids = fields.Many2many("ir.attachment", string="Scans", copy=False)
    note = fields.Char("Notes")
    active = fields.Boolean(default=True)
    responsible_id = fields.Many2one("res.users", related="file_id.responsible_id", store=True, index=True)
    needs_check = fields.Boolean(related="kind_id.needs_check", store=True)
    checked_by_id = fields.Many2one("res.users", readonly=True, copy=False, index="btree_not_null", ondelete="restrict")
    checked_date = fields.Datetime("Checked on", readonly=True, copy=False)
    is_valid = fields.Boolean("Valid Today", compute="_compute_is_valid", search="_search_is_valid")

    _days_in_order = models.Constraint(
        "CHECK(valid_until IS NULL OR valid_from IS NULL OR valid_until >= valid_from)",
        "A licence cannot end before it begins.",
    )

    @api.depends("kind_id", "number")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for licence in self:
            # sudo: the name of a kind is no secret
            licence.display_name = " ".join(filter(None, (licence.kind_id.sudo().name, licence.number)))

    @api.depends("valid_from", "valid_until", "needs_check", "checked_date", "active")
    def _compute_is_valid(self):
        for licence in self:
            licence.is_valid = licence.active and licence._counts()

    def _search_is_valid(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        found = Domain.FALSE
        for company in self.env.companies:
            today = company._policy_today()
            begun = Domain("valid_from", "=", False) | Domain("valid_from", "<=", today)
            lasting = Domain("valid_until", "=", False) | Domain("valid_until", ">=", today)
            found |= Domain("company_id", "=", company.id) & begun & lasting
        return found & (Domain("needs_check", "=", False) | Domain("checked_date", "!=", False))

    def _counts(self) -> bool:
        """Say whether the licence counts today."""
        self.ensure_one()
        company = self.company_id
        return (
            (not self.needs_check or bool(self.checked_date))
            and not (self.valid_until and company._policy_over(self.valid_until))
            and not (self.valid_from and not company._policy_begun(self.valid_from))
        )

    @api.model
    def _held(self, company, customers, kind_ids):
        """Return the licences of these kinds that ``customers`` hold today at ``company``, with all rights."""
        # sudo: that a paper is there decides about business, whoever may read it
        licences = self.sudo().search_fetch(
            [
                ("company_id", "=", company.id),
                ("partner_id", "in", customers.ids),
                ("kind_id", "in", list(kind_ids)),
                ("active", "=", True),
            ],
            ["company_id", "partner_id", "kind_id", "valid_from", "valid_until", "needs_check", "checked_date"],
        )
        return licences.filtered(lambda licence: licence._counts())

    @api.model
    def _kinds_of_customer(self, company) -> SQL:
        """Return the ids of the kinds of which ``customer.id`` holds a licence at ``company`` today, as an array."""
        # sudo: see _held
        licences = self.sudo().with_context(allowed_company_ids=company.ids)
        query = licences._search([("active", "=", True), ("is_valid", "=", True)], order="id")
        query.add_where(SQL("%s = customer.id", self._field_to_sql(query.table, "partner_id", query)))
        return SQL("ARRAY(%s)", query.select(self._field_to_sql(query.table, "kind_id", query)))

    @api.constrains("kind_id", "valid_until")
    def _check_expiry(self):
        for licence in self:
            if licence.kind_id.needs_expiry and not licence.valid_until:
                raise ValidationError(
                    self.env._("%s: enter the last day of its validity.", licence.kind_id.name or licence.number)
                )

    @api.model_create_multi
    def create(self, vals_list):
        # set here, since default_<field> in the context is user input
        unchecked = {"checked_by_id": False, "checked_date": False}
        licences = super().create([{**vals, **unchecked} for vals in vals_list])
        licences._follow_term()
        return licences

    def write(self, vals):
        if {"checked_by_id", "checked_date"} & set(vals) and not self.env.su:
            raise UserError(self.env._("A licence is checked with its button."))
        if CHECKED & set(vals):
            # what was checked is something else now
            vals = {**vals, "checked_by_id": False, "checked_date": False}
        result = super().write(vals)
        if {"valid_until", "active", "kind_id"} & set(vals):
            self._follow_term()
        return result

    def action_check(self):
        """Note that the paper was compared with the original."""
        self.check_access("write")
        if not self.env.user.has_group(INFORMATION_ADMINISTRATOR):
            raise UserError(self.env._("Licences are checked by an information administrator."))
        # sudo: nobody writes this by hand; who may was checked
        self.sudo().write({"checked_by_id": self.env.uid, "checked_date": fields.Datetime.now()})
        return True

    # the reminder before it expires

    @api.model
    def _deadline_milestones(self):
        return {**super()._deadline_milestones(), "renew": self.env._("Renewed before it expires")}

    def _reminded_document(self):
        return self.file_id

    def _follow_term(self):
        """Let the term of its renewal end with its last day; a licence replaces those of its kind that end earlier."""
        for licence in self:
            licence._cancel_deadlines(self.env._("The term of the licence changed."), ["renew"])
            if licence.active and licence.valid_until:
                if licence._has_rules_for("renew"):
                    licence._start_deadline("renew", licence._renewal_start(), licence.valid_until)
                licence._replaced()._meet_deadline("renew")

    def _renewal_start(self):
        """Return when the term of the rule begins, so that it ends with the licence."""
        rule = self.env["customer.deadline.rule"]._rule_for(self, "renew")
        _begin, end = self.company_id._policy_moments(self.valid_until, self.valid_until)
        return end - timedelta(seconds=1) - relativedelta(**{f"{rule.unit or 'day'}s": rule.duration})

    def _replaced(self):
        """Return the licences of the same kind and customer that end before this one."""
        # sudo: the terms of all of them end, whoever entered them
        return self.sudo().search(
            [
                ("file_id", "=", self.file_id.id),
                ("kind_id", "=", self.kind_id.id),
                ("valid_until", "<", self.valid_until),
            ]
        )
