import re

from ..tools import policy_yaml
from ..tools.policy_yaml import Mapping, Scalar
from .problem import PackProblem


class NodeReader:
    """Takes the nodes of one file for what they must be; says file, line and reason when they are not."""

    def __init__(self, env, filename: str):
        self.env = env
        self.filename = filename

    def fail(self, line: int, reason: str):
        raise PackProblem(self.env, self.filename, line, reason)

    def _parse(self, data: bytes):
        try:
            return policy_yaml.read(data)
        except policy_yaml.YamlProblem as problem:
            raise PackProblem(self.env, self.filename, problem.line, str(problem.reason)) from problem

    def _mapping(self, node) -> Mapping:
        if not isinstance(node, Mapping):
            self.fail(node.line, self.env._("keys with values are expected here"))
        return node

    def _scalar(self, node) -> Scalar:
        if not isinstance(node, Scalar):
            self.fail(node.line, self.env._("a single value is expected here"))
        return node

    def _text(self, node) -> str:
        scalar = self._scalar(node)
        return "" if scalar.is_null else scalar.text

    def _texts(self, node) -> dict[str, str]:
        """Return a text by language; a plain one counts as English."""
        if isinstance(node, Mapping):
            for language, line in node.lines.items():
                if not re.match(r"[a-z]{2,3}(_[A-Z]{2})?(@\w+)?$", language):
                    self.fail(line, self.env._("“%s” is no language: write it like zh_CN", language))
            return {language: self._text(part) for language, part in node.items()} or {"en_US": ""}
        return {"en_US": self._text(node)}

    def _known_keys(self, node: Mapping, known):
        for key, line in node.lines.items():
            if key not in known:
                self.fail(
                    line, self.env._("“%(key)s” is not known here, only %(known)s", key=key, known=", ".join(known))
                )

    def _required_key(self, node: Mapping, key: str):
        if key not in node:
            self.fail(node.line, self.env._("“%s” is missing", key))
        return node[key]
