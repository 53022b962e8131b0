from odoo import SUPERUSER_ID, api, models
from odoo.http import request

#: what an index may show of every file, and so may be read of any number of them
NO_CONTENT = {"id", ".id", "display_name"}

#: with these in its context a contact's display name holds address, e-mail or tax number
TELLING = ("show_address", "show_email", "show_vat")

#: where a request of the browser keeps, by model, which rows it has read
READ_AT_ONCE = "customer_file.read_at_once"


class CustomerExportMixin(models.AbstractModel):
    """Rows with data of customers: whoever takes many of them at once needs an approved request (S1.8-37).

    A list in the browser and an export are the same to a program that asks for all rows, so every way to read rows in
    bulk is guarded: what reads field by field, as business code does, is not. Exports, groupings and paths from other
    models are guarded in ``base``.
    """

    _name = "customer.export.mixin"
    _description = "Rows whose export is guarded"

    @api.model
    def _is_customer_data(self):
        return True

    def _level_bearers(self) -> list:
        """Return the records whose secrecy level is that of these rows: themselves, or what they are part of."""
        return [self] if "secrecy_level_id" in self._fields else []

    def _guard_reading(self, field_names):
        if self.env.su or not self:
            return
        if field_names and NO_CONTENT.issuperset(field_names) and not self._names_tell():
            return
        rules = self.env["customer.export.rule"]
        # core reads what a reference points to one by one: what a request of the browser reads of a model counts as one
        at_once = self.env.cr.cache.get(READ_AT_ONCE, {}).setdefault(self._name, set())
        rows = self.browse(at_once.union(self.ids)) if at_once else self
        if len(rows) > rules._least_limit("page_limit"):
            rules._guard("screen", rows, field_names or ())
        else:
            rules._guard_page(self, field_names or ())
        at_once.update(self.ids)

    def _of_customers(self):
        """Return those of these rows that are about customers."""
        return self

    def _guard_one_by_one(self):
        """Treat rows that are shown one by one in a request like rows that are read at once.

        Not in scheduled jobs, which go through any number of records in one transaction and show them to nobody, and
        not for the public, who is nobody in particular and sees what a link opens.
        """
        if not request or self.env.uid == SUPERUSER_ID or self.env.user._is_public():
            return
        key = ("customer_file.shown_one_by_one", self._name, self.env.uid)
        shown = self.env.cr.cache.setdefault(key, set())
        rows = self.browse(shown.union(self._origin._of_customers().ids))
        # sudo: back to the rights of the user, for whom core shows them
        rows.sudo(False)._guard_reading(())
        shown.update(rows.ids)

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        found = super().name_search(name, domain, operator, limit)
        self.browse(record_id for record_id, _name in found)._guard_reading(["display_name"])
        return found

    def read(self, fields=None, load="_classic_read"):
        self._guard_reading(fields)
        return super().read(fields, load=load)

    @api.model
    def search_read(self, domain=None, fields=None, offset=0, limit=None, order=None, **read_kwargs):
        rows = super().search_read(domain, fields, offset=offset, limit=limit, order=order, **read_kwargs)
        self.browse(row["id"] for row in rows)._guard_reading(fields)
        return rows

    def _open_groups(self, *, records_opening_info, **opening):
        super()._open_groups(records_opening_info=records_opening_info, **opening)
        rules = self.env["customer.export.rule"]
        groups = sorted((one for one in records_opening_info if one["group"]["__count"]), key=_rows_to_open)
        count = sum(map(_rows_to_open, groups))
        if self.env.su or count <= rules._least_limit("page_limit"):
            return
        room = rules._page_limit_of(self)
        if count <= room:
            return
        # a board opens many columns at once: together they show a page, and each lets ask for more of it
        for number, one in enumerate(groups):
            one["limit"] = min(_rows_to_open(one), room // (len(groups) - number))
            room -= one["limit"]
        # without room a column stays folded
        records_opening_info[:] = [one for one in records_opening_info if one["limit"] or not one["group"]["__count"]]

    def copy_data(self, default=None):
        self._guard_reading(())
        return super().copy_data(default)


def _rows_to_open(opening: dict) -> int:
    """Return how many rows core is about to read of a group."""
    count = opening["group"]["__count"]
    return min(opening["limit"] or count, count)
