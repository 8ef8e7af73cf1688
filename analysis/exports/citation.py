"""How to cite the data of a run: its version, model, hash and time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

CFF = "1.2.0"


def _facts(info: Mapping[str, Any]) -> dict[str, str]:
    """What both forms say."""
    model = info.get("model", {})
    corrections = info.get("corrections", {})
    corrected = f", corrected by hand ({corrections.get('decisions', 0)} decisions)" if corrections else ""
    return {
        "title": f"Annotations of {info.get('n_articles', 0):,} news articles by stancebook{corrected}",
        "version": str(info.get("stancebook", "")),
        "date": str(info.get("created", ""))[:10],
        "hash": str(info.get("data_sha256", "")),
        "model": f"{model.get('name', '')} {model.get('version', '')}".strip(),
    }


def citation_cff(info: Mapping[str, Any]) -> str:
    """A citation file (Citation File Format 1.2.0) of the data set. Put your own names in before you publish it."""
    facts = _facts(info)
    content = {
        "cff-version": CFF,
        "message": "If you use these data, please cite them, the articles' outlets, and stancebook.",
        "type": "dataset",
        "title": facts["title"],
        "abstract": f"Made with stancebook {facts['version']} and the model {facts['model']}.",
        "authors": [{"name": "stancebook"}],
        "version": facts["version"],
        "date-released": facts["date"],
        "identifiers": [
            {"type": "other", "value": f"sha256:{facts['hash']}", "description": "hash over the articles' texts"}
        ],
    }
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=120)


def citation_bib(info: Mapping[str, Any]) -> str:
    """The same as BibTeX."""
    facts = _facts(info)
    return (
        f"@misc{{stancebook-{facts['hash'][:12]},\n"
        f"  title = {{{facts['title']}}},\n"
        f"  author = {{{{stancebook}}}},\n"
        f"  year = {{{facts['date'][:4]}}},\n"
        f"  version = {{{facts['version']}}},\n"
        f"  note = {{Model {_escaped(facts['model'])}; made {facts['date']}; sha256:{facts['hash']}}}\n"
        "}\n"
    )


def _escaped(text: str) -> str:
    return text.replace("_", r"\_")
