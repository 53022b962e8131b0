import ast

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, format_date, formatLang
from odoo.tools.query import Query

from ..tools import period
from .customer_statistic_counting import TOTAL, Scope, Statement
from .customer_statistic_source import Asked, Figure, Source

#: what a path may lead to
FILE = ("customer.file", "res.partner")
NUMBERS = ("integer", "float", "monetary")
TEXTS = ("char", "text", "html", "properties", "json", "binary")


class CustomerStatisticIndicator(models.Model):
    """Counts over the records of any model, as a consultant sets them: what, of which period, whose.

    They count all records of the company, whoever computes. So that nobody finds out by counting what may not be read,
    conditions look at no text of records that can be secret, and at nothing that who sets them may not read.
    """

    _inherit = "customer.statistic.indicator"

    res_model = fields.Selection(selection="_selection_res_model", string="Model", help="Whose records are counted.")
    domain = fields.Char("Condition", default="[]", help="Only records that fulfil this are counted.")
    aggregate = fields.Selection(
        [
            ("count", "Number of Records"),
            ("customers", "Number of Customers"),
            ("distinct", "Number of Different Values"),
            ("sum", "Sum"),
            ("average", "Average"),
            ("min", "Lowest"),
            ("max", "Highest"),
        ],
        default="count",
        help="What is made of the records of the period.",
    )
    measure = fields.Char(help="Technical name of the stored number that is added up, or of what is counted once each.")
    date_field = fields.Char(
        "Date", help="Technical name of the date that says which period a record belongs to; create_date for example."
    )
    file_path = fields.Char(
        "Customer", help="Where the customer or its file is found, as partner_id or order_id.partner_id."
    )
    department_path = fields.Char(
        "Department of the Record", help="Where its department is found. Empty: that of the customer."
    )
    user_path = fields.Char("Responsible of the Record", help="Empty: who is responsible for the customer.")

    @api.model
    def _selection_res_model(self) -> list[tuple[str, str]]:
        """Return all models that hold records: which of them one may have counted is seen when it is set."""
        # sudo: what models are called is no secret
        models_ = self.env["ir.model"].sudo().search_fetch([("transient", "=", False)], ["model", "name"], order="name")
        registry = self.env.registry
        return [
            (one.model, f"{one.name} ({one.model})")
            for one in models_
            if one.model in registry and registry[one.model]._auto and not registry[one.model]._abstract
        ]

    @api.constrains(
        "kind", "res_model", "domain", "aggregate", "measure", "date_field", "file_path", "department_path", "user_path"
    )
    def _check_records(self):
        # conditions on records are checked by superuser, these are about what the user may read
        for indicator in self.with_user(self.env.user).filtered(lambda one: one.kind == "records"):
            try:
                indicator._check_counted_model()
                indicator._check_counted_fields()
                indicator._check_counted_domain()
                indicator._records_source(indicator._preview_asked())
            except (ValueError, SyntaxError, TypeError, NotImplementedError, KeyError) as error:
                raise ValidationError(
                    self.env._("%(indicator)s: %(error)s", indicator=indicator.name, error=error)
                ) from error

    def _check_counted_model(self):
        """Refuse models that the one who sets this may not read."""
        if self.res_model not in dict(self._selection_res_model()):
            raise ValidationError(self.env._("%s: say whose records are counted.", self.name))
        model = self.env[self.res_model]
        if not model.has_access("read"):
            raise AccessError(
                self.env._(
                    "%(indicator)s: you may not read records of %(model)s, and so not have them counted.",
                    indicator=self.name,
                    model=model._description_label(),
                )
            )

    def _check_counted_fields(self):
        model = self.env[self.res_model]
        self._check_field(model, self.date_field, ("date", "datetime"))
        if self.aggregate in ("sum", "average", "min", "max"):
            self._check_field(model, self.measure, NUMBERS)
        elif self.aggregate == "distinct":
            self._check_field(model, self.measure, (*NUMBERS, "many2one", "selection", "boolean", "date"))
        elif self.aggregate == "customers" and not self.file_path:
            raise ValidationError(self.env._("%s: say where the customer is found.", self.name))
        for path, targets in (
            (self.file_path, FILE),
            (self.department_path, ("hr.department",)),
            (self.user_path, ("res.users",)),
        ):
            if path and self._path_target(path) not in targets:
                raise ValidationError(
                    self.env._(
                        "%(indicator)s: %(path)s does not lead to %(models)s.",
                        indicator=self.name,
                        path=path,
                        models=", ".join(targets),
                    )
                )

    def _check_field(self, model, name: str, types: tuple[str, ...]):
        field = model._fields.get(name or "")
        if not field or not field.store or field.type not in types or not model._has_field_access(field, "read"):
            raise ValidationError(
                self.env._(
                    "%(indicator)s: %(field)s is no stored field of %(model)s that can be used here (%(types)s).",
                    indicator=self.name,
                    field=name or "",
                    model=model._description_label(),
                    types=", ".join(types),
                )
            )

    def _path_target(self, path: str) -> str:
        """Return the model that a path of stored many2one fields leads to."""
        model = self.env[self.res_model]
        for name in path.split("."):
            self._check_field(model, name, ("many2one",))
            model = self.env[model._fields[name].comodel_name]
        return model._name

    def _check_counted_domain(self):
        model = self.env[self.res_model]
        domain = self._counted_domain()
        domain.validate(model)
        for condition in domain.iter_conditions():
            self._check_condition(model, condition)

    def _check_condition(self, model, condition):
        """Refuse what would tell by a number what is not to be read."""
        names = condition.field_expr.split(".")
        for name in names:
            field = model._fields[name]
            if not (model.has_access("read") and model._has_field_access(field, "read")):
                raise AccessError(
                    self.env._("%(indicator)s: you may not read %(field)s.", indicator=self.name, field=name)
                )
            if field.type in TEXTS and self._can_be_secret(model):
                raise ValidationError(
                    self.env._(
                        "%(indicator)s: %(field)s can be secret, and its text is not counted by.",
                        indicator=self.name,
                        field=field._description_string(self.env),
                    )
                )
            if not field.comodel_name:
                return
            model = self.env[field.comodel_name]
        if condition.operator in ("any", "not any"):
            for inner in Domain(condition.value).iter_conditions():
                self._check_condition(model, inner)
        elif self._can_be_secret(model) and "like" in condition.operator:
            raise ValidationError(
                self.env._("%s: records that can be secret are not counted by their name.", self.name)
            )

    @api.model
    def _can_be_secret(self, model) -> bool:
        """Say whether records of ``model`` can have a secrecy level, or quote some that have one."""
        secret = issubclass(type(model), self.env.registry["customer.secrecy.mixin"])
        return secret or model._name == "ir.attachment" or model._name.startswith("mail.")

    def _counted_domain(self) -> Domain:
        return Domain(ast.literal_eval(self.domain or "[]"))

    def _records_unit(self) -> str:
        """Return the unit that fits what is counted; empty for any."""
        model = self.env.get(self.res_model or "")
        field = model._fields.get(self.measure or "") if model is not None else None
        added = self.aggregate in ("sum", "average", "min", "max")
        return "amount" if added and field and field.type == "monetary" else ""

    def _records_rollup(self) -> str:
        return "recount" if self.aggregate in ("customers", "distinct") else "sum"

    # how they are counted

    def _records_figure(self) -> Figure:
        """Return what is made of the rows of :meth:`_records_source`."""
        self.ensure_one()

        def measure(_asked):
            return SQL("item.measure")

        def one(_asked):
            return SQL("1")

        def known(_asked):
            return SQL("item.measure IS NOT NULL")

        name = self.name
        match self.aggregate:
            case "count":
                return Figure(name, "")
            case "customers":
                return Figure(name, "", aggregate="customers")
            case "average":
                return Figure(name, "", measure, one, known)
            case aggregate:
                return Figure(name, "", measure, where=known, aggregate=aggregate)

    def _records_source(self, asked: Asked) -> Source:
        """Return the records of the period with what is measured of them, of the company of ``asked``.

        Counted with the rights of the environment: all of them by superuser, what one may read for the preview.
        """
        self.ensure_one()
        query = self._records_query(asked)
        model = self.env[self.res_model]
        columns = [SQL("%s AS measure", self._measure_sql(model, query, asked))]
        key, own = None, []
        if self.file_path:
            target, target_alias, last = self._walk(query, self.file_path)
            if target._name == "res.partner":
                key = "partner_id"
                customer = SQL.identifier(
                    target._fields["commercial_partner_id"].join(target, target_alias, query)[1], "id"
                )
            else:
                key, customer = "file_id", last
            columns.append(SQL("%s AS %s", customer, SQL.identifier(key)))
        for path, name in ((self.department_path, "department_id"), (self.user_path, "user_id")):
            if path:
                columns.append(SQL("%s AS %s", self._walk(query, path)[2], SQL.identifier(name)))
                own.append(name)
        return Source(query.select(*columns), key, tuple(own))

    def _records_query(self, asked: Asked) -> Query:
        model = self.env[self.res_model].with_context(active_test=False).with_company(asked.company)
        return model._search(self._records_domain(asked))

    def _records_domain(self, asked: Asked) -> Domain:
        model, domain = self.env[self.res_model], self._counted_domain()
        if "company_id" in model._fields:
            domain &= Domain("company_id", "=", asked.company.id)
        elif "company_ids" in model._fields:
            domain &= Domain("company_ids", "in", asked.company.ids)
        if model._fields[self.date_field].type == "date":
            return domain & Domain(self.date_field, ">=", asked.first) & Domain(self.date_field, "<=", asked.last)
        return domain & Domain(self.date_field, ">=", asked.begin) & Domain(self.date_field, "<", asked.end)

    def _walk(self, query: Query, path: str):
        """Follow a path of many2one fields; return the model it leads to, its alias and the column pointing to it."""
        model, alias = self.env[self.res_model].sudo(), query.table  # sudo: whose a counted record is, not what it says
        column = SQL.identifier(alias, "id")
        for name in path.split("."):
            column = model._field_to_sql(alias, name, query)
            model, alias = model._fields[name].join(model, alias, query)
        return model, alias, column

    def _measure_sql(self, model, query: Query, asked: Asked) -> SQL:
        """Return what is measured of a record; money in the currency of the company, by the rate of the day."""
        if self.aggregate in ("count", "customers"):
            return SQL("1")
        field = model._fields[self.measure]
        measure = model._field_to_sql(query.table, self.measure, query)
        if field.type != "monetary":
            return measure
        currency = model.sudo()._field_to_sql(  # sudo: which currency it is
            query.table, field.get_currency_field(model), query
        )
        day = SQL.identifier(query.table, self.date_field)
        if model._fields[self.date_field].type == "datetime":
            day = SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", day, asked.zone)
        return SQL(
            """CASE WHEN COALESCE(%(currency)s, %(own)s) = %(own)s THEN %(measure)s
                    ELSE %(measure)s * %(to)s / %(of)s END""",
            currency=currency,
            own=asked.company.currency_id.id,
            measure=measure,
            to=self._rate_sql(asked, SQL("%s", asked.company.currency_id.id), day),
            of=self._rate_sql(asked, currency, day),
        )

    @api.model
    def _rate_sql(self, asked: Asked, currency: SQL, day: SQL) -> SQL:
        """Return the rate of a day, or the first there is, as core converts."""
        rates = SQL(
            "SELECT rate FROM res_currency_rate rate WHERE rate.currency_id = %s"
            " AND COALESCE(rate.company_id, %s) = %s",
            currency,
            asked.company.root_id.id,
            asked.company.root_id.id,
        )
        return SQL(
            "COALESCE((%(rates)s AND rate.name <= %(day)s ORDER BY rate.company_id, rate.name DESC LIMIT 1),"
            " (%(rates)s ORDER BY rate.company_id, rate.name LIMIT 1), 1)",
            rates=rates,
            day=day,
        )

    # preview

    def _preview_asked(self) -> Asked:
        """Return the question for the last full month."""
        month = period.before(period.around(self.company_id._policy_today(), "month"), "month")
        return self.env["customer.statistic.source"]._asked(self.company_id, *month)

    def action_preview(self):
        """Show the records of the last full month that the user may read, and what the indicator is of these."""
        self.ensure_one()
        asked = self._preview_asked()
        model = self.env[self.res_model]
        model.check_access("read")
        value = self._preview_value(asked)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._(
                "%(indicator)s in %(month)s: %(value)s",
                indicator=self.name,
                month=format_date(self.env, asked.first, date_format="MMMM y"),
                value=self.env._("no value") if value is None else formatLang(self.env, value, digits=self.decimals),
            ),
            "res_model": model._name,
            "view_mode": "list,form",
            "domain": list(self._records_domain(asked)),
            "context": {"active_test": False, "create": False},
        }

    def _preview_value(self, asked: Asked) -> float | None:
        """Return the value for the records that the user may read: whoever sets a rule learns nothing else by it."""
        sources = self.env["customer.statistic.source"]
        scope = Scope(asked.company, asked.first, asked.last)
        statement = Statement(self._records_source(asked), [(self.id, self._records_figure(), asked)])
        self.env.flush_all()
        return sources._run_statement(scope, statement)[self.id].cells[TOTAL].value
