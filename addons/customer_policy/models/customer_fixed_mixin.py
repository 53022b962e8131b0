from odoo import api, models, tools
from odoo.exceptions import AccessError


class CustomerFixedMixin(models.AbstractModel):
    """A record some of whose data are set once, when it is made, and whose computed data are never set.

    Record rules are checked before a write and not after it, and ``readonly`` is for screens: neither keeps a user
    from moving a record to where the rules no longer fit.
    """

    _name = "customer.fixed.mixin"
    _description = "Record with fixed data"

    #: fields that nobody changes over RPC or on screen
    _fixed_fields: tuple[str, ...] = ()

    def write(self, vals):
        if not self.env.su:
            for name in self._never_written() & set(vals):
                field = self._fields[name]
                new = field.convert_to_cache(vals[name], self[:1], validate=False)
                if any(field.convert_to_cache(record[name], record, validate=False) != new for record in self):
                    raise AccessError(
                        self.env._(
                            "%(document)s: “%(field)s” cannot be changed.",
                            document=self._description_label(),
                            field=field._description_string(self.env),
                        )
                    )
        return super().write(vals)

    @api.model_create_multi
    def create(self, vals_list):
        computed = self._never_given()
        if not self.env.su and any(not computed.isdisjoint(vals) for vals in vals_list):
            vals_list = [{name: value for name, value in vals.items() if name not in computed} for vals in vals_list]
        return super().create(vals_list)

    @api.model
    def default_get(self, fields):
        # a default comes from the context or from what a user set as the own default: it is input like any other
        found = super().default_get(fields)
        return found if self.env.su else {name: found[name] for name in found if name not in self._never_given()}

    @api.model
    def _never_written(self) -> frozenset[str]:
        """Name what nobody changes: the fixed fields, and those that are computed."""
        return self._never_given().union(self._fixed_fields)

    @api.model
    @tools.ormcache()
    def _never_given(self) -> frozenset[str]:
        """Name the fields that are computed and stored: what follows from others nobody gives, also at creation."""
        return frozenset(
            name
            for name, field in self._fields.items()
            if field.store and field.compute and field.readonly and not field.inverse
        )
