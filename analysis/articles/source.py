"""A source → its articles, with an account of everything that was not one."""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from analysis.articles.checks import why_not
from analysis.articles.columns import Columns
from analysis.articles.dates import read_date
from analysis.articles.files import Input, check_source, find_files
from analysis.articles.formats import PACKABLE, READERS, read_stdin
from analysis.articles.labels import label
from analysis.articles.records import Article, NoArticlesError, Problem, Row, Skipped, UnreadableError, shown

MAX_LISTED = 10_000  # entries listed a file; the rest is counted in one entry
Source = str | Path | Sequence[str | Path]


class Notes:
    """What there is to report, at most `MAX_LISTED` entries a file; `total` counts them all."""

    def __init__(self) -> None:
        self.entries: list[Skipped] = []
        self.total = 0
        self._in_file = 0

    def add(self, file: str, row: int | None, reason: str, remedy: str) -> None:
        self.total += 1
        self._in_file += 1
        if self._in_file <= MAX_LISTED:
            self.entries.append(Skipped(file=file, row=row, reason=reason, remedy=remedy))

    def end_file(self, file: str) -> None:
        more, self._in_file = self._in_file - MAX_LISTED, 0
        if more > 0:
            reason = f"{more:,} more rows of this file, not listed"
            self.entries.append(Skipped(file=file, row=None, reason=reason, remedy="see those listed"))


