"""Whether bytes are a picture that can be looked at."""

import io

from PIL import Image

from odoo.exceptions import UserError
from odoo.tools.image import ImageProcess

#: what is no picture, or no whole one, ends in any of these
BROKEN = (UserError, OSError, ValueError, SyntaxError, IndexError, Image.DecompressionBombError)


def picture_format(data: bytes) -> str:
    """Return the format of a picture, such as "PNG", or nothing for what cannot be shown as one.

    A PNG is whole to its end: for its reports core lets the library show also what is cut off.
    """
    try:
        with Image.open(io.BytesIO(data)) as picture:
            picture.verify()
        shown = ImageProcess(data).image
        if shown:
            shown.load()
    except BROKEN:
        return ""
    return picture.format if shown else ""
