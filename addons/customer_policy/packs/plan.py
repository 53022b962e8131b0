"""What applying a pack to a company would do: three states of each rule are compared.

*Base* is what the pack gave last time, *now* what the rule is, *new* what the pack wants. Where now and new differ,
the pack has changed (now equals base), or somebody changed the rule by hand since: a conflict, which keeps the rule as
it is until the consultant takes the pack's.
"""

import hashlib
import json
from dataclasses import dataclass, field

import yaml

from .reader import Pack, PackRule, version_key
from .values import Values, split_language

CREATED, CHANGED, ARCHIVED, CONFLICT, UNCHANGED = "created", "changed", "archived", "conflict", "unchanged"


@dataclass
class FieldChange:
    key: str
    label: str
    old: str
    new: str


@dataclass
class Entry:
    """One rule of the pack, now or last time."""

    kind: str
    model: str
    model_label: str
    code: str
    name: str
    record: object
    line: int = 0
    #: portable values to give; empty: the rule is archived
    new: dict = field(default_factory=dict)
    #: the keys of ``new`` that differ from what the rule is
    keys: list[str] = field(default_factory=list)
    changes: list[FieldChange] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, str]:
        return self.model, self.code

    def describe(self) -> str:
        """Return the changes of the fields, a line each; longer ones in a paragraph."""
        lines = []
        for change in self.changes:
            both = f"{change.old or '—'} → {change.new or '—'}" if self.record else change.new
            lines.append(f"{change.label}:\n{both}" if "\n" in both else f"{change.label}: {both}")
        return "\n".join(lines)


@dataclass
class Plan:
    pack: Pack
    entries: list[Entry]
    warnings: list[str]
    #: what the plan started from: the present rules, and what the pack gave last time
    state: list

    def of_kind(self, *kinds: str) -> list[Entry]:
        return [entry for entry in self.entries if entry.kind in kinds]

    @property
    def counts(self) -> dict[str, int]:
        return {kind: len(self.of_kind(kind)) for kind in (CREATED, CHANGED, ARCHIVED, CONFLICT, UNCHANGED)}

    @property
    def is_empty(self) -> bool:
        return not self.of_kind(CREATED, CHANGED, ARCHIVED, CONFLICT)

    @property
    def fingerprint(self) -> str:
        """Say whether two plans start from the same: the answers given meanwhile are no surprise to who gave them."""
        return hashlib.sha256(json.dumps([self.pack.content_hash, self.state], sort_keys=True).encode()).hexdigest()


