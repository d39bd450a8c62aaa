#!/usr/bin/env bash
# Installs rungs and builds the handbook into public/.
#
# RUNGS_VERSION     the release to use
# RUNGS_REPOSITORY  the OWNER/NAME of the repository on GitHub that publishes rungs; or one of these instead:
# RUNGS_RELEASES    another address of the releases, such as a mirror
# RUNGS_GIT         the address of a git repository that cargo builds rungs from
# BASE_URL          where the site will be, with its sub-path
set -euo pipefail
: "${RUNGS_VERSION:=@VERSION@}"
if ! command -v rungs >/dev/null; then
  folder=$(mktemp -d)
  if [ -n "${RUNGS_GIT:-}" ]; then
    cargo install --locked --git "$RUNGS_GIT" --tag "v$RUNGS_VERSION" --root "$folder" rungs
    PATH=$folder/bin:$PATH
  else
    case "$(uname -m)" in
      aarch64 | arm64) target=aarch64-unknown-linux-musl ;;
      *) target=x86_64-unknown-linux-musl ;;
    esac
    if [ -z "${RUNGS_RELEASES:-}" ]; then
      : "${RUNGS_REPOSITORY:?is not set: the OWNER/NAME of the repository on GitHub that publishes rungs}"
      RUNGS_RELEASES=https://github.com/$RUNGS_REPOSITORY/releases/download
    fi
    archive=rungs-$RUNGS_VERSION-$target.tar.gz
    curl -fsSL -o "$folder/$archive" "$RUNGS_RELEASES/v$RUNGS_VERSION/$archive"
    curl -fsSL -o "$folder/$archive.sha256" "$RUNGS_RELEASES/v$RUNGS_VERSION/$archive.sha256"
    (cd "$folder" && sha256sum --check --quiet "$archive.sha256" && tar -xzf "$archive")
    PATH=$folder/${archive%.tar.gz}:$PATH
  fi
fi
rungs --version
rungs build --strict ${BASE_URL:+--base-url "$BASE_URL"}
# What a change means for roles, if the workflow asks for it and the older version is there.
if [ -n "${DIFF_FROM:-}" ] && [ -n "${DIFF_TO_FILE:-}" ]; then
  rungs diff "$DIFF_FROM" --format markdown >"$DIFF_TO_FILE" ||
    echo "The older version cannot be compared; the log of the build says why." >"$DIFF_TO_FILE"
fi
