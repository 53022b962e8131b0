from odoo.addons.customer_policy.tests.pack_common import ShippedPackCase


class ComplaintPackCase(ShippedPackCase):
    """All packs of an addon, of which some speak of units that another pack makes."""

    #: whose packs, and how many there are
    ADDON = ""
    PACKS = 0

    def _shipped(self):
        return [name for name in self.env["customer.policy.pack"]._shipped() if name.startswith(f"{self.ADDON}/")]

    def _before(self, name: str) -> list[str]:
        """Hook: name the packs whose units the pack ``name`` speaks of."""
        return []

    def _check_round_trips(self):
        self.assertEqual(len(self._shipped()), self.PACKS)
        for name in self._shipped():
            with self.subTest(name):
                self._check_round_trip(name, *self._before(name))

    def _check_side_by_side(self):
        """Apply all of the addon to one company."""
        names = [*dict.fromkeys(one for name in self._shipped() for one in (*self._before(name), name))]
        company = self._empty_company(f"All of {self.ADDON}")
        for name in names:
            self._apply_shipped(name, company)
        self.assertEqual(len(self._records("customer.policy.pack", company)), len(names))
