"""Articles and how they are read. Knows no spaCy.

records   Article, Skipped, the errors        source   ArticleSource: the account of a reading
files     source → files                      formats  READERS: file → rows, one reader a format
streams   gzip, encodings, limits             columns, dates, labels, checks   row → article, or why not
"""

from analysis.articles.formats import READERS
from analysis.articles.records import Article, NoArticlesError, Skipped, UnknownColumnError
from analysis.articles.source import ArticleSource, read_articles

__all__ = ["READERS", "Article", "ArticleSource", "NoArticlesError", "Skipped", "UnknownColumnError", "read_articles"]
