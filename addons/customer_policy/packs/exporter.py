"""The present rules of a company as a pack."""

from odoo.exceptions import UserError

from ..tools import policy_yaml
from .values import LOCAL, PROPERTY_KEYS, Values, split_language


def export(env, company, *, area="", pack=None, code="rules", version="1", name="") -> str:
    """Return the text of the file; equal rules give equal text, whatever their ids.

    :param area: only rules of this addon, and those about its documents
    :param pack: only rules that this ``customer.policy.pack`` brought; file head as it had
    """
    values = Values(env, company)
    held = (pack.applied_values or {}) if pack else None
    sections = {}
    for model_name in sorted(values.rule_models):
        records = values.records(model_name).filtered("active")
        if area:
            records = records.filtered(lambda record: record._pack_area() == area)
        if held is not None:
            owned = {key for key, old in held.get(model_name, {}).items() if old.get("active")}
            records = records.filtered(lambda record, owned=owned: record.code in owned)
        if records:
            sections[model_name] = [_rule(values, record) for record in records]
    if not sections:
        raise UserError(env._("%s has no such rules.", company.name))
    return policy_yaml.write({"pack": _head(env, values, area, pack, code, version, name), "rules": sections})


def _head(env, values: Values, area, pack, code, version, name) -> dict:
    if pack:
        pack = pack.with_env(values.env)
        texts = values._texts(pack, "name")
        head = {"code": pack.code, "name": _text(texts, "name"), "version": pack.version}
        head |= {"area": pack.area, "source": pack.source}
        head["description"] = _text(values._texts(pack, "description"), "description")
    else:
        head = {"code": code, "name": name or code, "version": version, "area": area}
    return {key: value for key, value in head.items() if value}


def _text(portable: dict, name: str):
    """Return a text by language, or the text where there is but one."""
    texts = {split_language(key)[1]: text for key, text in portable.items() if split_language(key)[0] == name}
    return texts if len(texts) > 1 else texts.get("en_US", "")


def _rule(values: Values, record) -> dict:
    held = values.held(record)
    return _mapping(values, held, values.of(record), values.defaults(record._name), keep=("code", "name", "mode"))


def _mapping(values: Values, held: dict, portable: dict, defaults: dict, keep=()) -> dict:
    """Return what the file says of a record: what differs from a new one's, and what ``keep`` names."""
    said = {}
    for name, one in held.items():
        if one.translate:
            text = _text(portable, name)
            if text or name in keep:
                said[name] = text
            continue
        value = portable[name]
        if value == defaults[name] and name not in keep and not (one.required and one.type in ("integer", "float")):
            continue
        said[name] = _value(values, one, value)
    return said


def _value(values: Values, one, value):
    match one.type:
        case "one2many":
            held, defaults = values.line_fields(one), values.line_defaults(one)
            return [_mapping(values, held, line, defaults) for line in value]
        case "many2one" if value and (one.comodel_name in LOCAL or value.startswith("#")):
            return _question(values, one)
        case "many2many" if value and (one.comodel_name in LOCAL or any(part.startswith("#") for part in value)):
            return _question(values, one)
        case "properties_definition":
            return [{key: part[key] for key in PROPERTY_KEYS if key in part} for part in value]
    return value


def _question(values: Values, one) -> dict:
    """A value that no other company has is asked for."""
    return {"required": one._description_string(values.env)}
