#!/bin/sh
# browser.sh VENV: see to it that the browser tests find a browser, once; says what is missing if none can be had.
set -eu
venv=$1

found() { "$venv/bin/python" tools/find_browser.py >/dev/null; }

found && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "analog_lab: installing Chromium for the browser tests"
    { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q chromium; } >"$venv/browser.log" 2>&1 || true
    found && exit 0
fi
"$venv/bin/playwright" install chromium >>"$venv/browser.log" 2>&1 || true
found && exit 0
echo "The browser tests need Chromium or Google Chrome, and none could be installed (see $venv/browser.log)." >&2
echo "Install one, or name it: make test CHROME=/path/to/chrome" >&2
exit 1
