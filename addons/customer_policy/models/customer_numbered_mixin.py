from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL


class CustomerNumberedMixin(models.AbstractModel):
    """A document that gets a number when it is accepted.

    The step that accepts it calls :meth:`_draw_numbers`; a rule of the company says how the number looks and whether
    each number is accounted for (see ``customer.number.rule``). The document has a ``company_id``; for a department's
    code in the number it is a ``customer.document.mixin`` too.
    """

    _name = "customer.numbered.mixin"
    _description = "Numbered document"

    #: whether the document is refused while no rule numbers its kind; the health page warns then
    _number_required = True

    number = fields.Char(readonly=True, copy=False)
    number_key = fields.Char(readonly=True, copy=False, help="Sorts numbers as people count: 99 before 100.")

    _number_unique = models.UniqueIndex(
        "(company_id, number) WHERE number IS NOT NULL", "Another document has this number."
    )

    def _draw_numbers(self) -> None:
        """Number the documents that have no number yet.

        :raises UserError: when no rule numbers them
        """
        new = self.filtered(lambda document: not document.number)
        for document_id, (number, key) in self.env["customer.number.rule"]._draw(new).items():
            # sudo: a number comes from its rule; the caller checked who may accept the document
            self.browse(document_id).sudo().write({"number": number, "number_key": key})

    def _number_document(self) -> str:
        """Return the kind of document in numbering rules, one of :meth:`_number_documents`."""
        self.ensure_one()
        return self._name

    @api.model
    def _number_documents(self) -> list[tuple[str, str]]:
        """Name the kinds of documents of this model that are numbered apart, with their labels."""
        # sudo: what a model is called is no secret
        return [(self._name, self.env["ir.model"].sudo()._get(self._name).name)]

    @api.model
    def _known_numbers(self, company_id: int, numbers: list[str]) -> set[str]:
        """Return those of ``numbers`` that documents have, also documents closed to the user."""
        self.env.cr.execute(
            SQL(
                "SELECT number FROM %s WHERE company_id = %s AND number = ANY(%s)",
                SQL.identifier(self._table),
                company_id,
                numbers,
            )
        )
        return {number for (number,) in self.env.cr.fetchall()}

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            for name in ("number", "number_key"):
                # set here, since default_<field> in the context is user input
                if vals.setdefault(name, False):
                    self._refuse_number(name)
        return super().create(vals_list)

    def write(self, vals):
        for name in {"number", "number_key"} & set(vals):
            if any((record[name] or False) != (vals[name] or False) for record in self):
                self._refuse_number(name)
        return super().write(vals)

    @api.model
    def _refuse_number(self, name: str):
        """Refuse a number from outside; the addon's own code, a migration for example, writes as superuser."""
        if not self.env.su:
            raise AccessError(
                self.env._(
                    "%(document)s: “%(field)s” is drawn when the document is accepted and cannot be written.",
                    document=self._description_label(),
                    field=self._fields[name]._description_string(self.env),
                )
            )

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        if field_name == "number":
            key = self._field_to_sql(alias, "number_key", query)
            return SQL('%s COLLATE "C" %s %s', key, direction, nulls)
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)
