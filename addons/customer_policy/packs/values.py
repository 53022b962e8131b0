"""Values of rules that mean the same in every company and database.

A *portable* value holds no database id: a rule is named by its code, a model and a field by their technical names,
anything else by its XML id. The portable values of a record are a flat dictionary; a translated text has a key per
language (``name@zh_CN``), left out where it equals the English one. What the pack format, the comparison and the export
know of fields is here.
"""

import json
from collections.abc import Iterable

from odoo import api, fields

MAGIC = {"id", "create_uid", "create_date", "write_uid", "write_date", "display_name", "company_id", "active"}
#: of documents with a conversation
FOREIGN = ("message_", "activity_", "website_message_", "rating_", "my_activity_")
TYPES = {
    "char", "text", "html", "integer", "float", "monetary", "boolean", "date", "datetime", "selection", "many2one",
    "many2many", "one2many", "properties_definition",
}  # fmt: skip
#: who and what belongs to one company: never in a pack, asked for instead; known by this field. So is what has a
#: company, or no XML id: its stable name is the text that follows a #
LOCAL = {"res.users": "login", "hr.department": "display_name", "hr.employee": "name", "res.partner": "name"}
FIRST = ("code", "name", "clause", "mode", "effective_from", "sequence")
PROPERTY_KEYS = (
    "name", "type", "string", "comodel", "currency_field", "default", "fold_by_default", "selection", "suffix", "tags",
    "view_in_cards",
)  # fmt: skip


def rule_models(env) -> list[str]:
    """Name the models a pack can speak of."""
    mixin = env.registry["customer.policy.rule.mixin"]
    return sorted(
        name for name, model in env.registry.items() if issubclass(model, mixin) and not model._abstract and model._auto
    )


def is_lines(env, one) -> bool:
    """Say whether a one2many holds parts of its record, and not documents that point to it."""
    if one.comodel_name in rule_models(env):
        return False
    inverse = env[one.comodel_name]._fields.get(one.inverse_name)
    return bool(inverse and inverse.type == "many2one" and inverse.required and inverse.ondelete == "cascade")


def held_lines(model):
    """Return the one2many that holds the lines of a rule; None where it has none, or more than one."""
    found = [
        one
        for one in model._fields.values()
        if one.type == "one2many" and one.store and not one.compute and is_lines(model.env, one)
    ]
    return found[0] if len(found) == 1 else None


def split_language(key: str) -> tuple[str, str]:
    """Return the field a key speaks of, and the language.

    >>> split_language("name@zh_CN"), split_language("clause")
    (('name', 'zh_CN'), ('clause', ''))
    """
    name, _at, language = key.partition("@")
    return name, language


