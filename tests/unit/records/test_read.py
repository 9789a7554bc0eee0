"""Reading: every cell as it stands, and a clear refusal of what is not what the config declares."""

import datetime as dt
import gzip
import io
import zipfile

import numpy as np
import pandas as pd
import pytest
import sqlalchemy
import xlsxwriter

from houvast.config import CsvFormat, ExcelFormat, ParquetFormat, SqlFormat
from houvast.errors import RecordsError
from houvast.records.read_rows import read_parquet, read_query
from houvast.records.read_text import read_text
from houvast.records.read_workbook import read_workbook

SEMICOLON = CsvFormat(delimiter=";")


def texts(extract, column):
    return list(extract.columns[column].full_texts())


def workbook(rows, dates=(), name="S"):
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held)
    sheet, as_date = book.add_worksheet(name), book.add_format({"num_format": "dd-mm-yyyy"})
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, dt.date):
                sheet.write_datetime(at, column, value, as_date)
            elif value is not None:
                sheet.write(at, column, value)
    book.close()
    return held.getvalue()


def test_text_stays_text():
    extract = read_text(b"id;name\n007;NA\n1E5;null\n7.0;\n", "x.csv", SEMICOLON)
    assert texts(extract, "id") == ["007", "1E5", "7.0"]
    assert texts(extract, "name") == ["NA", "null", ""]


def test_byte_order_mark_and_sep_line_are_no_data():
    extract = read_text("\ufeffsep=;\r\nid;d\r\n1;2\r\n".encode(), "x.csv", SEMICOLON)
    assert list(extract.columns) == ["id", "d"]
    assert extract.rows.tolist() == [3]


def test_sep_line_that_contradicts_the_declaration_is_refused():
    with pytest.raises(RecordsError, match=r"says `sep=,` on line 1 and its declared delimiter is ';'"):
        read_text(b"sep=,\nid,d\n1,2\n", "x.csv", SEMICOLON)


def test_rows_are_numbered_as_lines():
    data = b'id;note\n1;a\n2;"two\nlines"\n\n3;x;y\n4;b\n;\n5\n'
    extract = read_text(data, "x.csv", SEMICOLON)
    assert texts(extract, "id") == ["1", "2", "4"]
    assert extract.rows.tolist() == [2, 3, 7]
    assert extract.unreadable == [6, 9]


def test_quote_that_swallows_the_rest_is_refused():
    with pytest.raises(RecordsError, match="quote on line 3 that is never closed"):
        read_text(b'a;b\n1;2\n"3;4\n5;6\n', "x.csv", SEMICOLON)
    with pytest.raises(RecordsError, match="never closed"):
        read_text(b'a;b\n1;2\n3;"4\n5;6\n', "x.csv", SEMICOLON)


def test_quote_inside_a_text_is_a_text():
    extract = read_text(b'a;b\n1;5" screen\n2;x\n', "x.csv", SEMICOLON)
    assert texts(extract, "b") == ['5" screen', "x"]


@pytest.mark.parametrize(
    ("data", "layout", "message"),
    [
        (
            b"id,start\n1,2\n",
            SEMICOLON,
            r"one column when split at the declared delimiter ';'.*`delimiter: ','`",
        ),
        (b"id;id\n1;2\n", SEMICOLON, "has the column `id` more than once"),
        ("id;naam\n1;Zoë\n".encode("cp1252"), SEMICOLON, "not utf-8 text: the bytes on line 2"),
        (
            "id;naam\n1;Zoë\n".encode(),
            CsvFormat(delimiter=";", encoding="cp1252"),
            "declared as cp1252 and is UTF-8",
        ),
        ("id;a\n1;2\n".encode("utf-16"), SEMICOLON, "encoding is utf-16|do not decode"),
        (gzip.compress(b"id;a\n1;2\n", mtime=0), SEMICOLON, r"packed file \(gzip\)"),
        (b"\n", SEMICOLON, "empty: not even a header"),
    ],
)
def test_text_that_is_not_as_declared_is_refused(data, layout, message):
    with pytest.raises(RecordsError, match=message):
        read_text(data, "x.csv", layout)


def test_declared_cp1252_and_utf16_are_read():
    assert texts(read_text("id\nZoë\n".encode("cp1252"), "x", CsvFormat(encoding="cp1252")), "id") == ["Zoë"]
    assert texts(read_text("id\nZoë\n".encode("utf-16"), "x", CsvFormat(encoding="utf-16")), "id") == ["Zoë"]


