"""The site: Sphinx builds it from the Markdown of the whole repository, so that links are the same everywhere."""

import tomllib
from pathlib import Path

PROJECT = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]

project = PROJECT["name"]
version = release = PROJECT["version"]
author = PROJECT["authors"][0]["name"]
project_copyright = author

root_doc = "docs/index"
include_patterns = ["docs/*.md", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "data/README.md"]
extensions = ["myst_parser"]
myst_heading_anchors = 4  # links to headings are checked as those to pages are
nitpicky = True

html_theme = "furo"
html_title = f"stancebook {version}"
html_additional_pages = {"index": "redirect.html"}
templates_path = ["_templates"]
html_copy_source = False
html_show_sourcelink = False
