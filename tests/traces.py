"""Looking for a word in everything below a folder: as it is, encoded, and inside what is packed or compressed."""

import base64
import gzip
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq


def find_traces(folders: Iterable[Path], words: Iterable[str]) -> list[str]:
    """Every (file: form of a word) that was found."""
    forms = [(f"{name} of {word}", form) for word in words for name, form in forms_of(word)]
    found = []
    for path in sorted(path for folder in folders for path in folder.rglob("*")):
        found += [f"{path}: its own name has {name}" for name, form in forms if form in str(path).encode()]
        if path.is_file() and not path.is_symlink():
            for where, content in unpack(path.name, path.read_bytes()):
                found += [f"{path}{where}: {name}" for name, form in forms if form in content]
    return found


def forms_of(word: str) -> list[tuple[str, bytes]]:
    """How a word may stand in a file."""
    plain = word.encode()
    coded = []
    for before in range(3):
        whole = base64.b64encode(b"\0" * before + plain)
        # Signs that share bits with what stands around the word are left out.
        coded.append(whole[-(-8 * before // 6) : (8 * (before + len(plain))) // 6])
    return [
        ("the plain form", plain),
        ("UTF-16", word.encode("utf-16-le")),
        ("UTF-16, big end first,", word.encode("utf-16-be")),
        ("hex", plain.hex().encode()),
        ("HEX", plain.hex().upper().encode()),
        *[("base64", one) for one in coded],
        ("the form backwards", plain[::-1]),
    ]


def unpack(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """(Where, bytes) of a file and of everything that is packed in it."""
    yield "", content
    if content[:4] == b"PAR1":
        yield " (Parquet)", _texts(pq.read_table(io.BytesIO(content)))
    elif zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.namelist():
                for where, inside in unpack(member, archive.read(member)):
                    yield f"!{member}{where}", inside
    elif content[:2] == b"\x1f\x8b":
        yield " (gzip)", gzip.decompress(content)
    elif content[:1] == b"\x78":
        try:
            yield " (zlib)", zlib.decompress(content)
        except zlib.error:
            return


def _texts(table: pa.Table) -> bytes:
    texts = [
        str(value)
        for column in table.columns
        if not pa.types.is_floating(column.type)
        for value in column.combine_chunks().unique().to_pylist()
    ]
    return "\n".join([*texts, str(table.schema.metadata)]).encode()
