from odoo import api, models
from odoo.fields import Domain


class CustomerAttachmentMixin(models.AbstractModel):
    """Scans that belong to their record, so that its access decides who opens them.

    A file uploaded before its record is saved belongs to nobody but its uploader;
    it is handed to the record when that is saved.
    """

    _name = "customer.attachment.mixin"
    _description = "Record with scans"

    #: many2many fields to ir.attachment
    _attachment_fields: tuple[str, ...] = ()

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        if any(name in vals for vals in vals_list for name in self._attachment_fields):
            records._adopt_attachments()
        return records

    def write(self, vals):
        result = super().write(vals)
        if any(name in vals for name in self._attachment_fields):
            self._adopt_attachments()
        return result

    @api.model
    def _read_group_groupby(self, alias, groupby_spec, query):
        # every view asks whether one may group by them, which core answers by reading all attachments there are
        if groupby_spec in self._attachment_fields:
            message = f"{self._name} is not grouped by {groupby_spec}"
            raise ValueError(message)
        return super()._read_group_groupby(alias, groupby_spec, query)

    @api.model
    def _evidence_domain(self) -> Domain:
        """Hook: return which of these records have scans that nobody changes any more: they are evidence.

        Of documents with declared transitions those that have left their first state.
        """
        if not isinstance(self, self.pool["customer.workflow.mixin"]):
            return Domain.FALSE
        state = self._workflow_state_field
        return Domain(state, "!=", self._fields[state].default(self))

    def _adopt_attachments(self):
        for record in self:
            for name in self._attachment_fields:
                # sudo: an attachment without a record is readable for its uploader only; see the filter
                orphans = (
                    record[name]
                    .sudo()
                    .filtered(lambda scan: not scan.res_id and scan.create_uid == self.env.user and not scan.public)
                )
                orphans.write({"res_model": record._name, "res_id": record.id})
