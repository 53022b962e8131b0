from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools import email_normalize

from ..tools import normalise, parse

#: Data in which every character is for a machine: full-width signs become ordinary ones.
IDENTIFIERS = ("phone", "fax", "zip", "website", "number", "registration_number")

#: The largest whole number the database keeps.
MAXIMUM_INTEGER = 2**31 - 1


class CustomerFileValues(models.Model):
    """Text from a survey, the portal or a list becomes a value of the file."""

    _inherit = "customer.file"

    @api.model
    def _value_from_text(self, name: str, text, known: dict | None = None, unit: int = 1):
        """Return the value to write into field ``name`` for ``text``; False for an empty text.

        :param known: looked-up records by (field, text), to share between many calls
        :param unit: what amounts without a unit of their own are counted in, such as 10,000
        :raises ValidationError: in words the user understands, naming the field and what is expected
        """
        cleaned = normalise.text("" if text is False else text)
        if parse.says_nothing(cleaned):
            return False
        field = self._fields[name]
        converter = getattr(self, f"_{field.type}_from_text", None)
        try:
            if name == "credit_code":
                return self._credit_code_from_text(cleaned)
            if name == "email":
                return self._email_from_text(cleaned)
            if field.type in ("many2one", "selection"):
                key = (name, cleaned)
                known = {} if known is None else known
                if key not in known:
                    known[key] = converter(field, cleaned)
                return known[key]
            if field.type in ("monetary", "float"):
                return float(parse.parse_amount(text, unit=unit))
            if converter:
                return converter(text)
            return cleaned if name in IDENTIFIERS else normalise.wording(text)
        except parse.ParseError as error:
            raise ValidationError(
                self.env._(
                    "%(field)s: “%(value)s” is not understood. %(reason)s",
                    field=field._description_string(self.env),
                    value=cleaned,
                    reason=self._parse_reason(error),
                )
            ) from error

    @api.model
    def _credit_code_from_text(self, text: str) -> str:
        code = normalise.credit_code(text)
        if normalise.looks_like_credit_code(code) and not normalise.is_credit_code(code):
            raise ValidationError(
                self.env._(
                    "%s is not a valid unified social credit code: a character is wrong, for the last does not fit.",
                    code,
                )
            )
        return code

    @api.model
    def _email_from_text(self, text: str) -> str:
        if not email_normalize(text):
            raise ValidationError(self.env._("“%s” is not an e-mail address.", text))
        return text

    @api.model
    def _text_from_text(self, text) -> str:
        lines = (normalise.wording(line) for line in str(text).splitlines())
        return "\n".join(lines).strip()

    @api.model
    def _date_from_text(self, text):
        return parse.parse_date(text)

    @api.model
    def _integer_from_text(self, text) -> int:
        number = parse.parse_int(text)
        if number is not None and abs(number) > MAXIMUM_INTEGER:
            raise parse.ParseError("int_out_of_range", text, "a smaller number is expected")
        return number

    @api.model
    def _boolean_from_text(self, text) -> bool:
        return parse.parse_bool(text)

    @api.model
    def _selection_from_text(self, field, text: str) -> str:
        """Find a value by its key or its label, in the user's language or in English."""
        wanted = text.casefold()
        english = self.with_context(lang="en_US")
        options = field._description_selection(self.env)
        for key, *labels in zip(
            (key for key, _label in options),
            (label for _key, label in options),
            (label for _key, label in field._description_selection(english.env)),
            strict=True,
        ):
            if wanted in {key.casefold(), *(label.casefold() for label in labels)}:
                return key
        raise ValidationError(
            self.env._(
                "%(field)s: “%(value)s” is not one of %(options)s.",
                field=field._description_string(self.env),
                value=text,
                options=", ".join(label for _key, label in options),
            )
        )

    @api.model
    def _many2one_from_text(self, field, text: str) -> int:
        Model = self.env[field.comodel_name]
        domain = Model._check_company_domain(self.env.company) if field.check_company else []
        found = Model.search([("display_name", "=ilike", text), *domain], limit=2) or Model.search(
            [("display_name", "ilike", text), *domain], limit=2
        )
        if len(found) != 1:
            raise ValidationError(
                self.env._(
                    "%(field)s: %(count)s records fit “%(value)s”. Write the full name.",
                    field=field._description_string(self.env),
                    count=self.env._("no") if not found else self.env._("several"),
                    value=text,
                )
            )
        return found.id

    @api.model
    def _parse_reason(self, error) -> str:
        """Say in the user's language what was expected where ``error`` was raised."""
        reasons = {
            "date_unknown": self.env._("Expected a date such as 2020-05-01 or 2020年5月1日."),
            "date_ambiguous": self.env._("Day and month can be exchanged. Write the date like 2020-05-01."),
            "date_impossible": self.env._("The calendar has no such day."),
            "date_out_of_range": self.env._("The year cannot be right."),
            "amount_unknown": self.env._("Expected an amount such as 1200.50 or 500万."),
            "amount_percent": self.env._("Expected an amount, not a percentage."),
            "amount_foreign_currency": self.env._("Expected an amount in the currency of the company."),
            "amount_out_of_range": self.env._("The amount is too large to be right."),
            "int_unknown": self.env._("Expected a whole number."),
            "int_out_of_range": self.env._("The number is too large to be right."),
            "int_fraction": self.env._("Expected a whole number."),
            "bool_unknown": self.env._("Expected yes or no."),
        }
        return reasons.get(error.code) or str(error)
