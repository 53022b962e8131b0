"""From a file to a pack: everything that can be wrong with the file itself is found here, with its line."""

import hashlib
import re
from dataclasses import dataclass, field

from odoo import fields

from ..tools.policy_yaml import List, Mapping, Scalar
from .nodes import NodeReader
from .values import LOCAL, PROPERTY_KEYS, Values

CODE = re.compile(r"[\w.-]{1,64}$")
INTEGER = re.compile(r"[-+]?\d{1,9}$")
NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$")
VERSION = re.compile(r"\d+(\.\d+)*$")
META = ("code", "name", "version", "area", "source", "description")


@dataclass
class Question:
    """A value that the written policy leaves open."""

    path: str
    text: str
    label: str
    line: int
    answer: str = ""


@dataclass
class PackRule:
    model: str
    code: str
    line: int
    #: portable values of the fields that the pack gives
    values: dict


@dataclass
class Pack:
    filename: str
    code: str
    version: str
    names: dict[str, str]
    area: str = ""
    source: str = ""
    descriptions: dict[str, str] = field(default_factory=dict)
    content_hash: str = ""
    rules: dict[tuple[str, str], PackRule] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)

    def name(self, lang: str | None) -> str:
        return in_language(self.names, lang)

    def description(self, lang: str | None) -> str:
        return in_language(self.descriptions, lang)

    @property
    def open_questions(self) -> list[Question]:
        return [question for question in self.questions if not question.answer.strip()]


def in_language(texts: dict[str, str], lang: str | None) -> str:
    """Return the text in a language; in English, or any other, where there is none.

    >>> in_language({"en_US": "Name", "zh_CN": "名称"}, "zh_CN"), in_language({"zh_CN": "名称"}, "de_DE")
    ('名称', '名称')
    """
    return texts.get(lang or "") or texts.get("en_US") or next(iter(texts.values()), "")


def version_key(version: str) -> list[int]:
    """Make versions comparable.

    >>> version_key("1.10") > version_key("1.9")
    True
    """
    return [int(part) for part in version.split(".")]


def read_header(env, data: bytes, filename: str) -> Pack:
    """Return the pack without its rules.

    :raises PackProblem: with file, line and reason
    """
    return Reader(env, None, filename, {}).header(data)


def read_pack(env, company, data: bytes, filename: str, answers: dict[str, str] | None = None) -> Pack:
    """Return the pack; what it says is checked against the models and against what ``company`` has.

    :param answers: texts by the path of a question
    :raises PackProblem: with file, line and reason
    """
    return Reader(env, Values(env, company), filename, answers or {}).pack(data)


