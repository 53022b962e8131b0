import uuid

from odoo import fields, models
from odoo.exceptions import UserError


class CustomerPolicyQuestion(models.TransientModel):
    """A question as a row; what a row cannot show of it stays as it is."""

    _name = "customer.policy.question"
    _description = "Question"
    _order = "sequence, id"
    _rec_name = "string"

    questions_id = fields.Many2one("customer.policy.questions", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=1000)
    name = fields.Char("Technical Name", help="What rules and exports know the question by.")
    string = fields.Char("Question", required=True)
    type = fields.Selection(
        [
            ("char", "Text"),
            ("text", "Text of Several Lines"),
            ("boolean", "Yes or No"),
            ("integer", "Whole Number"),
            ("float", "Decimal"),
            ("date", "Day"),
            ("datetime", "Day and Time"),
            ("selection", "One of These"),
            ("tags", "Some of These"),
            ("separator", "Heading"),
            ("other", "Something Else"),
        ],
        string="Answer",
        required=True,
        default="char",
        help="It stays as it is: to ask for another kind of answer, remove the question and add a new one.",
    )
    choices = fields.Text(
        help="One a line. A choice that is reworded where it stands keeps the answers that were given with it."
    )

    def _prepare_vals(self, definition: dict) -> dict:
        kinds = dict(self._fields["type"].selection)
        return {
            "name": definition["name"],
            "string": definition.get("string") or definition["name"],
            "type": definition["type"] if definition["type"] in kinds else "other",
            "choices": "\n".join(choice[1] for choice in self._choices_of(definition)),
        }

    def _choices_of(self, definition: dict) -> list:
        return definition.get(definition["type"]) or [] if definition["type"] in ("selection", "tags") else []

    def _labels(self) -> list[str]:
        """Return the choices, each once."""
        lines = (line.strip() for line in (self.choices or "").splitlines())
        return list(dict.fromkeys(filter(None, lines)))

    def _definition(self, known: dict) -> dict:
        """Return the question as it is kept; ``known`` is what was asked until now, by technical name."""
        before = known.get(self.name)
        if before and self.type in (before["type"], "other"):
            definition = {**before, "string": self.string}
        elif self.type == "other":
            raise UserError(self.env._("%s: say what is answered.", self.string))
        else:
            definition = {"name": uuid.uuid4().hex[:16], "string": self.string, "type": self.type}
        if self.type in ("selection", "tags"):
            if not self._labels():
                raise UserError(self.env._("%s: say what there is to choose from.", self.string))
            definition[self.type] = self._choices(self._choices_of(definition))
        return definition

    def _choices(self, before: list) -> list:
        """Return the choices with what answers know them by."""
        labels = self._labels()
        by_label = {choice[1]: choice for choice in before}
        result = []
        for number, label in enumerate(labels):
            choice = by_label.get(label)
            if not choice and number < len(before) and before[number][1] not in labels:
                choice = before[number]  # reworded
            key, color = (choice[0], choice[2:]) if choice else (uuid.uuid4().hex[:16], [number % 11 + 1])
            result.append([key, label, *(color if self.type == "tags" else ())])
        return result
