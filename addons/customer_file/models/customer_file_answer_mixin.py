from contextlib import suppress

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerFileAnswerMixin(models.AbstractModel):
    """A value for one field of a customer file, as somebody wrote it: the answer of a survey, or a correction.

    Models that inherit this have a ``company_id``.
    """

    _name = "customer.file.answer.mixin"
    _description = "Written value for a customer file"

    field_id = fields.Many2one(
        "ir.model.fields",
        required=True,
        ondelete="cascade",
        domain=lambda self: self.env["customer.file"]._collectable_field_domain(scalar=True),
    )
    # sudo: users do not read ir.model.fields; name and label of a field are no secret
    field_name = fields.Char(related="field_id.name", related_sudo=True)
    question = fields.Char("Question", related="field_id.field_description", related_sudo=True)
    value = fields.Char("Answer")
    old_value = fields.Char("Before", readonly=True)

    @api.constrains("field_id")
    def _check_field(self):
        self.env["customer.file"]._check_scalar_fields(self.field_id)

    def _new_value(self):
        """Return the value for the file; raise in words when the answer is not understood.

        A label may be in the language of the one who answered instead of the reader's.
        """
        self.ensure_one()
        file = self.env["customer.file"].with_company(self.company_id)
        try:
            return file._value_from_text(self.field_name, self.value)
        except ValidationError:
            for code, _name in self.env["res.lang"].get_installed():
                with suppress(ValidationError):
                    return file.with_context(lang=code)._value_from_text(self.field_name, self.value)
            raise
