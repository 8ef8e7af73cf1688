#!/usr/bin/env bash
# stancebook evaluate on the action's gold. Errors are listed with their words only where all words may be shown.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=ci/lines.sh
source "$root/ci/lines.sh"

work=$RUNNER_TEMP/stancebook
mkdir -p "$work"
arguments=(--summary "$work/gold.md" --junit "$work/gold.xml" --annotations github)
if [[ $TEXT != full ]]; then arguments+=(--errors 0); fi
mapfile -t floors < <(lines "$MIN_F1")
for floor in "${floors[@]}"; do arguments+=(--min-f1 "$floor"); done

code=0
"$root/.venv/bin/stancebook" evaluate "${arguments[@]}" -- "$GOLD" 2>&1 || code=$?
echo "exit-code=$code" >>"$GITHUB_OUTPUT"
exit "$code"
