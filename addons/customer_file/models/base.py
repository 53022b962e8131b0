import hashlib
import re
from collections.abc import Iterable

from odoo import api, models

from .customer_export_mixin import READ_AT_ONCE, TELLING

#: types of fields whose values name a group without telling anything of a customer
_GROUPING = {"many2one", "many2many", "one2many", "selection", "boolean", "many2one_reference"}
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
        cache = self.env.cr.cache
        if self.env.su or READ_AT_ONCE in cache:
            return super().web_read(specification)
        cache[READ_AT_ONCE] = {}
        try:
            return super().web_read(specification)
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
        branches: dict[str, set[str]] = {}
        for path in paths:
            steps = path.split("/")
            for depth, name in enumerate(steps):
                branches.setdefault(".".join(steps[:depth]), set()).add(name)
        found: dict[str, tuple[set[int], set[str]]] = {}
        for branch, names in branches.items():
            model = self._model_at(branch)
            if model is not None and model._is_customer_data():
                ids, known = found.setdefault(model._name, (set(), set()))
                ids.update((self.mapped(branch) if branch else self).ids)
                known |= names
        return found

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
                shown = values if len(values) > len(groups) else [[group.get(name) for name in names] for group in groups]
                rules._guard_page(model, names, [_mark(names, value) for value in shown])

    @api.model
    def _grouped_customer_data(self, groupby, aggregates) -> list:
        """Return the guarded models whose values these groups show."""
        shown = {}
        for spec in groupby:
            path, _colon, granularity = spec.partition(":")
            model, field = self._field_at(path)
            if field is not None and field.type not in _GROUPING and not granularity and field.name != "id":
                shown[model._name] = model
            elif field is not None and field.relational and self._names_tell():
                shown[field.comodel_name] = self.env[field.comodel_name]
        for spec in aggregates:
            path, _colon, function = spec.partition(":")
            model, field = self._field_at(path)
            names_only = field is not None and (field.name == "id" or field.type in _GROUPING)
            if field is not None and not (function in _COUNTING and names_only) and not function.startswith("count"):
                shown[model._name] = model
        return [model for model in shown.values() if model._is_customer_data()]

    @api.model
    def _field_at(self, path: str):
        """Return model and field to which a dotted path leads, or twice None."""
        branch, _dot, name = path.rpartition(".")
        model = self._model_at(branch)
        if model is None and branch:  # a property of a properties field
            return self._field_at(branch)
        field = None if model is None else model._fields.get(name)
        return (None, None) if field is None else (model, field)
