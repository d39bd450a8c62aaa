#!/bin/sh
# Installs rungs from a release archive, after a check of its checksum.
#
#   curl -fsSL https://github.com/OWNER/rungs/releases/latest/download/install.sh | sh
#
# RUNGS_VERSION     the release; that of this script unless set
# RUNGS_TARGET      the system, such as x86_64-unknown-linux-musl; found out unless set
# RUNGS_BIN         where the program goes; ~/.local/bin unless set
# RUNGS_REPOSITORY  the OWNER/NAME on GitHub that publishes rungs
# RUNGS_RELEASES    another address of the releases, such as a mirror
set -eu

fail() {
  echo "install.sh: $1" >&2
  exit 1
}

fetch() {
  if command -v curl >/dev/null; then
    curl -fsSL --retry 3 -o "$2" "$1" || fail "$1 cannot be downloaded"
  elif command -v wget >/dev/null; then
    wget -q -O "$2" "$1" || fail "$1 cannot be downloaded"
  else
    fail "needs curl or wget"
  fi
}

# The whole is a function, so that a script that arrives in part does nothing.
main() {
  version=${RUNGS_VERSION:-@VERSION@}
  case "$version" in @*) fail "set RUNGS_VERSION to a release, such as 0.1.0" ;; esac
  version=${version#v}
  repository=${RUNGS_REPOSITORY:-OWNER/rungs}
  releases=${RUNGS_RELEASES:-https://github.com/$repository/releases/download}
  bin=${RUNGS_BIN:-$HOME/.local/bin}
  target=${RUNGS_TARGET:-}
  if [ -z "$target" ]; then
    case "$(uname -m)" in
      x86_64 | amd64) cpu=x86_64 ;;
      arm64 | aarch64) cpu=aarch64 ;;
      *) fail "there is no archive for the processor $(uname -m); build it with cargo" ;;
    esac
    case "$(uname -s)" in
      Linux) target=$cpu-unknown-linux-musl ;;
      Darwin) target=$cpu-apple-darwin ;;
      *) fail "there is no archive for $(uname -s) here; on Windows take the .zip of the release" ;;
    esac
  fi
  name=rungs-$version-$target
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  fetch "$releases/v$version/$name.tar.gz" "$folder/$name.tar.gz"
  fetch "$releases/v$version/$name.tar.gz.sha256" "$folder/$name.tar.gz.sha256"
  cd "$folder"
  if command -v sha256sum >/dev/null; then
    sha256sum -c "$name.tar.gz.sha256" >/dev/null 2>&1 || fail "the checksum of $name.tar.gz is wrong; nothing was installed"
  elif command -v shasum >/dev/null; then
    shasum -a 256 -c "$name.tar.gz.sha256" >/dev/null 2>&1 ||
      fail "the checksum of $name.tar.gz is wrong; nothing was installed"
  else
    fail "needs sha256sum or shasum to check the archive"
  fi
  tar -xzf "$name.tar.gz"
  mkdir -p "$bin"
  # Renamed in place, so that a running program is not changed.
  cp "$name/rungs" "$bin/.rungs.new"
  chmod 755 "$bin/.rungs.new"
  mv "$bin/.rungs.new" "$bin/rungs"
  echo "installed $("$bin/rungs" --version) in $bin"
  case ":$PATH:" in
    *":$bin:"*) ;;
    *) echo "add $bin to PATH" ;;
  esac
}

main
