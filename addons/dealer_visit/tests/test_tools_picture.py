import io
from zlib import crc32

from PIL import Image

from odoo.tests import BaseCase

from ..tools.picture import picture_format
from .common import PHOTO


class TestToolsPicture(BaseCase):
    def _saved(self, kind):
        data = io.BytesIO()
        Image.new("RGB", (3, 2)).save(data, kind)
        return data.getvalue()

    def test_what_can_be_shown_has_a_format(self):
        for kind in ("PNG", "JPEG", "GIF", "BMP"):
            self.assertEqual(picture_format(self._saved(kind)), kind)

    def test_a_picture_is_whole(self):
        # of its last four bytes, the checksum of an empty end, nothing is missed
        for size in range(len(PHOTO) - 4):
            self.assertEqual(picture_format(PHOTO[:size]), "", size)
        self.assertEqual(picture_format(PHOTO), "PNG")

    def test_what_is_no_picture_has_none(self):
        header = b"IHDR" + (100_000).to_bytes(4) * 2 + PHOTO[24:29]
        huge = PHOTO[:12] + header + crc32(header).to_bytes(4) + PHOTO[33:]
        for data in (b"", b"x", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"RIFF0000WEBPVP8 ", b"GIF89a", huge):
            self.assertEqual(picture_format(data), "", data)
