#!/usr/bin/env bash
# Installs rungs and builds the handbook into public/.
#
# RUNGS_REPOSITORY  the OWNER/NAME of the repository on GitHub that publishes rungs (required)
# RUNGS_VERSION     the release to use
# RUNGS_RELEASES    another address of the releases, such as a mirror
# BASE_URL          where the site will be, with its sub-path
set -euo pipefail
: "${RUNGS_VERSION:=@VERSION@}"
if ! command -v rungs >/dev/null; then
  releases=${RUNGS_RELEASES:-https://github.com/${RUNGS_REPOSITORY:?is not set: the OWNER/NAME of the repository that publishes rungs}/releases/download}
  archive=rungs-$RUNGS_VERSION-x86_64-unknown-linux-musl.tar.gz
  folder=$(mktemp -d)
  curl -fsSL -o "$folder/$archive" "$releases/v$RUNGS_VERSION/$archive"
  curl -fsSL -o "$folder/$archive.sha256" "$releases/v$RUNGS_VERSION/$archive.sha256"
  (cd "$folder" && sha256sum --check --quiet "$archive.sha256" && tar -xzf "$archive")
  PATH=$folder/${archive%.tar.gz}:$PATH
fi
rungs --version
rungs build --strict ${BASE_URL:+--base-url "$BASE_URL"}
