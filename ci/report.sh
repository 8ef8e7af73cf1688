#!/usr/bin/env bash
# stancebook report with the action's inputs, which are in the environment. Its exit code is that of the step.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=ci/lines.sh
source "$root/ci/lines.sh"

work=$RUNNER_TEMP/stancebook
rm -rf "$work" # of an earlier use in the same job
mkdir -p "$work"
arguments=(--out "$OUT" --text "$TEXT" --summary "$work/summary.md" --junit "$work/report.xml")
arguments+=(--outputs "$GITHUB_OUTPUT" --annotations github)
add --name "$NAME"
add --yaml "$PARAMETERS"
add --matrix "$MATRIX"
add --baseline "$BASELINE"
add --fail-on-drift "$FAIL_ON_DRIFT"
add --max-skipped "$MAX_SKIPPED"
add --site "$SITE"
mapfile -t more < <(lines "$OPTIONS")
mapfile -t sources < <(lines "$SOURCE")

# One stream, so that the runner reads in order what closes the log to commands and what opens it.
code=0
"$root/.venv/bin/stancebook" report "${arguments[@]}" "${more[@]}" -- "${sources[@]}" 2>&1 || code=$?
echo "exit-code=$code" >>"$GITHUB_OUTPUT"
exit "$code"
