from odoo import models


class IrSequence(models.Model):
    _inherit = "ir.sequence"

    def _next_numbers(self, count: int) -> list[str]:
        """Draw ``count`` numbers, in one query where the implementation allows it."""
        self.ensure_one()
        if count == 1 or self.implementation != "standard" or self.use_date_range:
            return [self.next_by_id() for _ in range(count)]
        self.check_access("read")
        prefix, suffix = self._get_prefix_suffix()
        return [f"{prefix}{number:0{self.padding}d}{suffix}" for number in self._next_values(count)]

    def _next_values(self, count: int) -> list[int]:
        """Draw ``count`` bare numbers of a sequence with the standard implementation, in one query."""
        self.ensure_one()
        self.env.cr.execute("SELECT nextval(%s) FROM generate_series(1, %s)", [f"ir_sequence_{self.id:03d}", count])
        return [number for (number,) in self.env.cr.fetchall()]
