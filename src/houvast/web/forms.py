"""Forms as browsers send them: `application/x-www-form-urlencoded`, small, each field once."""

from collections.abc import AsyncIterator
from urllib.parse import parse_qsl

from houvast.web.visit import RefusedError

MOST_BYTES = 32_768
_KIND = "application/x-www-form-urlencoded"


async def read_form(kind: str, chunks: AsyncIterator[bytes]) -> dict[str, str]:
    """The fields of a form.

    Raises
    ------
    RefusedError
        It is no such form, is too long, or has a field twice.
    """
    if kind.partition(";")[0].strip().lower() != _KIND:
        raise RefusedError(415, "form")
    content = b""
    async for chunk in chunks:
        content += chunk
        if len(content) > MOST_BYTES:
            raise RefusedError(413, "too_long")
    try:
        fields = parse_qsl(
            content.decode("ascii"), keep_blank_values=True, strict_parsing=bool(content), errors="strict"
        )
    except ValueError:
        raise RefusedError(400, "form") from None
    if len({name for name, _ in fields}) < len(fields):
        raise RefusedError(400, "form")
    return dict(fields)
