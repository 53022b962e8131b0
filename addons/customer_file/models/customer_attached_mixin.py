from odoo import api, models

from .customer_export_mixin import NO_CONTENT


class CustomerAttachedMixin(models.AbstractModel):
    """Rows that hang on a document of any model: taking out those of many customers is like taking the customers out.

    Who reads the chatter of all files in one call has read the files.
    """

    _name = "customer.attached.mixin"
    _description = "Row that hangs on a document"
    _attached_model_field = "res_model"

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
