from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from .customer_export_mixin import NO_CONTENT

#: context key: what a search is about, see _attached_asked
ASKED = "attached_asked"


class CustomerAttachedMixin(models.AbstractModel):
    """Rows that hang on a document of any model: taking out those of many customers is like taking the customers out.

    Who reads the chatter of all files in one call has read the files.
    """

    _name = "customer.attached.mixin"
    _description = "Row that hangs on a document"
    _attached_model_field = "res_model"

    def _search(self, domain, *args, **kwargs):
        # told to the rule on secrecy, which then looks at documents of these models only
        asked = self._attached_asked(domain)
        if self.env.context.get(ASKED) != asked:
            self = self.with_context(**{ASKED: asked})
        return super()._search(domain, *args, **kwargs)

    @api.model
    def _attached_asked(self, domain):
        """Return what tells of which models all documents are whose rows fulfil ``domain``.

        :return: the name of this model, a field, and the values it may have; ``None`` when nothing tells
        """
        terms = list(Domain(domain).optimize(self))
        # of terms that all hold, one is enough
        if {"|", "!"}.isdisjoint(term for term in terms if isinstance(term, str)):
            for name in (self._attached_model_field, "id"):
                for term in terms:
                    if isinstance(term, tuple) and term[:2] == (name, "in") and isinstance(term[2], list):
                        return self._name, name, term[2]
        return None

    @api.model
    def _attached_models(self):
        """Return the models of the documents that the search is about, or ``None`` when they may be of any."""
        searched, name, values = self.env.context.get(ASKED) or (None, None, None)
        if searched != self._name:
            return None
        if name == self._attached_model_field:
            return values
        field = self._field_to_sql(self._table, self._attached_model_field)
        table = SQL.identifier(self._table)
        ids = tuple(id_ for id_ in values if id_) or (0,)
        query = SQL("SELECT DISTINCT %s FROM %s WHERE %s IN %s", field, table, SQL.identifier(self._table, "id"), ids)
        return [model for (model,) in self.env.execute_query(query)]

    def _borrowed_customer_data(self, field_names):
        borrowed = super()._borrowed_customer_data(field_names)
        if NO_CONTENT.issuperset(field_names):
            return borrowed
        ids: dict[str, set[int]] = {}
        # sudo: only to count on which documents the rows hang that the user reads
        for row in self.sudo():
            if row.res_id and row[self._attached_model_field]:
                ids.setdefault(row[self._attached_model_field], set()).add(row.res_id)
        guarded = [name for name in ids if name in self.env and self.env[name]._is_customer_data()]
        return borrowed + [self.env[name].browse(ids[name]).exists() for name in guarded]

    @api.model
    def _guarded_as(self, field):
        # which of the texts are those of files, groups do not tell
        told = field is not None and field.type in ("char", "text", "html")
        return self.env["customer.file"] if told else super()._guarded_as(field)
