"""When something was made, as runs and reports say it. Loads nothing."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime


def made_at() -> str:
    """Now, or `SOURCE_DATE_EPOCH` where it is set, as ISO 8601 in UTC."""
    return datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", time.time())), UTC).isoformat()
