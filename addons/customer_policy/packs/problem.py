from odoo.exceptions import UserError


class PackProblem(UserError):
    """A pack that cannot be applied: file, line (0: the file as a whole) and reason, ready to be shown."""

    def __init__(self, env, filename: str, line: int, reason: str):
        place = env._("%(file)s, line %(line)s: %(reason)s", file=filename, line=line, reason=reason)
        super().__init__(place if line else f"{filename}: {reason}")
        self.line = line
