from odoo import models
from odoo.exceptions import AccessError


class CustomerFixedMixin(models.AbstractModel):
    """A record some of whose data are set once, when it is made.

    Record rules are checked before a write and not after it, and ``readonly`` is for screens: neither keeps a user
    from moving a record to where the rules no longer fit.
    """

    _name = "customer.fixed.mixin"
    _description = "Record with fixed data"

    #: fields that nobody changes over RPC or on screen
    _fixed_fields: tuple[str, ...] = ()

    def write(self, vals):
        if not self.env.su:
            for name in set(self._fixed_fields) & set(vals):
                field = self._fields[name]
                new = field.convert_to_cache(vals[name], self[:1], validate=False)
                if any(field.convert_to_cache(record[name], record, validate=False) != new for record in self):
                    raise AccessError(
                        self.env._(
                            "%(document)s: “%(field)s” cannot be changed.",
                            document=self._description,
                            field=field._description_string(self.env),
                        )
                    )
        return super().write(vals)
