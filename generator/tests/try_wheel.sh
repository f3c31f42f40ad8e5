#!/bin/sh
# Builds the wheel, installs it into a bare environment of each Python from 3.11 that this machine has, and makes a site with it.
# Usage: try_wheel.sh [FOLDER FOR THE WHEEL]; dependencies come from the package index.
set -eu

home=$(cd "$(dirname "$0")/../.." && pwd)
out=${1:-$home/build/wheel}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rm -rf "$out"
"$home/.venv/bin/python" -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir "$out" "$home/generator"

tried=0
for minor in 11 12 13 14; do
  python=python3.$minor
  "$python" -c 'import venv, ensurepip' 2>/dev/null || continue
  echo "$("$python" --version): install, init, check, build"
  "$python" -m venv "$work/$minor"
  "$work/$minor/bin/pip" install --quiet "$out"/launchbook-*.whl
  mkdir "$work/site-$minor"
  cd "$work/site-$minor"
  "$work/$minor/bin/launchbook" init --language en --github >/dev/null
  "$work/$minor/bin/launchbook" check --strict >/dev/null
  "$work/$minor/bin/mkdocs" build --strict --quiet
  test -f site/plans/first-launch/index.html
  tried=$((tried + 1))
done
test "$tried" -gt 0 || { echo "no Python from 3.11 on was found"; exit 1; }
ls "$out"/launchbook-*.whl
