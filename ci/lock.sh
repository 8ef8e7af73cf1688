#!/usr/bin/env bash
# The hash of what is installed, as the key of the cache of wheels.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

read -r sha256 _ < <(sha256sum requirements.lock)
echo "sha256=$sha256" >>"$GITHUB_OUTPUT"