class Planner:
    """Compares a pack with the rules of a company.

    :param base: what the pack gave last time, by model and code
    :param version: the version applied last time
    :param owners: names of other packs of the company, by (model, code) of the rules they brought
    :param enforce: rules take the mode of the pack, or else Enforce; without it new rules start in the mode of a rule
        made by hand, and the mode of present ones is not touched
    """

    def __init__(self, env, company, *, base=None, version="", owners=None, enforce=False):
        self.env = env
        self.company = company
        self.values = Values(env, company)
        self.base = base or {}
        self.version = version
        self.owners = owners or {}
        self.enforce = enforce

    def plan(self, pack: Pack) -> Plan:
        self.present = {model: self._by_code(model) for model in self._models(pack)}
        entries = [self._entry(rule) for rule in pack.rules.values()]
        entries += [
            entry
            for model, rules in self.base.items()
            for code in rules
            if model in self.present and (model, code) not in pack.rules and (entry := self._gone(model, code))
        ]
        now = {
            f"{entry.model}/{entry.code}": [self.values.of(entry.record), entry.record.active]
            for entry in entries
            if entry.record
        }
        return Plan(pack, entries, self._warnings(pack), [self.enforce, self.base, now])

    def owner_of(self, pack: Pack) -> tuple[PackRule, str] | None:
        """Return the first rule that another pack has brought, and the name of that pack."""
        return next(((rule, self.owners[key]) for key, rule in pack.rules.items() if key in self.owners), None)

    def _models(self, pack: Pack) -> set[str]:
        return {rule.model for rule in pack.rules.values()} | (set(self.base) & self.values.rule_models)

    def _by_code(self, model: str) -> dict:
        return {record.code: record for record in self.values.records(model)}

    def _entry(self, rule: PackRule) -> Entry:
        record = self.present[rule.model].get(rule.code)
        base = self.base.get(rule.model, {}).get(rule.code)
        new = {**self.values.defaults(rule.model), **rule.values, "active": True}
        new["mode"] = self._mode(rule, record)
        if not record:
            kind = CONFLICT if base and base.get("active") else CREATED
            return self._make(kind, rule.model, rule.code, None, {}, new, list(new), rule.line)
        now = {**self.values.of(record), "active": record.active}
        keys = [key for key in new if self._get(now, key) != new[key]]
        if not keys:
            kind = UNCHANGED
        elif base and all(self._get(now, key) == self._base(base, now, rule.model, key) for key in keys):
            kind = CHANGED
        else:
            kind = CONFLICT
        return self._make(kind, rule.model, rule.code, record, now, new, keys, rule.line)

    def _gone(self, model: str, code: str) -> Entry | None:
        """Return what becomes of a rule that the pack no longer holds; None when it is gone, or was let go before."""
        record = self.present[model].get(code)
        base = self.base[model][code]
        if not record or not record.active or not base.get("active"):
            return None
        now = {**self.values.of(record), "active": True}
        untouched = all(self._get(now, key) == value for key, value in base.items() if key != "mode")
        return self._make(
            ARCHIVED if untouched else CONFLICT, model, code, record, now, {"active": False}, ["active"], 0
        )

    def _mode(self, rule: PackRule, record) -> str:
        given = rule.values.get("mode")
        if self.enforce:
            return given or "enforce"
        if record:
            return record.mode
        return "off" if given == "off" else self.values.defaults(rule.model)["mode"]

    @staticmethod
    def _get(values: dict, key: str):
        """Return a value; a text that is not translated is the English one."""
        name, language = split_language(key)
        return values.get(key, values.get(f"{name}@en_US", "") if language else None)

    def _base(self, base: dict, now: dict, model: str, key: str):
        """Return what the pack gave last time; for what it did not know then, what a new rule has."""
        name, language = split_language(key)
        if key in base:
            return base[key]
        if language:
            return self._get(now, f"{name}@en_US")
        return True if key == "active" else self.values.defaults(model).get(key)

    # for people

    def _make(self, kind, model, code, record, now, new, keys, line) -> Entry:
        labels = self.env[model]
        # sudo: the name of a rule, for who may apply packs
        name = record.with_env(self.env).sudo().name if record else new.get("name@" + (self.env.lang or "en_US"))
        entry = Entry(
            kind=kind,
            model=model,
            # sudo: the title of a model is no secret
            model_label=self.env["ir.model"]._get(model).sudo().name,
            code=code,
            name=name or new.get("name@en_US") or code,
            record=record,
            line=line,
            new=new,
            keys=keys,
        )
        defaults = {} if record else {**self.values.defaults(model), "active": True}
        order = list(self.values.held(labels))
        # the languages of a text stand together
        for key in sorted(keys, key=lambda key: order.index(split_language(key)[0]) if key != "active" else -1):
            # of a new rule, what is said; of a present one, what becomes different
            if key == "code" or (not record and key != "mode" and new[key] == self._get(defaults, key)):
                continue
            field_name, _language = split_language(key)
            entry.changes.append(
                FieldChange(
                    key,
                    self._label(labels, key),
                    self._shown(labels._fields[field_name], now.get(key)) if record else "",
                    self._shown(labels._fields[field_name], new[key]),
                )
            )
        return entry

    def _label(self, model, key: str) -> str:
        name, language = split_language(key)
        label = model._fields[name]._description_string(self.env)
        return f"{label} ({language})" if language and language != "en_US" else label

    def _shown(self, one, value) -> str:
        if value is None:
            return "?"
        match one.type:
            case "boolean":
                return self.env._("yes") if value else self.env._("no")
            case "selection":
                return dict(one._description_selection(self.env)).get(value, value)
            case "many2one" if value:
                return self._named(one.comodel_name, value)
            case "many2many":
                return ", ".join(self._named(one.comodel_name, name) for name in value)
            case "one2many" | "properties_definition":
                return "\n".join(self._line_shown(line) for line in value)
            case "float" | "monetary":
                return f"{value:g}" if abs(value) < 1e6 else f"{value:.2f}"
        return str(value)

    def _named(self, model: str, name: str) -> str:
        """Return what people call the record with a stable name."""
        found = self.values.find(model, name).with_context(lang=self.env.lang)
        if model == "ir.model.fields" and found:
            return found.field_description
        return found.display_name or name

    @staticmethod
    def _line_shown(line: dict) -> str:
        said = {key.removesuffix("@en_US"): part for key, part in line.items() if part not in ("", False, 0, [])}
        return yaml.safe_dump(said, allow_unicode=True, default_flow_style=True, sort_keys=False, width=10000).strip()

    def _warnings(self, pack: Pack) -> list[str]:
        warnings = []
        if self.version and version_key(pack.version) < version_key(self.version):
            warnings.append(
                self.env._(
                    "Version %(new)s is older than %(old)s, which was applied last.",
                    new=pack.version,
                    old=self.version,
                )
            )
        groups: dict[str, PackRule] = {}
        for rule in pack.rules.values():
            for name, one in self.env[rule.model]._fields.items():
                value = rule.values.get(name)
                if one.comodel_name == "res.groups" and value:
                    groups.update(dict.fromkeys([value] if isinstance(value, str) else value, rule))
        for group in self.values.groups_without_people(groups):
            warnings.append(
                self.env._(
                    "Nobody in %(company)s is in the group “%(group)s”, which the rule “%(rule)s” names.",
                    company=self.company.name,
                    group=group.with_context(lang=self.env.lang).full_name,
                    rule=groups[self.values.name_of(group)].code,
                )
            )
        return warnings
