"""``odoo policy``: the rules of a company from and to files, so that they can live under version control.

Odoo loads this file on its own, as ``odoo.cli.policy``: the addon itself is loaded with the database.
"""

import argparse
import sys
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from odoo import SUPERUSER_ID
from odoo.api import Environment
from odoo.cli.command import Command
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tools import config

SIGNS = {"created": "+", "changed": "~", "archived": "-", "conflict": "!"}


class Policy(Command):
    """List, compare, apply and export policy packs of a company"""

    epilog = """
        Exit codes: 0 done, or nothing would change; 1 refused, with the reason; 2 wrong arguments;
        3 diff: something would change; 4 done, but rules changed by hand were kept.

        Examples:
            odoo policy list -d prod --company 1
            odoo policy diff -d prod --company "Paper Mill" rules.yaml
            odoo policy apply -d prod --company 1 rules.yaml --set customer.file.check.rule.check.interval_months=6
            odoo policy export -d prod --company 1 --area customer_file -o rules.yaml
    """

    def __init__(self):
        super().__init__()
        commands = self.parser.add_subparsers(dest="command", required=True)
        for name, description in (
            ("list", "list the packs that came with the addons, and those applied to the company"),
            ("diff", "show what applying a pack would create, change and archive"),
            ("apply", "apply a pack"),
            ("export", "write the present rules of the company"),
        ):
            parser = commands.add_parser(name, help=description, description=description)
            parser.add_argument("-c", "--config", help="configuration file of Odoo")
            parser.add_argument("-d", "--database", required=True)
            parser.add_argument("--company", required=True, help="name or id")
            parser.add_argument("--user", metavar="LOGIN", help="in whose name, and with whose rights; default: all")
            if name in ("diff", "apply"):
                self._add_apply_arguments(parser)
            if name == "apply":
                parser.add_argument("--take", action="append", default=[], metavar="MODEL.CODE", help="in conflicts, "
                                    "take the pack's: for this rule, or 'all'")  # fmt: skip
            if name == "export":
                parser.add_argument("--area", default="", help="only the rules of this addon")
                parser.add_argument("--pack", default="", help="only the rules that the pack with this code brought")
                parser.add_argument("--code", default="", help="code to give to the pack; default: the area")
                parser.add_argument("--version", default="1")
                parser.add_argument("-o", "--output", help="file; default: the standard output")

    @staticmethod
    def _add_apply_arguments(parser):
        parser.add_argument("pack", help="a file, or the name of a pack that came with the addons (see list)")
        parser.add_argument("--set", action="append", default=[], dest="answers", metavar="MODEL.CODE.FIELD=VALUE",
                            type=_answer, help="a value that the written policy leaves open")  # fmt: skip
        parser.add_argument("--enforce", action="store_true", help="rules take the mode of the pack, or else enforce")

    def run(self, cmdargs):
        options = self.parser.parse_args(cmdargs)
        arguments = ["--no-http", "-d", options.database, "--log-level=error"]
        config.parse_config(arguments + (["-c", options.config] if options.config else []), setup_logging=True)
        try:
            with self._environment(options.database) as env:
                status = retrying(partial(self._step, env, options), env)
        except (UserError, OSError) as error:
            sys.stderr.write(f"{error}\n")
            sys.exit(1)
        sys.stdout.write(self.output)
        sys.exit(status)

    def _step(self, env, options) -> int:
        """Do what was asked for and return the exit code; begun again when somebody else applied a pack meanwhile."""
        self.output = ""
        company = self._company(env, options.company)
        if options.user:
            env = env(user=self._user(env, options.user))
            company = company.with_env(env)
        return getattr(self, f"_{options.command}")(env(context={"allowed_company_ids": company.ids}), company, options)

    @contextmanager
    def _environment(self, database: str):
        with Registry(database).cursor() as cr:
            yield Environment(cr, SUPERUSER_ID, {})

    def _company(self, env, text: str):
        companies = env["res.company"].search([("name", "=", text)])
        if text.isdecimal() and not companies:
            companies = env["res.company"].browse(int(text)).exists()
        if len(companies) != 1:
            raise UserError(f"There is no company {text!r}, or more than one: give its id.")
        return companies

    def _user(self, env, login: str):
        user = env["res.users"].search([("login", "=", login)])
        if not user:
            raise UserError(f"There is no user with the login {login!r}.")
        return user

    def _print(self, line: str):
        self.output += f"{line}\n"

    def _content(self, env, name: str) -> tuple[bytes, str]:
        packs = env["customer.policy.pack"]
        return packs._read_shipped(name) if name in packs._shipped() else (Path(name).read_bytes(), Path(name).name)

    def _list(self, env, company, options) -> int:
        packs = env["customer.policy.pack"]
        applied = {pack.code: pack for pack in packs.search([("company_id", "=", company.id)])}
        for name, pack in packs._shipped_packs().items():
            known = applied.pop(pack.code, None)
            state = f"applied: {known.version}" if known else "not applied"
            self._print(f"{name}\t{pack.code} {pack.version}\t{state}\t{pack.name(env.lang)}")
        for pack in applied.values():
            self._print(f"(file)\t{pack.code}\tapplied: {pack.version}\t{pack.name}")
        return 0

    def _diff(self, env, company, options) -> int:
        data, filename = self._content(env, options.pack)
        plan = env["customer.policy.pack"]._plan(
            company, data, filename, answers=dict(options.answers), enforce=options.enforce
        )
        self._show(plan)
        for question in plan.pack.open_questions:
            self._print(f"? {question.path}: {question.text}")
        return 0 if plan.is_empty and not plan.pack.open_questions else 3

    def _apply(self, env, company, options) -> int:
        data, filename = self._content(env, options.pack)
        packs = env["customer.policy.pack"]
        arguments = {"answers": dict(options.answers), "enforce": options.enforce}
        conflicts = packs._plan(company, data, filename, **arguments).of_kind("conflict")
        names = {f"{entry.model}.{entry.code}" for entry in conflicts}
        if unknown := set(options.take) - names - {"all"}:
            raise UserError(f"No conflict about {', '.join(sorted(unknown))}.")
        take = {
            entry.key for entry in conflicts if "all" in options.take or f"{entry.model}.{entry.code}" in options.take
        }
        plan = packs._apply(company, data, filename, take=take, **arguments)
        self._show(plan)
        return 4 if any(entry.key not in take for entry in plan.of_kind("conflict")) else 0

    def _export(self, env, company, options) -> int:
        text = env["customer.policy.pack"]._export(
            company, area=options.area, pack_code=options.pack, code=options.code, version=options.version
        )
        if options.output:
            Path(options.output).write_text(text, encoding="utf-8")
        else:
            self.output = text
        return 0

    def _show(self, plan):
        for warning in plan.warnings:
            self._print(f"warning: {warning}")
        for entry in plan.entries:
            if entry.kind != "unchanged":
                self._print(f"{SIGNS[entry.kind]} {entry.kind} {entry.model} {entry.code} ({entry.name})")
                for line in entry.describe().splitlines():
                    self._print(f"      {line}")
        self._print(", ".join(f"{number} {kind}" for kind, number in plan.counts.items()))


def _answer(text: str) -> tuple[str, str]:
    path, sign, value = text.partition("=")
    if not sign:
        raise argparse.ArgumentTypeError(f"write it like MODEL.CODE.FIELD=VALUE, not {text!r}")
    return path.strip(), value
