"""YAML as policy packs use it: plain data, every key and value with its line.

A part of YAML, on purpose. Anchors, aliases, tags and several documents in one file are refused, so that a file cannot
grow while it is read and holds nothing but data. A scalar stays the text it is in the file: whether ``003`` is a clause
and ``off`` a mode is for the field to say that it is meant for, not for the rules of YAML 1.1 (octal three, false).

>>> node = read(b"rules:\\n  - code: first\\n    days: 003")
>>> node["rules"][0]["days"].text, node["rules"][0]["days"].line
('003', 3)
>>> print(write({"name": {"zh_CN": "客户"}, "mode": "off", "days": 3}), end="")
name:
  zh_CN: 客户
mode: 'off'
days: 3
"""

from dataclasses import dataclass, field

import yaml

from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

#: bytes; the rules of a large company take a tenth
MAX_SIZE = 1024 * 1024
MAX_DEPTH = 20

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class YamlProblem(ValueError):
    """A file that cannot be read: ``line`` (0: the whole file) and the translatable ``reason``."""

    def __init__(self, line: int, reason):
        super().__init__(line, reason)
        self.line = line
        self.reason = reason


@dataclass
class Scalar:
    """A single value: its text as it stands in the file, and whether it stands there without quotes."""

    text: str
    plain: bool
    line: int

    @property
    def is_null(self) -> bool:
        return self.plain and self.text in ("", "~", "null", "Null", "NULL")


class List(list):
    line: int = 0


class Mapping(dict):
    """Nodes by key; ``lines`` tells where each key stands."""

    def __init__(self, line: int):
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}


Node = Scalar | List | Mapping


def read(data: bytes) -> Node:
    """Return what ``data`` holds.

    :raises YamlProblem: with line and reason
    """
    if len(data) > MAX_SIZE:
        raise YamlProblem(0, _lt("the file is larger than %(size)s KB", size=MAX_SIZE // 1024))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise YamlProblem(line, _lt("the text is not in the encoding UTF-8")) from error
    reader = _Reader()
    try:
        for event in yaml.parse(text, Loader=_Loader):
            reader.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlProblem(
            mark.line + 1 if mark else 0, _lt("this is not YAML: %(problem)s", problem=error.problem or error.context)
        ) from error
    except yaml.YAMLError as error:
        line = text.count("\n", 0, getattr(error, "position", None) or 0) + 1
        raise YamlProblem(line, _lt("there is a character that YAML does not allow")) from error
    if reader.result is None:
        raise YamlProblem(0, _lt("the file is empty"))
    return reader.result


@dataclass
class _Reader:
    """Builds nodes from the events of the parser; the stack holds what is open, so that depth costs no recursion."""

    result: Node | None = None
    documents: int = 0
    stack: list = field(default_factory=list)

    def take(self, event):
        line = event.start_mark.line + 1
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise YamlProblem(line, _lt("a second document begins here; a file holds one"))
            if event.tags:
                raise YamlProblem(line, _lt("tags are not allowed: a pack holds plain data"))
        elif isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise YamlProblem(line, _lt("anchors and aliases (& and *) are not allowed: write the value out"))
        elif getattr(event, "tag", None):
            raise YamlProblem(line, _lt("tags (!) are not allowed: a pack holds plain data"))
        elif isinstance(event, yaml.ScalarEvent):
            self._add(Scalar(event.value, event.style in (None, ""), line), line)
        elif isinstance(event, yaml.SequenceStartEvent):
            node = List()
            node.line = line
            self._open(node, line)
        elif isinstance(event, yaml.MappingStartEvent):
            self._open(Mapping(line), line)
        elif isinstance(event, yaml.CollectionEndEvent):
            self.stack.pop()

    def _open(self, node, line):
        if len(self.stack) >= MAX_DEPTH:
            raise YamlProblem(line, _lt("more than %(depth)s levels, one within another", depth=MAX_DEPTH))
        self._add(node, line)
        self.stack.append([node, None])

    def _add(self, node, line):
        if not self.stack:
            self.result = node
            return
        parent, key = self.stack[-1]
        if isinstance(parent, List):
            parent.append(node)
        elif key is None:
            if not isinstance(node, Scalar):
                raise YamlProblem(line, _lt("a key is a word, not a list or a mapping"))
            if node.text in parent:
                raise YamlProblem(
                    line, _lt("“%(key)s” stands here twice, first in line %(first)s", key=node.text,
                              first=parent.lines[node.text])
                )  # fmt: skip
            self.stack[-1][1] = node.text
            parent.lines[node.text] = line
            parent[node.text] = None  # holds the place, against a key twice in a row
        else:
            parent[key] = node
            self.stack[-1][1] = None


class _Dumper(yaml.SafeDumper):
    """Block style, keys in the order given, lists indented under their key, texts of several lines as they are."""

    def ignore_aliases(self, data):
        return True

    def increase_indent(self, flow=False, indentless=False):
        return super().increase_indent(flow, False)


def _represent_text(dumper, text):
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _represent_text)


def write(data) -> str:
    """Return ``data`` as YAML: equal data give equal text, and one change changes few lines."""
    return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100000)
