#!/usr/bin/env bash
# stancebook from this checkout, as make installs it: wheels by name, version and hash from requirements.lock.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

export PIP_DISABLE_PIP_VERSION_CHECK=1
make .venv/complete PYTHON="$PYTHON"