class ArticleSource:
    """The articles of files, folders, patterns or standard input ("-"), streamed in a fixed order.

    Iterating fills the attributes, and starts them anew; iterate once at a time:
    `skipped` what is not an article, `warnings` articles of which something was lost (a date, a unique id),
    `n_read` articles yielded, `n_duplicates` articles dropped because their text, but for blanks around it, had been
    read before, `n_skipped` and `n_warnings` the counts (the lists stop at `MAX_LISTED` entries a file).

    `columns` maps fields (text, date, source, title, id, genre) to column names; `encoding` is that of text files
    without a byte order mark (UTF-8); `limit` stops after so many articles.
    Raises `NoArticlesError` where a source does not exist, and at the end where there was no article;
    `UnknownColumnError` while reading; `ValueError` for an unknown field, encoding or limit.
    """

    def __init__(
        self,
        source: Source,
        *,
        columns: Mapping[str, str] | None = None,
        encoding: str | None = None,
        limit: int | None = None,
    ) -> None:
        self._sources = [source] if isinstance(source, str | Path) else list(source)
        self._columns = Columns(columns)
        self._encoding = _checked_encoding(encoding)
        if limit is not None and limit < 1:
            raise ValueError(f"limit must be at least 1, not {limit}")
        self._limit = limit
        if not self._sources:
            raise NoArticlesError("no source given; name a file, a folder, a pattern or - (standard input)")
        for one in self._sources:
            check_source(one)
        self._start()

    def _start(self) -> None:
        self._skips, self._warned = Notes(), Notes()
        self.skipped, self.warnings = self._skips.entries, self._warned.entries
        self.n_read = self.n_duplicates = 0
        self._ids: set[str] = set()
        self._texts: set[bytes] = set()

    @property
    def n_skipped(self) -> int:
        return self._skips.total

    @property
    def n_warnings(self) -> int:
        return self._warned.total

    def __iter__(self) -> Iterator[Article]:
        self._start()
        for file in self._files():
            for row in self._rows(file):
                article = self._article(file.name, row)
                if article is None:
                    continue
                self.n_read += 1
                yield article
                if self.n_read == self._limit:
                    return
            self._skips.end_file(file.name)
            self._warned.end_file(file.name)
        if not self.n_read:
            raise NoArticlesError(self._nothing())

    def _files(self) -> Iterator[Input]:
        """Every readable file once, whichever way the sources name it."""
        seen: set[str] = set()
        for source in self._sources:
            for file in find_files(source, self._encoding):
                if isinstance(file, Skipped):
                    self._skips.add(file.file, file.row, file.reason, file.remedy)
                    continue
                real = os.path.realpath(file.path or file.name)
                if real in seen:
                    continue
                seen.add(real)
                if file.path and file.suffix not in (PACKABLE if file.gzipped else READERS):
                    reason = f"unknown format {shown(file.path.suffix) or '(no suffix)'}"
                    self._skips.add(file.name, None, reason, f"leave it out, or convert it to {' '.join(READERS)}")
                    continue
                yield file

    def _rows(self, file: Input) -> Iterator[Row]:
        """The rows of a file as far as it can be read; its problems are noted."""
        before, empty = _state(file.path), True
        try:
            for item in (READERS[file.suffix] if file.path else read_stdin)(file, self._columns):
                empty = False
                if isinstance(item, Problem):
                    self._skips.add(file.name, item.number, item.reason, item.remedy)
                else:
                    yield item
            if empty:
                self._skips.add(file.name, None, "empty", "leave it out")
        except UnreadableError as error:
            self._skips.add(file.name, error.row, error.reason, error.remedy)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            self._skips.add(file.name, None, f"broken gzip, not read to its end: {error}", "pack it again")
        except UnicodeError as error:
            self._skips.add(file.name, None, f"wrong encoding: {error}", "save the file as UTF-8")
        except OSError as error:
            self._skips.add(file.name, None, f"cannot be read: {error.strerror or error}", "check its permissions")
        if before != _state(file.path):
            self._warned.add(file.name, None, "the file changed while it was read", "run again")

    def _article(self, file: str, row: Row) -> Article | None:
        """The article of a row; None, and a note, where it is not one or has been read before."""
        text = row.fields.get("text")
        if problem := why_not(text):
            self._skips.add(file, row.number, *problem)
            return None
        assert isinstance(text, str)
        digest = sha256(text.strip().encode()).digest()[:16]
        if digest in self._texts:
            self.n_duplicates += 1
            return None
        self._texts.add(digest)
        return Article(
            article_id=self._id(file, row, text),
            text=text,
            date=self._date(file, row),
            source=label(row.fields.get("source")),
            title=label(row.fields.get("title")),
            genre=label(row.fields.get("genre")),
        )

    def _id(self, file: str, row: Row, text: str) -> str:
        """The source's own id, else one made from the text; of two texts with one id, the later gets a suffix."""
        content = sha256(text.encode()).hexdigest()
        article_id = own = label(row.fields.get("id")) or f"a-{content[:12]}"
        while article_id in self._ids:
            article_id = f"{article_id}-{content[:12]}"
        if article_id != own:
            reason = f"id {shown(own)} is another article's too; here {shown(article_id)}"
            self._warned.add(file, row.number, reason, "give every article its own id")
        self._ids.add(article_id)
        return article_id

    def _date(self, file: str, row: Row) -> str | None:
        try:
            return read_date(row.fields.get("date"))
        except ValueError as error:
            self._warned.add(file, row.number, f"{error}; the article is undated", "write dates as YYYY-MM-DD")
            return None

    def _nothing(self) -> str:
        named = ", ".join(shown(source) for source in self._sources[:3])
        if not self.skipped:
            return f"no usable article in {named}: it is empty; formats: {' '.join(READERS)}"
        first = "; ".join(
            f"{s.file}{'' if s.row is None else f', row {s.row}'}: {s.reason} ({s.remedy})" for s in self.skipped[:3]
        )
        return f"no usable article in {named}; {self.n_skipped:,} skipped, first {first}"


def read_articles(
    source: Source,
    *,
    columns: Mapping[str, str] | None = None,
    encoding: str | None = None,
    limit: int | None = None,
) -> ArticleSource:
    """The articles of a source, to iterate over; see `ArticleSource`."""
    return ArticleSource(source, columns=columns, encoding=encoding, limit=limit)


def _checked_encoding(encoding: str | None) -> str | None:
    try:
        "".encode(encoding or "utf-8")
    except (LookupError, ValueError):
        raise ValueError(f"unknown encoding {shown(encoding)!r}; usual ones: utf-8, utf-16, cp1252, latin-1") from None
    return encoding


def _state(path: Path | None) -> tuple[int, int] | None:
    try:
        stat = path.stat() if path else None
    except OSError:
        return None
    return (stat.st_size, stat.st_mtime_ns) if stat else None