class Values:
    """Reads portable values of the rules of one company."""

    def __init__(self, env, company):
        # sudo: whoever applies or exports packs may not read each group, action or person a rule names; only their
        # stable names leave this class, and records of rules are searched for in this company alone
        self.env = api.Environment(
            env.cr, env.uid, {"allowed_company_ids": company.ids, "lang": "en_US", "tz": env.context.get("tz")}, su=True
        )
        self.company = company
        self.languages = [code for code, _name in self.env["res.lang"].get_installed() if code != "en_US"]
        self.rule_models = set(rule_models(env))
        self._defaults: dict[str, dict] = {}

    # what a pack speaks of

    def held(self, model) -> dict[str, fields.Field]:
        """Return the fields of ``model`` that a pack holds, in the order of the file."""
        excluded = MAGIC | getattr(model, "_pack_excluded_fields", set)()
        known = {
            name: field
            for name, field in model._fields.items()
            if name not in excluded and not name.startswith(FOREIGN) and self._is_held(field)
        }
        order = {name: number for number, name in enumerate(FIRST)}
        return dict(
            sorted(known.items(), key=lambda item: (order.get(item[0], 99), item[1].type == "one2many", item[0]))
        )

    def _is_held(self, field) -> bool:
        # what is computed and can be written over is a proposal
        computed = field.compute and field.readonly
        if not field.store or computed or field.related or field.inherited or field.type not in TYPES:
            return False
        return field.type != "one2many" or is_lines(self.env, field)

    def line_fields(self, field) -> dict[str, fields.Field]:
        """Return the fields that a line of the one2many ``field`` holds."""
        known = self.held(self.env[field.comodel_name])
        return {name: line_field for name, line_field in known.items() if name != field.inverse_name}

    # from records

    def records(self, model_name: str):
        """Return the rules of a model in their order, archived ones included."""
        rules = self.env[model_name].with_context(active_test=False)
        return rules.search([("company_id", "=", self.company.id)], order="sequence, id").with_env(self.env)

    def of(self, record, held=None) -> dict:
        """Return the portable values of a record."""
        values = {}
        for name, field in (held or self.held(record)).items():
            if field.translate:
                values.update(self._texts(record, name))
            elif field.type == "one2many":
                line_fields = self.line_fields(field)
                lines = [self.of(line, line_fields) for line in record[name]]
                values[name] = self.sort_lines(field, lines)
            else:
                values[name] = self._portable(field, record)
        return values

    def defaults(self, model_name: str) -> dict:
        """Return the portable values of a rule of which only the code is given."""
        if model_name not in self._defaults:
            model = self.env[model_name]
            new = model.new(model.default_get(list(self.held(model))))
            self._defaults[model_name] = {**self.of(new), "code": ""}
        return dict(self._defaults[model_name])

    def line_defaults(self, field) -> dict:
        """The same for a line of the one2many ``field``."""
        key = str(field)
        if key not in self._defaults:
            model, held = self.env[field.comodel_name], self.line_fields(field)
            self._defaults[key] = self.of(model.new(model.default_get(list(held))), held)
        return dict(self._defaults[key])

    def sort_lines(self, field, lines: list[dict]) -> list[dict]:
        """Return lines in an order that does not depend on ids, where the order of the model leaves that open."""
        order = self.env[field.comodel_name]._order
        sequence = "sequence" in (part.strip().partition(" ")[0] for part in order.split(","))
        if sequence and not self.keeps_more(field):
            return sorted(lines, key=lambda line: line.get("sequence", 0))
        return sorted(
            lines, key=lambda line: (line.get("sequence", 0) if sequence else 0, json.dumps(line, sort_keys=True))
        )

    def keeps_more(self, field) -> bool:
        """Say whether lines hold something that packs do not: a line that stays as wanted is not made anew."""
        return bool(getattr(self.env[field.comodel_name], "_pack_excluded_fields", set)())

    def _texts(self, record, name: str) -> dict:
        english = str(record.with_context(lang="en_US")[name] or "")
        texts = {f"{name}@en_US": english}
        for language in self.languages if record.id else ():
            text = str(record.with_context(lang=language)[name] or "")
            if text != english:
                texts[f"{name}@{language}"] = text
        return texts

    def _portable(self, field, record):
        value = record[field.name]
        match field.type:
            case "many2one":
                return self.name_of(value) if value else ""
            case "many2many":
                return sorted(self.name_of(one) for one in value)
            case "boolean":
                return bool(value)
            case "integer":
                return value or 0
            case "float" | "monetary":
                return float(value or 0)
            case "date":
                return fields.Date.to_string(value) or ""
            case "datetime":
                return fields.Datetime.to_string(value) or ""
            case "properties_definition":
                return [self._property(definition) for definition in value or []]
        return str(value or "")

    @staticmethod
    def _property(definition: dict) -> dict:
        """Return what a pack holds of a property: the default of one that points to records is an id, and left out."""
        return {
            key: definition[key]
            for key in PROPERTY_KEYS
            if definition.get(key) and not (key == "default" and definition.get("comodel"))
        }

    def normal(self, field, value):
        """Return the portable value as a record gives it back: a number rounded, a text cleaned of scripts."""
        if field.type in ("float", "html"):
            cached = field.convert_to_cache(value, self.env[field.model_name].new({}))
            return float(cached) if field.type == "float" else str(cached or "")
        return value

    # references

    def name_of(self, record) -> str:
        """Return the stable name of a record; one with a ``#`` is known in this company only."""
        record = record._origin or record
        model = record._name
        if model in self.rule_models:
            return record.code
        if model == "ir.model":
            return record.model
        if model == "ir.model.fields":
            return f"{record.model}.{record.name}"
        if model in LOCAL:
            return record[LOCAL[model]] or ""
        known = sorted(name for name in record._get_external_ids()[record.id] if not name.startswith("__"))
        own = not known or ("company_id" in record._fields and record.company_id)
        return f"#{record[self._own_name(record)]}" if own else known[0]

    @staticmethod
    def _own_name(model) -> str:
        """Return the field by which records of one company are known."""
        return LOCAL.get(model._name) or model._rec_name or "display_name"

    def find(self, model_name: str, name: str):
        """Return the record with a stable name; empty when there is none, or more than one."""
        model = self.env[model_name]
        if model_name in self.rule_models:
            return model.search([("company_id", "=", self.company.id), ("code", "=", name)])
        if model_name == "ir.model":
            return model.search([("model", "=", name)])
        if model_name == "ir.model.fields":
            of_model, _dot, field_name = name.rpartition(".")
            return model.search([("model", "=", of_model), ("name", "=", field_name)])
        if model_name in LOCAL or name.startswith("#"):
            domain = [(self._own_name(model), "=", name.removeprefix("#"))]
            if "company_ids" in model._fields:
                domain.append(("company_ids", "in", self.company.ids))
            elif "company_id" in model._fields:
                domain.append(("company_id", "in", (self.company.id, False)))
            found = model.search(domain, limit=2)
            return found if len(found) == 1 else model
        found = self.env.ref(name, raise_if_not_found=False) if "." in name else None
        return found if found and found._name == model_name else model

    def groups_without_people(self, names: Iterable[str]) -> list:
        """Return the groups among these XML ids that no active user of the company is in."""
        groups = [self.find("res.groups", name) for name in names]
        users = self.env["res.users"]
        return [
            group
            for group in groups
            if group
            and not users.search_count(
                [("all_group_ids", "in", group.ids), ("company_ids", "in", self.company.ids)], limit=1
            )
        ]
