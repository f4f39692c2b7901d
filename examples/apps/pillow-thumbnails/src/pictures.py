"""Pictures: opened with suspicion, made small."""

import base64
import io

from PIL import Image, ImageDraw, ImageFilter, ImageFont, ImageOps, UnidentifiedImageError

MOST_PIXELS = 40_000_000
QUALITY = {"JPEG": {"quality": 82, "optimize": True}, "WEBP": {"quality": 80}, "PNG": {}}


class Unusable(Exception):
    """What was uploaded is no picture; the text is for who uploaded it."""


def opened(upload):
    """Returns a picture, or refuses."""
    try:
        picture = Image.open(io.BytesIO(upload))
        if picture.width * picture.height > MOST_PIXELS:
            raise Unusable(f"{picture.width} x {picture.height} pixels are too many")
        picture.load()
    except (UnidentifiedImageError, OSError, SyntaxError) as error:
        raise Unusable("this is no picture") from error
    return picture


def captioned(picture, caption):
    """Writes a caption onto the lower edge."""
    font = ImageFont.load_default(size=max(10, picture.height // 8))
    draw = ImageDraw.Draw(picture, "RGBA")
    left, top, right, bottom = draw.textbbox((0, 0), caption, font=font)
    height = bottom - top + 6
    draw.rectangle([0, picture.height - height, picture.width, picture.height], (0, 0, 0, 128))
    place = ((picture.width - (right - left)) / 2, picture.height - height + 3 - top)
    draw.text(place, caption, fill="white", font=font)


def mean_colour(picture):
    """Returns the colour to show while the thumbnail loads."""
    red, green, blue = picture.convert("RGB").resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    return f"#{red:02x}{green:02x}{blue:02x}"


def thumbnail(picture, size, kind, caption):
    """Returns a square cut from the middle, and what it is."""
    small = ImageOps.exif_transpose(picture).convert("RGB")
    small = ImageOps.fit(small, (size, size), Image.Resampling.LANCZOS)
    small = small.filter(ImageFilter.UnsharpMask(radius=1, percent=60))
    if caption:
        captioned(small, caption)
    file = io.BytesIO()
    small.save(file, kind, **QUALITY[kind])
    again = Image.open(io.BytesIO(file.getvalue()))
    return {
        "format": again.format,
        "size": again.size,
        "colour": mean_colour(small),
        "body": base64.b64encode(file.getvalue()).decode() if size <= 64 else None,
    }
