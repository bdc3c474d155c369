#!/usr/bin/env bash
# What the machine itself must have: maven for the jars, Chromium for the page's tests. On Debian as
# root the missing packages are installed; elsewhere one clear line says what to install.
set -euo pipefail
missing=()
command -v mvn >/dev/null || missing+=(maven)
command -v chromium >/dev/null || missing+=(chromium)

if ! command -v python3.11 >/dev/null; then
  echo "fitloop needs Python 3.11 as python3.11 on PATH: install it, then run the same command again" >&2
  exit 1
fi
java_major=$(java -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -1)
if [ -z "$java_major" ] || [ "$java_major" -lt 17 ]; then
  echo "fitloop needs Java 17 or newer as java on PATH (found: ${java_major:-none}): install it, then run the same command again" >&2
  exit 1
fi
[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "setup 0/3  system packages: ${missing[*]}"
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
else
  echo "fitloop needs these programs, please install them: ${missing[*]}" >&2
  exit 1
fi
