from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves

from .common import ArchiveCase


@tagged("post_install", "-at_install")
class TestSecrecy(ArchiveCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.level = cls._level(keeps_apart=True, opens_to_responsible=True)
        cls.secret_class = cls._class("8", "Franchise contracts")
        cls._rule(
            "customer.secrecy.rule",
            res_model="customer.archive.document",
            domain="[('class_id.number', '=', '8')]",
            level_id=cls.level.id,
        )

    def _secret(self, **values):
        return self._document("Franchise with Green Valley", class_id=self.secret_class.id, **values)

    def test_the_responsible_reads_it_until_the_archive_has_it_and_nobody_else(self):
        document = self._secret()
        self.assertEqual(document.secrecy_level_id, self.level)
        self.assertIn("Franchise", self.as_user(self.clerk, document).read(["name"])[0]["name"])
        for user in (self.colleague, self.boss, self.users["general_manager"]):
            with self.assertRaises(AccessError):
                self.as_user(user, document).read(["name"])
        self.as_user(self.clerk, document).action_hand_in()
        document._write_protected({"state": "filed"})
        with self.assertRaises(AccessError):
            self.as_user(self.clerk, document).read(["name"])

    def test_a_link_to_a_secret_document_does_not_tell_its_title(self):
        document = self._secret()
        finding = self.env["customer.archive.finding"].create(
            {"name": "Damp", "company_id": self.company.id, "document_id": document.id}
        )
        shown = self.as_user(self.colleague, finding).read(["document_id"])[0]["document_id"][1]
        self.assertNotIn("Franchise", shown)
        self.assertIn("机密", shown)

    @proves("S2.2-23b")
    def test_secret_documents_lie_apart_and_related_ordinary_ones_may_go_along(self):
        safe = self._place("Safe", is_apart=True)
        shelf = self._place("Shelf")
        secret, ordinary = self._secret(), self._document()
        related = self._document("Annex", relation="annex", related_id=secret.id, class_id=self.secret_class.id)
        for document in (secret, ordinary):
            document._write_protected({"state": "filed"})
            document._put_into_volume()
        self.assertEqual((secret.volume_id.is_apart, ordinary.volume_id.is_apart), (True, False))
        with self.refused("place for secrets"):
            secret.volume_id.place_id = shelf
        secret.volume_id.place_id = safe
        with self.refused("place for secrets"):
            ordinary.volume_id.place_id = safe
        with self.refused("is secret"):
            secret.volume_id = self.Volumes.create(
                {"class_id": self.secret_class.id, "year": 2025, "company_id": self.company.id}
            )
        alone = self._class("8.1", "Other papers", parent_id=self.secret_class.id)
        stranger = self._document(class_id=alone.id)
        with self.refused("only with a secret document"):
            stranger.volume_id = secret.volume_id
        stranger.write({"relation": "annex", "related_id": secret.id})
        stranger.volume_id = secret.volume_id
        self.assertFalse(stranger.is_secret)
        self.assertTrue(related.is_secret)

    def test_what_becomes_secret_is_taken_out_of_the_ordinary_volume(self):
        document = self._filed_document()
        ordinary = document.volume_id
        document._classify(self.level, "test")
        self.assertTrue(document.volume_id.is_apart)
        self.assertEqual(document.volume_id.secrecy_level_id, self.level)
        self.assertFalse(ordinary.secrecy_level_id)
        closed = self._filed_document()
        self.as_user(self.archivist, closed.volume_id).action_close()
        closed._classify(self.level, "test")
        self.assertIn(closed.number, closed.volume_id.activity_ids.summary)

    def test_documents_of_a_file_that_becomes_secret_are_taken_out_as_well(self):
        file = self._file()
        document, closed = self._filed_document(file_id=file.id), self._filed_document(file_id=file.id)
        meant = self._document(file_id=file.id)
        ordinary = document.volume_id
        other = self._filed_document()
        meant.volume_id = ordinary
        file._classify(self.level, "test")
        self.assertEqual((document.secrecy_level_id, document.own_secrecy_level_id.ids), (self.level, []))
        self.assertTrue(document.volume_id.is_apart and closed.volume_id.is_apart)
        self.assertEqual((ordinary.document_ids, ordinary.secrecy_level_id.ids), (other, []))
        self.assertFalse(meant.volume_id, "what is meant for an ordinary volume goes into one for secrets later")
        file._classify(self.level.browse(), "test")
        self.assertFalse(document.volume_id.is_apart)

    def test_documents_in_a_closed_volume_are_asked_for_when_their_file_becomes_secret(self):
        file = self._file()
        document = self._filed_document(file_id=file.id)
        self.as_user(self.archivist, document.volume_id).action_close()
        file._classify(self.level, "test")
        self.assertFalse(document.volume_id.is_apart)
        self.assertIn(document.number, document.volume_id.activity_ids.summary)

    def test_documents_move_when_their_level_comes_to_be_kept_apart(self):
        self.level.keeps_apart = False
        document = self._filed_document()
        document._classify(self.level, "test")
        self.assertFalse(document.volume_id.is_apart)
        self.level.keeps_apart = True
        self.env.flush_all()
        self.assertTrue(document.volume_id.is_apart)

    def test_the_list_of_contents_is_as_secret_as_what_is_in_it(self):
        document = self._secret()
        document._write_protected({"state": "filed"})
        document._put_into_volume()
        volume = document.volume_id
        volume.action_list_contents()
        self.assertEqual(volume.secrecy_level_id, self.level)
        for user in (self.clerk, self.boss):
            with self.assertRaises(AccessError):
                self.as_user(user, volume).read(["contents"])
