"""Knowledge as data: the YAML files of `resources/`, validated and frozen. Knows no Doc and no pandas.

Every file states its `source` and `licence`. An unknown key or a wrong value is a `LexiconError` that names the file,
the entry and what is allowed there.
"""

from analysis.lexicons.actors import AUTHOR, ActorEntry, ActorFile, Office, load_actors
from analysis.lexicons.files import RESOURCES, Entry, LexiconError, OwnFile, load_yaml
from analysis.lexicons.options import OURS, Options
from analysis.lexicons.topics import Act, Terms, Topic, load_topic
from analysis.lexicons.words import ReportingEntry, ReportingFile, Role, TitleFile, load_reporting, load_titles

__all__ = [
    "AUTHOR",
    "OURS",
    "RESOURCES",
    "Act",
    "ActorEntry",
    "ActorFile",
    "Entry",
    "LexiconError",
    "Office",
    "Options",
    "OwnFile",
    "ReportingEntry",
    "ReportingFile",
    "Role",
    "Terms",
    "TitleFile",
    "Topic",
    "load_actors",
    "load_reporting",
    "load_titles",
    "load_topic",
    "load_yaml",
]
