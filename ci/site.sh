#!/usr/bin/env bash
# The report's folder as it may go out: without the Parquet files and what is hidden, which hold whole articles.
set -euo pipefail

site=$RUNNER_TEMP/stancebook/site
if [[ -z $FOLDER || ! -d $FOLDER ]]; then
  echo "there is no report"
  exit 0
fi
rm -rf "$site"
mkdir -p "$site"
cd "$FOLDER"
find . -name '.?*' -prune -o -type f ! -name '*.parquet' -print0 | tar --null --files-from=- --create | tar -x -C "$site"
