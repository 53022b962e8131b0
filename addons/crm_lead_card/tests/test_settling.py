from odoo.tests import tagged

from .common import CardCase


@tagged("post_install", "-at_install")
class TestSettling(CardCase):
    """The stored state follows the facts: by the job, or by whoever does something with the card."""

    def test_the_job_stores_it_with_the_moment_of_the_facts(self):
        card = self._signed("05 10:00")
        with self.at("08 23:59"):
            self._run_job()
        self.assertEqual(card.state, "valid")
        with self.at("10 15:00"):
            self._run_job()
        self.assertEqual(card.state, "waste")
        event = self.events(card)[-1]
        self.assertEqual((event.kind, str(event.date)), ("waste", "2026-05-08 16:00:00"))
        self.assertFalse(card.sudo().deadline_ids.filtered(lambda one: one.state == "open"))

    def test_nobody_made_it_waste(self):
        """Whoever looks at a card first did not make it waste."""
        card = self._signed("05 10:00")
        with self.at("10 15:00"):
            self.assertRefused("not valid", lambda: self._call(card))
            card.withdraw_reason = "x"
            card.action_ask_withdrawal()
        event = self.events(card).filtered(lambda one: one.kind == "waste")
        self.assertEqual(event.user_id, self.env.ref("base.user_root"))

    def test_cost_of_a_list(self):
        """Who leads which team is asked once, and not for each card."""
        counts = []
        for number in (2, 20):
            cards = self.Cards.union(*(self._card(phone=f"154{number:04}{each:04}") for each in range(number)))
            self.env.flush_all()
            self.env.invalidate_all()
            seen = self.as_user(self.wu, cards)
            before = self.env.cr.sql_log_count
            self.assertTrue(all(seen.mapped("is_led_by_me")))
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0], "the first list also fills the caches")

    def test_found_by_what_it_is_now(self):
        card, cards = self._signed("05 10:00"), self.Cards.search([])
        for now, valid, waste in (("08 23:59", 1, 0), ("09 00:00", 0, 1)):
            with self.at(now):
                for state, count in (("valid", valid), ("waste", waste)):
                    domain = [("id", "in", (cards | card).ids), ("current_state", "=", state)]
                    self.assertEqual(self.Cards.search_count(domain), count)
                    self.assertEqual(self.Cards.search_count([*domain[:1], ("current_state", "!=", state)]), 1 - count)

    def test_cost_of_a_midnight(self):
        """Ten thousand cards at midnight are not ten thousand times some statements."""
        counts = []
        for number in (10, 100):
            with self.at("05 10:00"):
                cards = self.Cards.union(
                    *(self._sign(self._card(phone=f"154{number:04}{each:04}")) for each in range(number))
                )
            with self.at("09 00:00"):
                before = self.env.cr.sql_log_count
                self._run_job()
                self.env.flush_all()
                counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(set(cards.mapped("state")), {"waste"})
        self.assertLess(counts[1], counts[0] + 15)

    def test_reminded_a_day_before(self):
        card = self._signed("05 10:00")
        deadline = card.sudo().deadline_ids.filtered(lambda one: one.milestone == "call" and one.state == "open")
        self.assertEqual((str(deadline.last_day), deadline.user_id), ("2026-05-08", self.zhang))
        self.assertEqual(str(deadline.step_ids.planned_date), "2026-05-07 16:00:00")
        with self.at("08 10:00"):
            self._call(card)
        following = card.sudo().deadline_ids.filtered(lambda one: one.milestone == "call" and one.state == "open")
        self.assertEqual((deadline.state, str(following.last_day)), ("met", "2026-05-15"))

    def test_urgency(self):
        card = self._signed("05 10:00")
        for day, urgency in (("06", "later"), ("07", "soon"), ("08", "today"), ("09", "none")):
            with self.at(f"{day} 12:00"):
                self.assertEqual(card.urgency, urgency, day)
