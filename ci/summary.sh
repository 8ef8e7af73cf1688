#!/usr/bin/env bash
# The job's summary, from what report and evaluate wrote; and where the pages are.
set -euo pipefail

for part in summary gold; do
  file=$RUNNER_TEMP/stancebook/$part.md
  if [[ -f $file ]]; then
    cat "$file" >>"$GITHUB_STEP_SUMMARY"
    printf '\n' >>"$GITHUB_STEP_SUMMARY"
  fi
done
if [[ -n $ARTIFACT_URL ]]; then
  printf '\nThe pages: [artifact %s](<%s>).\n' "$ARTIFACT" "$ARTIFACT_URL" >>"$GITHUB_STEP_SUMMARY"
fi
