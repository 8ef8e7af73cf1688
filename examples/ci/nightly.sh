#!/bin/sh
# For cron, systemd or Jenkins: the report of the folder articles beside this script, compared with the last one that
# passed. In a crontab:  17 5 * * * /srv/news/nightly.sh || mail -s "news report: $?" desk < /srv/news/summary.md
set -u
cd "$(dirname "$0")" || exit 2
stancebook=${STANCEBOOK:-stancebook/.venv/bin/stancebook}

set -- --text full --max-skipped 0.1 --summary summary.md --junit report.xml
if [ -d accepted ]; then
  set -- "$@" --baseline accepted --fail-on-drift 0.05
fi
"$stancebook" -q report articles "$@"
code=$?
if [ "$code" -eq 0 ]; then
  rm -rf accepted && cp -R reports/articles accepted
fi
exit "$code"