def test_workbook_keeps_types_and_text_ids():
    rows = [
        ["id", "d", "n"],
        [7.0, dt.date(2024, 2, 1), 1.5],
        ["007", "01-02-2024", "1,5"],
        [],
        [8, None, None],
    ]
    extract = read_workbook(workbook(rows), "x.xlsx", ExcelFormat())
    assert texts(extract, "id") == ["7", "007", "8"]
    assert texts(extract, "d") == ["2024-02-01", "01-02-2024", ""]
    assert extract.rows.tolist() == [2, 3, 5]


def test_workbook_refusals():
    good = workbook([["id"], [1]])
    with pytest.raises(RecordsError, match=r"no sheet `T`. Its sheets: `S`"):
        read_workbook(good, "x.xlsx", ExcelFormat(sheet="T"))
    with pytest.raises(RecordsError, match=r"not an \.xlsx workbook"):
        read_workbook(b"id;a\n1;2\n", "x.xlsx", ExcelFormat())
    with pytest.raises(RecordsError, match="no header in row 1"):
        read_workbook(workbook([]), "x.xlsx", ExcelFormat())
    with pytest.raises(RecordsError, match=r"damaged|not an \.xlsx"):
        read_workbook(good[: len(good) // 2], "x.xlsx", ExcelFormat())


def repack(data, sheet):
    """A workbook whose sheet is replaced."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, sheet if part.endswith("sheet1.xml") else old.read(part))
    return held.getvalue()


def test_workbook_that_unfolds_to_gigabytes_is_refused_before_it_is_opened():
    bomb = repack(workbook([["id"], [1]]), b"<sheetData>" + b" " * 60_000_000)
    assert len(bomb) < 100_000
    with pytest.raises(RecordsError, match=r"unfolds to 60 MB"):
        read_workbook(bomb, "x.xlsx", ExcelFormat())


def test_workbook_with_a_cell_far_away_is_refused():
    far = b'<worksheet><sheetData><row r="1"><c r="A1"/></row><x:c r=\'XFD1048576\'/></sheetData></worksheet>'
    with pytest.raises(RecordsError, match="1048576 rows by 16384 columns"):
        read_workbook(repack(workbook([["id"], [1]]), far), "x.xlsx", ExcelFormat())


def test_parquet_keeps_types():
    frame = pd.DataFrame(
        {
            "id": ["007", None],
            "at": pd.to_datetime(["2024-02-01 13:00", None]),
            "n": [1.5, np.nan],
            "k": [3, 4],
            "f": [True, False],
        }
    )
    extract = read_parquet(frame.to_parquet(), "x.parquet", ParquetFormat())
    assert texts(extract, "id") == ["007", ""]
    assert texts(extract, "at") == ["2024-02-01", ""]
    assert texts(extract, "n") == ["1.5", ""]
    assert texts(extract, "k") == ["3", "4"]
    assert texts(extract, "f") == ["true", "false"]
    assert extract.rows.tolist() == [1, 2]


@pytest.mark.parametrize("damage", [lambda b: b[:-20], lambda b: b[:30] + bytes([b[30] ^ 255]) + b[31:]])
def test_damaged_parquet_is_refused(damage):
    held = io.BytesIO()
    pd.DataFrame({"id": [str(k) for k in range(500)]}).to_parquet(held, write_page_checksum=True)
    with pytest.raises(RecordsError, match="not a whole Parquet file"):
        read_parquet(damage(held.getvalue()), "x.parquet", ParquetFormat())


def test_query_reads_typed_rows(tmp_path, monkeypatch):
    url = f"sqlite:///{tmp_path}/hr.db"
    engine = sqlalchemy.create_engine(url, poolclass=sqlalchemy.pool.NullPool)
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text("create table staff (id text, wage real, n integer)"))
        connection.execute(sqlalchemy.text("insert into staff values ('007', 12.5, 3), ('8', null, 4)"))
    monkeypatch.setenv("HR_URL", url)
    extract = read_query(SqlFormat(type="sql", url_env="HR_URL", query="select * from staff order by id"))
    assert texts(extract, "id") == ["007", "8"]
    assert texts(extract, "wage") == ["12.5", ""]
    with pytest.raises(RecordsError, match="no such table: nobody"):
        read_query(SqlFormat(type="sql", url_env="HR_URL", query="select * from nobody"))


def test_query_without_a_database_is_refused_without_its_address(monkeypatch):
    query = SqlFormat(type="sql", url_env="HR_URL", query="select 1")
    monkeypatch.delenv("HR_URL", raising=False)
    with pytest.raises(RecordsError, match="environment variable HR_URL is not set"):
        read_query(query)
    monkeypatch.setenv("HR_URL", "sqlite:////nowhere/secret/hr.db")
    with pytest.raises(RecordsError, match="OperationalError") as refusal:
        read_query(query)
    assert "secret" not in str(refusal.value)
