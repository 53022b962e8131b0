from odoo import api, models
from odoo.exceptions import AccessError, UserError


class CustomerRecordMixin(models.AbstractModel):
    """A document that is evidence afterwards: numbered where a rule numbers it, and closed for good at its end.

    In a final state nothing of it changes, whoever writes and with whatever rights; its conversation goes on.
    """

    _name = "customer.record.mixin"
    _description = "Document that is closed for good"
    _inherit = [
        "customer.workflow.mixin",
        "customer.numbered.mixin",
        "customer.fixed.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _fixed_fields = ("company_id",)
    _number_required = False
    # whoever reads it may leave a note, also once it is closed
    _mail_post_access = "read"

    #: states in which nothing changes any more
    _final_states: tuple[str, ...] = ()

    def _is_final(self) -> bool:
        return self[self._workflow_state_field] in self._final_states

    def _check_not_final(self):
        """Refuse to change what is closed.

        :raises UserError: naming the document
        """
        for record in self:
            if record._is_final():
                raise UserError(self.env._("%s is closed: nothing of it changes any more.", record.display_name))

    def _changes_nothing(self, vals) -> bool:
        """Hook: say whether these values are none of the document's content."""
        return all(name.startswith(("message_", "activity_")) for name in vals)

    def write(self, vals):
        if not self._changes_nothing(vals):
            self._check_not_final()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_first_state(self):
        for record in self:
            if record[self._workflow_state_field] != self._first_state() or record.number:
                raise UserError(self.env._("%s is on record and cannot be deleted.", record.display_name))

    def _draw_numbers_by_rule(self):
        """Number the documents whose kind a rule of their company numbers; without a rule they go without."""
        rules = self.env["customer.number.rule"]
        for company, records in self.grouped("company_id").items():
            kind = self._name
            if any(one.document == kind and one.mode == "enforce" for one in rules._numberings(company.id)):
                records._draw_numbers()


class CustomerRecordLineMixin(models.AbstractModel):
    """A row of such a document: it is closed with it."""

    _name = "customer.record.line.mixin"
    _description = "Row of a document that is closed for good"

    #: many2one to the document
    _record_field = ""
    #: fields that the buttons of the row set, and nobody by hand
    _button_fields: tuple[str, ...] = ()
    #: rows are added, changed and deleted in the first state of the document only
    _first_state_only = False
    #: rows are deleted in the first state of the document only: later they are evidence, also of who did not come
    _rows_stay = False

    @api.model_create_multi
    def create(self, vals_list):
        # set here, since default_<field> in the context is user input
        unset = dict.fromkeys(self._button_fields, False)
        lines = super().create([{**vals, **unset} for vals in vals_list])
        lines[self._record_field]._check_not_final()
        lines._check_first_state()
        return lines

    def write(self, vals):
        if not self.env.su:
            for name in self._button_fields:
                if name in vals:
                    raise AccessError(
                        self.env._(
                            "%(document)s: “%(field)s” is set with the buttons and cannot be written.",
                            document=self._description_label(),
                            field=self._fields[name]._description_string(self.env),
                        )
                    )
        self[self._record_field]._check_not_final()
        self._check_first_state()
        result = super().write(vals)
        if self._record_field in vals:
            self[self._record_field]._check_not_final()
            self._check_first_state()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_final(self):
        self[self._record_field]._check_not_final()
        self._check_first_state(deleting=True)

    def _check_first_state(self, *, deleting=False):
        asked = self._first_state_only or (deleting and self._rows_stay)
        # sudo is used by our own methods only, which know what they may change
        for record in self[self._record_field] if asked and not self.env.su else ():
            if record[record._workflow_state_field] != record._first_state():
                raise AccessError(
                    self.env._(
                        "%(record)s is in the state “%(state)s”: its rows stay as they are.",
                        record=record.display_name,
                        state=record._workflow_state_label(),
                    )
                )
