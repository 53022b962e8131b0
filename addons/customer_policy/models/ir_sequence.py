from odoo import models


class IrSequence(models.Model):
    _inherit = "ir.sequence"

    def _next_numbers(self, count: int) -> list[str]:
        """Draw ``count`` numbers, in one query where the implementation allows it."""
        self.ensure_one()
        if count == 1 or self.implementation != "standard" or self.use_date_range:
            return [self.next_by_id() for _ in range(count)]
        self.check_access("read")
        self.env.cr.execute("SELECT nextval(%s) FROM generate_series(1, %s)", [f"ir_sequence_{self.id:03d}", count])
        return [self.get_next_char(number) for (number,) in self.env.cr.fetchall()]
