from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import normalise

#: An index takes about 2,700 bytes; a character takes up to four.
KEY_LENGTH = 256


class CustomerFileDuplicate(models.Model):
    """Files that may be about the same customer (S3-04.2, S4.edu-1a, S4.dl-12)."""

    _inherit = "customer.file"

    name_key = fields.Char(compute="_compute_keys", store=True, precompute=True, index=True)
    phone_key = fields.Char(compute="_compute_keys", store=True, precompute=True, index="trigram")
    code_key = fields.Char(compute="_compute_keys", store=True, precompute=True, index="btree_not_null")
    duplicate_count = fields.Integer(compute="_compute_duplicate_count")
    has_duplicate = fields.Boolean(
        "Possible Duplicate", compute="_compute_duplicate_count", search="_search_has_duplicate"
    )

    @api.depends("name", "phone", "credit_code")
    def _compute_keys(self):
        for file in self:
            file.update(self._keys(file.name, file.phone, file.credit_code))

    @api.model
    def _keys(self, name, phone, credit_code) -> dict:
        """Return the keys by which the same customer is found, short enough for an index."""
        return {
            "name_key": normalise.name_key(name or "")[:KEY_LENGTH] or False,
            "phone_key": normalise.phone_key(phone or "")[:KEY_LENGTH] or False,
            "code_key": normalise.credit_code(credit_code or "")[:KEY_LENGTH] or False,
        }

    @api.depends("name_key", "phone_key", "code_key")
    def _compute_duplicate_count(self):
        for file in self:
            file.duplicate_count = self.search_count(file._duplicate_domain()) if file.id else 0
            file.has_duplicate = bool(file.duplicate_count)

    def _duplicate_domain(self) -> list:
        self.ensure_one()
        keys = [(name, "=", self[name]) for name in ("code_key", "name_key", "phone_key") if self[name]]
        if not keys:
            return [("id", "=", False)]
        return [("company_id", "=", self.company_id.id), ("id", "!=", self.id), *["|"] * (len(keys) - 1), *keys]

    def _search_has_duplicate(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        self.flush_model(["name_key", "phone_key", "code_key", "company_id", "active"])
        ids = SQL(" UNION ALL ").join(
            SQL(
                """SELECT unnest(array_agg(id)) FROM customer_file
                WHERE active AND %(key)s IS NOT NULL GROUP BY company_id, %(key)s HAVING count(*) > 1""",
                key=SQL.identifier(name),
            )
            for name in ("code_key", "name_key", "phone_key")
        )
        return [("id", "in", ids)]

    def action_view_duplicates(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_file.customer_file_action")
        same = self.search(self._duplicate_domain()) | self
        return {**action, "name": self.env._("Possible Duplicates"), "domain": [("id", "in", same.ids)], "context": {}}

    def action_merge(self):
        """Open core's wizard that merges contacts; the files are merged with them."""
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("base.action_partner_merge"),
            "context": {"active_model": "res.partner", "active_ids": self.partner_id.ids},
        }