class Reader(NodeReader):
    def __init__(self, env, values: Values | None, filename: str, answers: dict[str, str]):
        super().__init__(env, filename)
        self.values = values
        self.answers = answers
        self.document = None
        #: paths of the values that come from an answer, not from the file
        self.answered: set[str] = set()

    # structure

    def header(self, data: bytes) -> Pack:
        self.document = self._mapping(self._parse(data))
        self._known_keys(self.document, ("pack", "rules"))
        meta = self._mapping(self._required_key(self.document, "pack"))
        self._known_keys(meta, META)
        texts = {key: self._text(node) for key, node in meta.items() if key not in ("name", "description")}
        code = self._text(self._required_key(meta, "code"))
        version = self._text(self._required_key(meta, "version"))
        if not CODE.match(code):
            self.fail(meta.lines["code"], self.env._("“%s” is no code: letters, digits, - _ and . only", code))
        if not VERSION.match(version):
            self.fail(meta.lines["version"], self.env._("“%s” is no version: numbers with dots only", version))
        names = self._texts(self._required_key(meta, "name"))
        return Pack(
            filename=self.filename,
            code=code,
            version=version,
            names=names,
            area=texts.get("area", ""),
            source=texts.get("source", ""),
            descriptions=self._texts(meta["description"]) if "description" in meta else {},
            content_hash=hashlib.sha256(data).hexdigest(),
        )

    def pack(self, data: bytes) -> Pack:
        pack = self.header(data)
        rules = self._mapping(self._required_key(self.document, "rules"))
        sections = [(name, self._rules_of(name, rules), rules.lines[name]) for name in rules]
        # all codes first: a rule may name one that stands further down
        for model_name, nodes, _line in sections:
            for node in nodes:
                self._add_rule(pack, model_name, self._mapping(node))
        for rule, node in [(pack.rules[key], node) for key, node in self._nodes(pack, sections)]:
            self._read_rule(pack, rule, node)
        return pack

    def _rules_of(self, name: str, rules: Mapping) -> list:
        if name not in self.values.rule_models:
            self.fail(rules.lines[name], self.env._("“%s” is no model of rules in this database", name))
        if not isinstance(rules[name], List):
            self.fail(rules.lines[name], self.env._("a list of rules is expected under “%s”", name))
        return rules[name]

    def _add_rule(self, pack: Pack, model_name: str, node: Mapping):
        code = self._text(self._required_key(node, "code"))
        if not code.strip():
            self.fail(node.lines["code"], self.env._("the code is empty"))
        first = pack.rules.get((model_name, code))
        if first:
            self.fail(
                node.lines["code"],
                self.env._("the code “%(code)s” was given to the rule in line %(line)s", code=code, line=first.line),
            )
        pack.rules[model_name, code] = PackRule(model_name, code, node.line, {})

    def _nodes(self, pack: Pack, sections):
        for model_name, nodes, _line in sections:
            for node in nodes:
                yield (model_name, node["code"].text), node

    def _read_rule(self, pack: Pack, rule: PackRule, node: Mapping):
        model = self.values.env[rule.model]
        held = self.values.held(model)
        rule.values = self._values_of(pack, model, held, node, f"{rule.model}.{rule.code}")
        self._check_required(held, rule.values, self.values.defaults(rule.model), node)

    def _values_of(self, pack: Pack, model, held: dict, node: Mapping, path: str) -> dict:
        """Return the portable values that a mapping gives."""
        values = {}
        for key, value in node.items():
            if key not in held:
                reason = self.env._("“%(model)s” has no field “%(field)s”", model=model._name, field=key)
                if key in model._fields:
                    reason = self.env._("the field “%(field)s” is not held by packs", field=key)
                self.fail(node.lines[key], reason)
            spot = f"{path}.{key}"
            if isinstance(value, Mapping) and set(value) == {"required"}:
                value = self._answer(pack, held[key], value, spot)
                if value is None:
                    values[key if not held[key].translate else f"{key}@en_US"] = None
                    continue
            if held[key].translate:
                values.update({f"{key}@{language}": text for language, text in self._translations(held[key], value)})
            else:
                values[key] = self._value(pack, held[key], value, spot)
        return values

    def _check_required(self, held: dict, values: dict, defaults: dict, node: Mapping):
        for name, one in held.items():
            if not one.required or one.type == "boolean":
                continue
            key = f"{name}@en_US" if one.translate else name
            number = one.type in ("integer", "float", "monetary")
            if key in values:
                missing = values[key] == ""
            else:
                # a number that is required has no default of the program: none is invented
                missing = defaults.get(key) in ("", []) or (number and not one.default)
            if missing:
                self.fail(node.lines.get(name, node.line), self.env._("a value for “%(field)s” is missing", field=name))

    # questions

    def _answer(self, pack: Pack, one, node: Mapping, path: str):
        """Return the node of the answer to a value left open; None while there is none."""
        text = in_language(self._texts(node["required"]), self.env.lang)
        answer = self.answers.get(path) or ""
        label = one._description_string(self.env)
        pack.questions.append(Question(path, text or label, label, node.line, answer))
        if not answer.strip():
            return None
        self.answered.add(path)
        if one.type in ("many2many", "one2many", "properties_definition"):
            parsed = self._parse(answer.encode())
        else:
            parsed = Scalar(answer.strip(), True, node.line)
        return self._at_line(parsed, node.line)

    def _at_line(self, node, line: int):
        """Put the nodes of an answer into the line of its question."""
        node.line = line
        for part in node if isinstance(node, List) else node.values() if isinstance(node, Mapping) else ():
            self._at_line(part, line)
        if isinstance(node, Mapping):
            node.lines = dict.fromkeys(node.lines, line)
        return node

    # values

    def _value(self, pack: Pack, one, node, path: str):
        match one.type:
            case "one2many":
                return self._lines(pack, one, node, path)
            case "many2many":
                if not isinstance(node, List):
                    self.fail(node.line, self.env._("a list is expected for “%s”", one.name))
                names = [self._reference(pack, one, self._scalar(part), path) for part in node]
                return sorted(set(names) - {""})
            case "properties_definition":
                return self._properties(one, node)
            case "many2one":
                return self._reference(pack, one, self._scalar(node), path)
        return self.values.normal(one, self._plain_value(one, self._scalar(node)))

    def _plain_value(self, one, scalar: Scalar):
        text = scalar.text
        match one.type:
            case "boolean" if scalar.plain and text.lower() in ("true", "false"):
                return text.lower() == "true"
            case "integer" if scalar.is_null or (scalar.plain and INTEGER.match(text)):
                return int(text or 0) if not scalar.is_null else 0
            case "float" | "monetary" if scalar.is_null or (scalar.plain and NUMBER.match(text)):
                return float(text) if not scalar.is_null else 0.0
            case "char" | "text" | "html":
                return "" if scalar.is_null else text
            case "date" | "datetime":
                return self._date(one, scalar)
            case "selection":
                keys = [key for key, _label in one._description_selection(self.values.env)]
                if scalar.is_null and not one.required:
                    return ""
                if text in keys:
                    return text
                self.fail(
                    scalar.line,
                    self.env._(
                        "“%(value)s” is none of the choices of “%(field)s”: %(choices)s",
                        value=text,
                        field=one.name,
                        choices=", ".join(keys),
                    ),
                )
        expected = {
            "boolean": self.env._("true or false"),
            "integer": self.env._("a whole number"),
            "float": self.env._("a number"),
            "monetary": self.env._("a number"),
        }[one.type]
        return self.fail(
            scalar.line,
            self.env._("“%(field)s” is %(expected)s, not “%(value)s”", field=one.name, expected=expected, value=text),
        )

    def _date(self, one, scalar: Scalar) -> str:
        if scalar.is_null:
            return ""
        kind = fields.Date if one.type == "date" else fields.Datetime
        try:
            value = kind.to_string(kind.to_date(scalar.text) if one.type == "date" else kind.to_datetime(scalar.text))
        except ValueError:
            value = None
        if value != scalar.text:
            shape = "2026-01-31" if one.type == "date" else "2026-01-31 08:00:00"
            self.fail(
                scalar.line,
                self.env._(
                    "“%(field)s” is a date like %(shape)s, not “%(value)s”",
                    field=one.name,
                    shape=shape,
                    value=scalar.text,
                ),
            )
        return value

    def _reference(self, pack: Pack, one, scalar: Scalar, path: str) -> str:
        if scalar.is_null or not scalar.text:
            return ""
        name, target = scalar.text, one.comodel_name
        answered = path in self.answered
        if (target in LOCAL or name.startswith("#")) and not answered:
            self.fail(
                scalar.line,
                self.env._(
                    "“%(field)s” names somebody or something of one company; a pack asks for it: {required: …}",
                    field=one.name,
                ),
            )
        if (target, name) in pack.rules:
            return name
        found = self.values.find(target, name)
        if not found and answered:
            # as people call it
            found = self.values.find(target, f"#{name}")
        if found:
            return self.values.name_of(found) if answered else name
        kind = self.env["ir.model"]._get(target).sudo().name  # sudo: the title of a model is no secret
        return self.fail(
            scalar.line,
            self.env._(
                "nothing among “%(kind)s” is “%(name)s” (field “%(field)s”)", kind=kind, name=name, field=one.name
            ),
        )

    def _lines(self, pack: Pack, one, node, path: str) -> list[dict]:
        if not isinstance(node, List):
            self.fail(node.line, self.env._("a list of lines is expected for “%s”", one.name))
        held = self.values.line_fields(one)
        defaults = self.values.line_defaults(one)
        lines = []
        for number, part in enumerate(node, start=1):
            part = self._mapping(part)
            given = self._values_of(pack, self.values.env[one.comodel_name], held, part, f"{path}.{number}")
            self._check_required(held, given, defaults, part)
            lines.append({**defaults, **given})
        return self.values.sort_lines(one, lines)

    def _properties(self, one, node) -> list[dict]:
        if not isinstance(node, List):
            self.fail(node.line, self.env._("a list is expected for “%s”", one.name))
        definitions = []
        for part in node:
            part = self._mapping(part)
            self._known_keys(part, PROPERTY_KEYS)
            self._required_key(part, "name")
            self._required_key(part, "type")
            definition = {key: self._free_value(value) for key, value in part.items()}
            if definition.get("comodel") and definition.get("default"):
                self.fail(part.lines["default"], self.env._("a property that points to records has no default here"))
            definitions.append(self.values._property(definition))
        return definitions

    def _free_value(self, node):
        """Return a value whose type the file itself says."""
        if isinstance(node, List):
            return [self._free_value(part) for part in node]
        scalar = self._scalar(node)
        if scalar.plain and scalar.text in ("true", "false"):
            return scalar.text == "true"
        if scalar.plain and INTEGER.match(scalar.text):
            return int(scalar.text)
        if scalar.plain and NUMBER.match(scalar.text):
            return float(scalar.text)
        return scalar.text

    def _translations(self, one, node):
        """Yield language and text; English, which Odoo cannot do without, is the first text where it is not given."""
        texts = self._texts(node)
        english = texts.get("en_US") or next(iter(texts.values()), "")
        texts = {language: self.values.normal(one, text) for language, text in {"en_US": english, **texts}.items()}
        yield "en_US", texts["en_US"]
        for language in self.values.languages:
            if texts.get(language, texts["en_US"]) != texts["en_US"]:
                yield language, texts[language]
