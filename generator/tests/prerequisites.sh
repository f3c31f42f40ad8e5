#!/bin/sh
# Makes sure that the tests have Chromium, Chinese fonts, poppler (which reads printed pages back), zbar (which reads their squares), promtool (which
# reads and tries alert rules), Firefox (another engine for what is kept and opened from disk), and Node.js (which checks types and properties of the script).
set -eu
missing=""
command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || missing="$missing chromium"
fc-list :lang=zh 2>/dev/null | grep -q . || missing="$missing fontconfig fonts-noto-cjk"
command -v pdftotext >/dev/null 2>&1 || missing="$missing poppler-utils"
command -v zbarimg >/dev/null 2>&1 || missing="$missing zbar-tools"
command -v promtool >/dev/null 2>&1 || missing="$missing prometheus"
command -v firefox-esr >/dev/null 2>&1 || command -v firefox >/dev/null 2>&1 || missing="$missing firefox-esr"
command -v npm >/dev/null 2>&1 || missing="$missing nodejs npm"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "installing:$missing"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
  exit 0
fi
echo "The tests need Debian packages that are not installed:$missing" >&2
echo "  sudo apt-get install$missing" >&2
exit 1
