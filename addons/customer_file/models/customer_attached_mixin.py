from odoo import api, models
from odoo.fields import Domain

from .customer_export_mixin import NO_CONTENT

#: context key: the model that is searched, and the models of the documents that the search is about
ASKED = "attached_document_models"


class CustomerAttachedMixin(models.AbstractModel):
    """Rows that hang on a document of any model: taking out those of many customers is like taking the customers out.

    Who reads the chatter of all files in one call has read the files.
    """

    _name = "customer.attached.mixin"
    _description = "Row that hangs on a document"
    _attached_model_field = "res_model"

    def _search(self, domain, *args, **kwargs):
        # told to the rule on secrecy, which then looks at documents of these models only
        asked = self._attached_models_asked(domain)
        if self.env.context.get(ASKED) != asked:
            self = self.with_context(**{ASKED: asked})
        return super()._search(domain, *args, **kwargs)

    @api.model
    def _attached_models_asked(self, domain):
        """Return the name of this model, and of which models all documents are whose rows fulfil ``domain``.

        :return: ``None`` when they may be of any model
        """
        terms = list(Domain(domain).optimize(self))
        # of terms that all hold, one is enough
        if {"|", "!"}.isdisjoint(term for term in terms if isinstance(term, str)):
            for term in terms:
                if isinstance(term, tuple) and term[:2] == (self._attached_model_field, "in"):
                    return self._name, sorted(name for name in term[2] if name)
        return None

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
