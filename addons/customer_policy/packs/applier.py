"""Writes what a plan says, with the rights of the user."""

import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from .plan import CONFLICT, UNCHANGED, Entry, Plan
from .problem import PackProblem
from .values import Values, split_language


class Applier:
    """Creates, changes and archives the rules of one company; raises at the first that is refused."""

    def __init__(self, env, company, plan: Plan):
        self.plan = plan
        self.values = Values(env, company)
        self.company = company
        # whatever the caller has in the context is no business of the rules: defaults, for example
        self.env = env(context={"allowed_company_ids": company.ids, "lang": env.lang, "tz": env.context.get("tz")})
        #: references to rules that do not exist yet: (entry, record, field)
        self.later: list[tuple] = []

    def apply(self, take: set[tuple[str, str]]) -> dict[tuple[str, str], dict]:
        """Do it; of the conflicts only those in ``take``. Return what the pack now has given, by model and code.

        :raises PackProblem: naming the rule that was refused, and why
        """
        done = [
            entry
            for entry in self.plan.entries
            if entry.kind != UNCHANGED and (entry.kind != CONFLICT or entry.key in take)
        ]
        written = [entry for entry in self._in_order(done) if "code" in entry.new]
        for entry in written:
            self._try(entry, self._write)
        for entry, record, name in self.later:
            self._try(entry, lambda entry, record=record, name=name: self._write_later(entry, record, name))
        for entry in done:
            if "code" not in entry.new:
                self._try(entry, lambda entry: self._mine(entry).write({"active": False}))
        self.env.flush_all()
        self.values.env.invalidate_all()
        return {entry.key: self._given(entry, entry in done) for entry in self.plan.entries}

    def _given(self, entry: Entry, done: bool) -> dict:
        """Return what the pack gave: what stands in the database, or what it wanted where the rule was kept."""
        if done or entry.kind == UNCHANGED:
            record = entry.record.with_env(self.values.env)
            return {**self.values.of(record), "active": record.active}
        return entry.new if "code" in entry.new else {**self.values.of(entry.record), "active": False}

    def _mine(self, entry: Entry):
        return entry.record.with_env(self.env)

    def _in_order(self, entries: list[Entry]) -> list[Entry]:
        """Sort entries so that models come after those their fields refer to, where that is possible."""
        models = list(dict.fromkeys(entry.model for entry in entries))
        order: list[str] = []

        def visit(model, above):
            if model in order or model in above:
                return
            for one in self.values.held(self.env[model]).values():
                if one.comodel_name in models:
                    visit(one.comodel_name, {*above, model})
            order.append(model)

        for model in models:
            visit(model, set())
        return sorted(entries, key=lambda entry: order.index(entry.model))

    def _try(self, entry: Entry, step):
        try:
            with self.env.cr.savepoint():
                step(entry)
                self.env.flush_all()
        except (PackProblem, AccessError):
            raise
        except UserError as error:
            self._refuse(entry, str(error), error)
        except (psycopg2.IntegrityError, psycopg2.DataError) as error:
            self._refuse(entry, self.env[entry.model]._sql_error_to_message(error), error)
        except (ValueError, TypeError) as error:
            self._refuse(entry, str(error), error)

    def _refuse(self, entry: Entry, reason: str, error: Exception):
        message = self.env._(
            "%(model)s “%(code)s” was refused: %(reason)s", model=entry.model_label, code=entry.code, reason=reason
        )
        raise PackProblem(self.env, self.plan.pack.filename, entry.line, message) from error

    def _write(self, entry: Entry):
        model = self.env[entry.model]
        held = {**self.values.held(model), "active": model._fields["active"]}
        keys = entry.keys if entry.record else list(entry.new)
        vals, later = self._vals(held, {key: entry.new[key] for key in keys}, entry.record)
        if entry.record:
            self._mine(entry).write(vals)
        else:
            entry.record = model.with_company(self.company).create({**vals, "company_id": self.company.id})
        record = self._mine(entry)
        self._translate(record, held, {key: entry.new[key] for key in keys}, created=len(keys) == len(entry.new))
        self.later += [(entry, record, name) for name in later]

    def _write_later(self, entry: Entry, record, name: str):
        one = record._fields[name]
        vals, missing = self._vals({name: one}, {name: entry.new[name]}, None)
        if missing:
            wanted = entry.new[name]
            raise UserError(
                self.env._(
                    "“%(field)s” names “%(wanted)s”, which there is not: it was deleted by hand",
                    field=name,
                    wanted=wanted if isinstance(wanted, str) else ", ".join(wanted),
                )
            )
        record.write(vals)

    def _vals(self, held: dict, portable: dict, record) -> tuple[dict, list[str]]:
        """Return values for create or write, and the fields whose rules do not exist yet."""
        vals, later = {}, []
        for key, value in portable.items():
            name, language = split_language(key)
            one = held[name]
            if language:
                if language == "en_US" and not record:
                    vals[name] = value
                continue
            match one.type:
                case "many2one":
                    found = self.values.find(one.comodel_name, value) if value else None
                    if value and not found:
                        later.append(name)
                    else:
                        vals[name] = found.id if found else False
                case "many2many":
                    found = [self.values.find(one.comodel_name, name) for name in value]
                    if not all(found):
                        later.append(name)
                    else:
                        vals[name] = [Command.set([target.id for target in found])]
                case "one2many":
                    vals[name] = self._line_commands(one, value, record)
                case "char" | "text" | "html" | "date" | "datetime" | "selection":
                    vals[name] = value or False
                case _:
                    vals[name] = value
        return vals, later

    def _line_commands(self, one, wanted: list[dict], record) -> list:
        """Keep the first lines that are as wanted; delete and make anew the others, so that the order comes out."""
        held = self.values.line_fields(one)
        if record and "code" in held:
            return self._coded_line_commands(one, held, wanted, record)
        kept, old = 0, []
        if record:
            lines = record.with_env(self.values.env)[one.name]
            by_id = [(line.id, self.values.of(line, held)) for line in lines]
            old = [(line_id, values) for line_id, values in by_id]
            order = self.values.sort_lines(one, [values for _id, values in old])
            old.sort(key=lambda pair: order.index(pair[1]))
            if self.values.keeps_more(one):
                old, wanted = self._same_first(old, wanted)
            while kept < min(len(old), len(wanted)) and old[kept][1] == wanted[kept]:
                kept += 1
        commands = [Command.delete(line_id) for line_id, _values in old[kept:]]
        for line in wanted[kept:]:
            vals, missing = self._vals(held, line, None)
            if missing:
                raise UserError(self.env._("a line names a rule that stands further down: %s", ", ".join(missing)))
            commands.append(Command.create(vals))
        return commands

    def _coded_line_commands(self, one, held: dict, wanted: list[dict], record) -> list:
        """Change lines that have a code in place: documents may point to them, as cases do to steps of a procedure."""
        lines = record.with_env(self.values.env).with_context(active_test=False)[one.name].sorted("id")
        # of lines with the same code the one in use; an archived one comes back where there is no other
        lines = lines.sorted("active") if "active" in lines._fields else lines
        present = {line.code: line for line in lines}
        codes = {line["code"] for line in wanted}
        commands = [Command.delete(line.id) for code, line in present.items() if code not in codes]
        for line in wanted:
            old = present.get(line["code"])
            now = self.values.of(old, held) if old else {}
            vals, missing = self._vals(held, {key: line[key] for key in line if line[key] != now.get(key)}, old)
            if missing:
                raise UserError(self.env._("a line names a rule that stands further down: %s", ", ".join(missing)))
            if old and "active" in old._fields and not old.active:
                vals["active"] = True
            if not old:
                commands.append(Command.create(vals))
            elif vals:
                commands.append(Command.update(old.id, vals))
        return commands

    @staticmethod
    def _same_first(old: list[tuple], wanted: list[dict]) -> tuple[list[tuple], list[dict]]:
        """Put the lines that are there as they are wanted first, on both sides."""
        same, new, rest = [], [], list(old)
        for line in wanted:
            pair = next((pair for pair in rest if pair[1] == line), None)
            if pair:
                rest.remove(pair)
                same.append(pair)
            else:
                new.append(line)
        return same + rest, [line for _id, line in same] + new

    def _translate(self, record, held: dict, portable: dict, created=True):
        """Write the texts of all languages, of lines too; a new record has no text but those given."""
        texts: dict[str, dict] = {}
        for key, value in portable.items():
            name, language = split_language(key)
            if language:
                nothing = dict.fromkeys(self.values.languages, False) if created else {}
                texts.setdefault(name, nothing)[language] = value
            elif held[name].type == "one2many":
                self._translate_lines(record, held[name], value)
        for name, by_language in texts.items():
            if held[name].translate is True:
                record.update_field_translations(name, {lang: text or False for lang, text in by_language.items()})
            else:
                for language, text in by_language.items():
                    record.with_context(lang=language)[name] = text or False

    def _translate_lines(self, record, one, wanted: list[dict]):
        held = self.values.line_fields(one)
        if not any(line_field.translate or line_field.type == "one2many" for line_field in held.values()):
            return
        lines = record[one.name].sorted("id")
        if "code" in held:
            by_code = {line.code: line for line in lines}
            for values in wanted:
                self._translate(by_code[values["code"]], held, values)
            return
        free = {line: self._plain(self.values.of(line.with_env(self.values.env), held)) for line in lines}
        for values in wanted:
            line = next((line for line, plain in free.items() if plain == self._plain(values)), None)
            if line:
                del free[line]
                self._translate(line, held, values)

    @staticmethod
    def _plain(values: dict) -> dict:
        """Return values without translations, those of lines included."""
        return {
            key: [Applier._plain(line) if isinstance(line, dict) else line for line in value]
            if isinstance(value, list)
            else value
            for key, value in values.items()
            if split_language(key)[1] in ("", "en_US")
        }
