"""`READERS` has one function a format, found by the suffix. It streams rows of fields, and what it could not read.

To add a format: a function from an `Input` and the `Columns` to rows and problems, and its line in `READERS`.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any, TextIO

import pyarrow as pa
import pyarrow.parquet as pq

from analysis.articles.checks import MAX_CHARACTERS
from analysis.articles.columns import TEXT_REMEDY, Columns, listed
from analysis.articles.dates import date_in_name
from analysis.articles.files import Input
from analysis.articles.records import Problem, Row, UnreadableError, shown
from analysis.articles.streams import (
    HEAD,
    bounded_lines,
    encoding_of,
    open_bytes,
    open_text,
    read_at_most,
    wrong_encoding,
)

MAX_JSON = 256_000_000  # characters of a .json file, which is read whole; JSON Lines have no such limit
MAX_CELL = 2 * MAX_CHARACTERS  # what a quotation mark that is never closed can swallow
MAX_RATIO, FREE = 200, 100_000_000  # a Parquet file may unpack to so many times its size, and to so many bytes anyway
MAX_TITLE = 250  # a first line longer than this is a paragraph

_HEADER = re.compile(r"\s*date:?\s+(\d{4}-\d{2}-\d{2})\s+", re.IGNORECASE)
# "U.S. President", "Gov. Pence": a capital and up to two letters before the full stop are an abbreviation.
_SENTENCE = re.compile(r".{15,}?(?:[a-z]{3}|[\d)\"\u201d\u2019])[.!?][\"\u201d\u2019]?(?=\s+[\"\u201c\u2018]?[A-Z])")


Reader = Callable[[Input, Columns], Iterator[Row | Problem]]


def read_txt(file: Input, columns: Columns) -> Iterator[Row | Problem]:
    """One article: a header `date YYYY-MM-DD` and the text, or a plain text with the date in the file's name.

    Blanks around the text are the file's, not the article's. The title is the first line, or its first sentence.
    """
    del columns  # a text has none
    with open_text(file) as stream:
        content = read_at_most(stream, MAX_CHARACTERS)
    if content is None:
        yield Problem(None, f"too long: more than {MAX_CHARACTERS:,} characters", "split it into articles")
    elif problem := wrong_encoding(content, file.encoding):
        yield Problem(None, *problem)
    else:
        header = _HEADER.match(content)
        text = (content[header.end() :] if header else content).strip()
        date = header[1] if header else date_in_name((file.path or Path(file.name)).name)
        yield Row(None, {"text": text, "date": date, "title": _title(text, with_header=header is not None)})


def _title(text: str, with_header: bool) -> str | None:
    """The first line, if short. After a header the text starts with its title sentence, so a long line is cut there."""
    first, *rest = text.split("\n", 1)
    if with_header and len(first) > MAX_TITLE:
        sentence = _SENTENCE.match(first, 0, 2 * MAX_TITLE)
        return sentence[0] if sentence else None
    return first.strip() if rest and len(first) <= MAX_TITLE else None


def read_csv(file: Input, columns: Columns) -> Iterator[Row | Problem]:
    """A row an article; the delimiter is a comma, semicolon, tab or bar, whichever gives a text column."""
    csv.field_size_limit(max(csv.field_size_limit(), MAX_CELL))
    with open_text(file) as stream:
        lines = _csv_lines(stream)
        first = next(lines, "")
        delimiter = _delimiter(first, "\t" if file.suffix == ".tsv" else ",", columns)
        # strict: after an unbalanced quotation mark the reader stops at the next one and goes on with the next line.
        reader = csv.reader(chain([first], lines), delimiter=delimiter, strict=True)
        records = _records(reader)
        _, header = next(records, (0, []))
        if isinstance(header, csv.Error):
            raise UnreadableError(f"header: {header}", "write the column names in the first line")
        names = [name.strip() for name in header]
        places = {field: names.index(name) for field, name in columns.header(names, file.name).items()}
        for number, cells in records:
            problem = _bad_record(cells, len(names), reader.line_num, file.encoding)
            if problem or isinstance(cells, csv.Error):
                yield Problem(number, *(problem or ("", "")))
            else:
                yield Row(number, {field: cells[place] for field, place in places.items()})


def _csv_lines(stream: TextIO) -> Iterator[str]:
    for number, line in enumerate(bounded_lines(stream), 1):
        if line is None:
            raise UnreadableError(f"line {number} is too long; the rest of the file is not read", "check its line ends")
        yield line


def _delimiter(header: str, usual: str, columns: Columns) -> str:
    for delimiter in dict.fromkeys(usual + ",;\t|"):
        if "text" in columns.find(name.strip() for name in next(csv.reader([header], delimiter=delimiter), [])):
            return delimiter
    return usual


def _records(reader: Any) -> Iterator[tuple[int, list[str] | csv.Error]]:
    """The records and their numbers, the header being 0, without blank lines; an error stands for a broken record."""
    number = 0
    while True:
        try:
            cells: list[str] | csv.Error = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            cells = error
        if cells != []:
            yield number, cells
            number += 1


def _bad_record(cells: list[str] | csv.Error, width: int, line: int, encoding: str | None) -> tuple[str, str] | None:
    if isinstance(cells, csv.Error):
        return f"quotation marks out of order at line {line}: {cells}", "double the quotation marks inside a cell"
    if len(cells) != width:
        reason = f"{len(cells)} cells where the header has {width}, at line {line}"
        return reason, "quote cells that hold delimiters or line ends"
    return next(filter(None, (wrong_encoding(cell, encoding) for cell in cells)), None)


def read_jsonl(file: Input, columns: Columns) -> Iterator[Row | Problem]:
    """A line an article; rows are numbered by line."""
    with open_text(file, newline="\n") as stream:
        yield from _from_objects(_json_lines(stream, file.encoding), file, columns)


def _json_lines(stream: TextIO, encoding: str | None) -> Iterator[tuple[int, object] | Problem]:
    for number, line in enumerate(bounded_lines(stream), 1):
        if line is None:
            yield Problem(number, "line too long", "split it: one article a line")
        elif problem := wrong_encoding(line, encoding):
            yield Problem(number, *problem)
        elif line.strip():
            try:
                yield number, load_json(line)
            except ValueError as error:
                yield Problem(number, f"malformed JSON: {error}", "write one JSON object a line")


def read_json(file: Input, columns: Columns) -> Iterator[Row | Problem]:
    """A list of articles, an object that holds one (as in NewsAPI), or one article. The file is read whole."""
    with open_text(file) as stream:
        content = read_at_most(stream, MAX_JSON)
    if content is None:
        raise UnreadableError(f"more than {MAX_JSON:,} characters of JSON", "save it as JSON Lines (.jsonl)")
    if problem := wrong_encoding(content, file.encoding):
        raise UnreadableError(*problem)
    try:
        value = load_json(content)
    except ValueError as error:
        raise UnreadableError(f"malformed JSON: {error}", "save it again as JSON, or as .jsonl") from None
    yield from _from_objects(enumerate(unfold(value, columns), 1), file, columns)


def load_json(content: str) -> object:
    try:
        return json.loads(content)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def unfold(value: object, columns: Columns) -> list[object]:
    """The articles in a JSON value: itself, its items, or the items of its one list of objects."""
    if isinstance(value, list):
        return value
    if not isinstance(value, dict) or isinstance(value.get(columns.find(value).get("text")), str):
        return [value]
    lists = [v for v in value.values() if isinstance(v, list) and v and all(isinstance(i, dict) for i in v)]
    return lists[0] if len(lists) == 1 else [value]


def _from_objects(
    values: Iterator[tuple[int, object] | Problem], file: Input, columns: Columns
) -> Iterator[Row | Problem]:
    """Rows of JSON objects, each of which may have its own columns."""
    found: set[str] = set()
    names: list[str] = []
    for item in values:
        if isinstance(item, Problem):
            yield item
            continue
        number, value = item
        for entry in unfold(value, columns):
            if not isinstance(entry, dict):
                yield Problem(number, f"not an object but {type(entry).__name__}", 'write {"text": …}')
                continue
            names, places = list(entry), columns.find(entry)
            found.update(places)
            if "text" in places:
                yield Row(number, {field: entry[name] for field, name in places.items()})
            else:
                yield Problem(number, f"no text column; its columns: {listed(names)}", TEXT_REMEDY)
    if names:
        columns.check_mapped(found, names, file.name)


def read_parquet(file: Input, columns: Columns) -> Iterator[Row | Problem]:
    """A row an article; only the columns that hold a field are read."""
    try:
        with pq.ParquetFile(file.path, pre_buffer=False) as table:
            places = columns.header(table.schema_arrow.names, file.name)
            _check_unpacked(table.metadata, set(places.values()))
            number = 0
            for batch in table.iter_batches(batch_size=64, columns=list(places.values()), use_threads=False):
                for index in range(batch.num_rows):
                    number += 1
                    yield Row(number, {f: _value(batch.column(name)[index]) for f, name in places.items()})
    except (pa.ArrowException, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:  # the system's; Arrow's own have no number
            raise
        raise UnreadableError(f"not a readable Parquet file: {shown(error, 200)}", "write the file again") from None


def _check_unpacked(metadata: Any, names: set[str]) -> None:
    """Raise `UnreadableError` where these columns would fill the memory: 30 kB can hold a text of a gigabyte."""
    groups = [metadata.row_group(i) for i in range(metadata.num_row_groups)]
    chunks = [group.column(i) for group in groups for i in range(group.num_columns)]
    wanted = [chunk for chunk in chunks if chunk.path_in_schema.split(".")[0] in names]
    unpacked, packed = (
        sum(getattr(c, f"total_{size}_size") for c in wanted) for size in ("uncompressed", "compressed")
    )
    if unpacked > max(FREE, MAX_RATIO * packed):
        reason = f"unpacks to {unpacked:,} bytes, more than {MAX_RATIO} times its size"
        raise UnreadableError(reason, "write it again without what repeats, or as CSV, if you trust it")


def _value(scalar: Any) -> object:
    """The Python value; bytes, which no field takes, where there is none (broken UTF-8, the year 300000)."""
    try:
        return scalar.as_py()
    except (ValueError, OverflowError):
        return b""


def read_html(file: Input, columns: Columns) -> Iterator[Row | Problem]:
    """One article: the main text of a saved page; see `webpages`, which is loaded for pages alone."""
    from analysis.articles.webpages import read_page

    del columns  # a page has none
    yield read_page(file)


def read_stdin(file: Input, columns: Columns) -> Iterator[Row | Problem]:
    """A stream without a name: unpacked if gzipped, then read as JSON, JSON Lines, CSV, a page or text."""
    with open_bytes(file) as packed:
        gzipped = packed.peek(HEAD).startswith(b"\x1f\x8b")
        with open_bytes(replace(file, stream=packed), gzipped=gzipped) as stream:
            head = stream.peek(HEAD)[:HEAD]
            text = head.decode(encoding_of(head, file.encoding), errors="replace")
            yield from sniff(text, columns)(replace(file, stream=stream), columns)


def sniff(head: str, columns: Columns) -> Reader:
    """The reader for a text that begins so."""
    first, *rest = head.lstrip("\ufeff \t\r\n").split("\n", 1)
    if first.lower().startswith(("<!doctype html", "<html")):
        return read_html
    if first.startswith("["):
        return read_json
    if first.startswith("{"):
        return read_jsonl if not rest or first.rstrip().endswith("}") else read_json
    return read_csv if "text" in columns.find(_cells(first, columns)) else read_txt


def _cells(line: str, columns: Columns) -> list[str]:
    delimiter = _delimiter(line, ",", columns)
    return [name.strip() for name in line.split(delimiter)] if delimiter in line else []


READERS: Mapping[str, Reader] = {
    ".txt": read_txt,
    ".csv": read_csv,
    ".tsv": read_csv,
    ".jsonl": read_jsonl,
    ".ndjson": read_jsonl,
    ".json": read_json,
    ".parquet": read_parquet,
    ".html": read_html,
    ".htm": read_html,
}
PACKABLE = frozenset(READERS) - {".parquet"}  # the formats that may be gzipped
