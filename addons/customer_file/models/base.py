import hashlib
import re
from collections.abc import Iterable
from contextlib import contextmanager

from odoo import api, models

from .customer_export_mixin import READ_AT_ONCE, TELLING

#: types of fields whose values name a group without telling anything of a customer
_GROUPING = {"many2one", "many2many", "one2many", "selection", "boolean", "many2one_reference"}
#: texts that tell no more of a contact or file than which one it is
_NAMING = {"id", "display_name", "name", "complete_name", "number", "company_name", "parent_name"}
_COUNTING = {"count", "count_distinct", "array_agg", "recordset"}


def _mark(names: list[str], value) -> int:
    """Return the number that stands for a value that groups show: always the same one, and no record's id."""
    digest = hashlib.blake2b(repr((names, value)).encode(), digest_size=6).digest()
    return -1 - int.from_bytes(digest)


class Base(models.AbstractModel):
    """Ways out of customer data that may start at any model: exports and groupings along paths."""

    _inherit = "base"

    @api.model
    def _is_customer_data(self) -> bool:
        """Say whether rows of this model are data of customers, whose export is guarded."""
        return False

    @api.model
    def _names_tell(self) -> bool:
        """Say whether display names hold more than names now."""
        return any(self.env.context.get(key) for key in TELLING)

    @api.readonly
    def web_read(self, specification):
        with self._reading_at_once():
            return super().web_read(specification)

    def onchange(self, values, field_names, fields_spec):
        with self._reading_at_once():
            return super().onchange(values, field_names, fields_spec)

    @contextmanager
    def _reading_at_once(self):
        """Let what core reads record by record, of references and of rows of a form, count together."""
        cache = self.env.cr.cache
        if self.env.su or READ_AT_ONCE in cache:
            yield
            return
        cache[READ_AT_ONCE] = {}
        try:
            yield
        finally:
            del cache[READ_AT_ONCE]

    def export_data(self, fields_to_export):
        if not self.env.su and self.env.user.has_group("base.group_allow_export"):
            rules = self.env["customer.export.rule"]
            for model_name, (ids, names) in self._exported_customer_data(fields_to_export).items():
                rules._guard("export", self.env[model_name].browse(ids), sorted(names))
        return super().export_data(fields_to_export)

    def _exported_customer_data(self, paths: Iterable[str]) -> dict[str, tuple[set[int], set[str]]]:
        """Return, by guarded model, the ids of the rows and the fields that an export of these paths shows."""
        branches: dict[tuple[str, ...], set[str]] = {}
        for path in paths:
            steps = path.split("/")
            for depth, name in enumerate(steps):
                branches.setdefault(tuple(steps[:depth]), set()).add(name)
        found: dict[str, tuple[set[int], set[str]]] = {}
        for branch, names in branches.items():
            for rows in self._rows_along(branch):
                for shown in [rows] if rows._is_customer_data() else rows._borrowed_customer_data(names):
                    ids, known = found.setdefault(shown._name, (set(), set()))
                    ids.update(shown.ids)
                    known |= names
        return found

    def _rows_along(self, steps: Iterable[str]) -> list:
        """Return the records to which a path of an export leads; along references they are of several models."""
        groups = [self]
        for step in steps:
            name, _dot, prop = step.partition(".")
            following: dict[str, models.BaseModel] = {}
            for rows in groups:
                field = rows._fields.get(name)
                if field is not None and field.relational:
                    values = [rows.mapped(name)]
                elif field is not None and field.type == "reference":
                    values = [row[name] for row in rows]
                elif field is not None and field.type == "properties" and prop:
                    values = [row[name].get(prop) for row in rows if row[name]]
                else:
                    values = []
                for value in values:
                    if isinstance(value, models.BaseModel):
                        following[value._name] = following.get(value._name, value.browse()) | value
            groups = list(following.values())
        return groups

    def _read_format(self, fnames, load="_classic_read"):
        if not self.env.su and self:
            self._guard_borrowed(fnames)
        return super()._read_format(fnames, load)

    def _guard_borrowed(self, field_names: Iterable[str]):
        """Treat rows of any model that show data of customers like rows of these."""
        rules = self.env["customer.export.rule"]
        if len(self) > rules._least_limit("page_limit") or rules._adds_up():
            for rows in self._borrowed_customer_data(field_names):
                rows._guard_reading(field_names)

    def _borrowed_customer_data(self, field_names: Iterable[str]) -> list:
        """Return the guarded records whose data these fields of rows that are none themselves show.

        Users, attendees and followers show e-mail and telephone of a contact as if they were their own.
        """
        if self._is_customer_data():
            return []
        prefixes = set()
        for name in field_names:
            model, _field, prefix = self._origin_of(self._fields.get(name))
            if model is not None and model._is_customer_data():
                prefixes.add(prefix)
        # sudo: only to count; who may see the row sees this much of what it points to
        return [self.sudo().mapped(prefix)._of_customers().sudo(False) for prefix in prefixes]

    @api.model
    def _origin_of(self, field):
        """Return model and field of which a related field shows the text, and the path there; thrice None of others."""
        if field is None or not field.related or field.type in _GROUPING | {"binary", "image"}:
            return None, None, None
        prefix, _dot, last = field.related.rpartition(".")
        if last in _NAMING:
            return None, None, None
        model = self._model_at(prefix)
        return model, model._fields.get(last), prefix

    def _model_at(self, path: str):
        """Return the model to which a path of relational fields leads; None when it leads to values."""
        model = self.browse()
        for name in path.split(".") if path else ():
            field = model._fields.get(name)
            if field is None or not field.relational:
                return None
            model = self.env[field.comodel_name]
        return model

    @api.model
    def formatted_read_group(self, domain, groupby=(), aggregates=(), having=(), offset=0, limit=None, order=None):
        groups = super().formatted_read_group(
            domain, groupby, aggregates, having=having, offset=offset, limit=limit, order=order
        )
        self._guard_groups(groups, groupby, aggregates)
        return groups

    @api.model
    def formatted_read_grouping_sets(self, domain, grouping_sets, aggregates=(), *, order=None):
        groups_list = super().formatted_read_grouping_sets(domain, grouping_sets, aggregates, order=order)
        for groups, groupby in zip(groups_list, grouping_sets, strict=True):
            self._guard_groups(groups, groupby, aggregates)
        return groups_list

    @api.model
    @api.deprecated("Since 19.0, but clients still call it")
    def read_group(self, domain, fields, groupby, offset=0, limit=None, orderby=False, lazy=True):
        groups = super().read_group(domain, fields, groupby, offset=offset, limit=limit, orderby=orderby, lazy=lazy)
        groupby = [groupby] if isinstance(groupby, str) else groupby
        # "label:function(field)" is how this way writes "field:function"
        matches = [re.fullmatch(r"(\w+):(\w+)\((\w+)\)", spec) for spec in fields]
        labels = {match[1]: f"{match[3]}:{match[2]}" for match in matches if match}
        labels |= {spec.partition(":")[0]: spec for spec, match in zip(fields, matches, strict=True) if not match}
        named = [{spec: group.get(label) for label, spec in labels.items()} for group in groups]
        self._guard_groups(named, groupby, labels.values())
        return groups

    @api.model
    def read_progress_bar(self, domain, group_by, progress_bar):
        groups = super().read_progress_bar(domain, group_by, progress_bar)
        self._guard_groups([{}] * len(groups), [group_by], [])
        return groups

    @api.model
    def _guard_groups(self, groups: list[dict], groupby, aggregates):
        """Treat values of customers that come as groups, one customer to a group, like rows."""
        if self.env.su or not groups:
            return
        rules = self.env["customer.export.rule"]
        for model in self._grouped_customer_data(groupby, aggregates):
            names = [*groupby, *aggregates]
            arrays = [group.get(name) for group in groups for name in aggregates]
            values = [value for array in arrays if isinstance(array, (list, tuple)) for value in array]
            count = max(len(groups), len(values))
            if count > rules._least_limit("page_limit"):
                rules._guard("screen", model, names, count)
            else:
                shown = (
                    values if len(values) > len(groups) else [[group.get(name) for name in names] for group in groups]
                )
                rules._guard_page(model, names, [_mark(names, value) for value in shown])

    @api.model
    def _grouped_customer_data(self, groupby, aggregates) -> list:
        """Return the guarded models whose values these groups show."""
        shown = []
        for spec in groupby:
            path, _colon, granularity = spec.partition(":")
            model, field = self._field_at(path)
            if field is not None and field.type not in _GROUPING and not granularity and field.name != "id":
                shown.append(model._guarded_as(field))
            elif field is not None and field.relational and self._names_tell():
                shown.append(self.env[field.comodel_name]._guarded_as(None))
        for spec in aggregates:
            path, _colon, function = spec.partition(":")
            model, field = self._field_at(path)
            names_only = field is not None and (field.name == "id" or field.type in _GROUPING)
            if field is not None and not (function in _COUNTING and names_only) and not function.startswith("count"):
                shown.append(model._guarded_as(field))
        return list({model._name: model for model in shown if model is not None}.values())

    @api.model
    def _guarded_as(self, field):
        """Return the model as whose rows values of ``field`` count when groups show them; None of others."""
        return self if self._is_customer_data() else None

    @api.model
    def _field_at(self, path: str):
        """Return model and field to which a dotted path leads, or twice None."""
        branch, _dot, name = path.rpartition(".")
        model = self._model_at(branch)
        if model is None and branch:  # a property of a properties field
            return self._field_at(branch)
        field = None if model is None else model._fields.get(name)
        if field is not None and not model._is_customer_data():
            origin, shown, _prefix = model._origin_of(field)
            if origin is not None and origin._is_customer_data():
                return origin, shown
        return (None, None) if field is None else (model, field)
