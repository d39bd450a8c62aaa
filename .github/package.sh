#!/usr/bin/env bash
# Makes the files of a release. The release workflow runs it, and so can a person:
#
#   bash .github/package.sh archive TARGET   an archive with its checksum, from target/TARGET/release/rungs
#   bash .github/package.sh release          what belongs to all archives in DIST: checksums, install.sh, the Homebrew formula
#   bash .github/package.sh notes            the section of this version in CHANGELOG.md
#
# DIST    the folder that it writes to; dist/ unless set
# BINARY  the program to pack, instead of that of TARGET
set -euo pipefail
cd "$(dirname "$0")/.."
dist=${DIST:-dist}
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
repository=$(sed -n 's|^repository = "https://github.com/\(.*\)"|\1|p' Cargo.toml)

checksum() {
  if command -v sha256sum >/dev/null; then sha256sum "$@"; else shasum -a 256 "$@"; fi
}

archive() {
  local target=$1 ending='' name=rungs-$version-$1
  case "$target" in *windows*) ending=.exe ;; esac
  local binary=${BINARY:-target/$target/release/rungs$ending}
  mkdir -p "$dist"
  rm -rf "${dist:?}/$name"
  mkdir -p "$dist/$name/completions" "$dist/$name/man"
  cp "$binary" "$dist/$name/rungs$ending"
  cp README.md CHANGELOG.md LICENSE-APACHE LICENSE-MIT "$dist/$name/"
  local rungs=$dist/$name/rungs$ending
  "$rungs" completions bash >"$dist/$name/completions/rungs.bash"
  "$rungs" completions zsh >"$dist/$name/completions/_rungs"
  "$rungs" completions fish >"$dist/$name/completions/rungs.fish"
  "$rungs" completions powershell >"$dist/$name/completions/_rungs.ps1"
  "$rungs" man --dir "$dist/$name/man"
  (
    cd "$dist"
    case "$target" in
      *windows*)
        7z a -bso0 "$name.zip" "$name"
        checksum "$name.zip" >"$name.zip.sha256"
        ;;
      *)
        # The same files give the same archive where tar can do that.
        if tar --version | grep -q GNU; then
          tar --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 -cf - "$name" | gzip -9n >"$name.tar.gz"
        else
          tar -czf "$name.tar.gz" "$name"
        fi
        checksum "$name.tar.gz" >"$name.tar.gz.sha256"
        ;;
    esac
    rm -r "$name"
    ls "$name".*
  )
}

release() {
  sed -e "s|@VERSION@|$version|g" .github/install.sh >"$dist/install.sh"
  (cd "$dist" && cat ./*.sha256 | sort -k 2 >SHA256SUMS)
  local formula=.github/rungs.rb target sum edits=(-e "s|@VERSION@|$version|g")
  for target in aarch64-apple-darwin x86_64-apple-darwin aarch64-unknown-linux-musl x86_64-unknown-linux-musl; do
    sum=$(sed -n "s|^\([0-9a-f]*\) .*rungs-$version-$target.tar.gz\$|\1|p" "$dist/SHA256SUMS")
    if [ -z "$sum" ]; then
      echo "note: no formula, because there is no archive of $target" >&2
      formula=
      break
    fi
    edits+=(-e "s|@SHA256 $target@|$sum|")
  done
  if [ -n "$formula" ]; then sed "${edits[@]}" "$formula" >"$dist/rungs.rb"; fi
  case "$repository" in
    OWNER/*) echo "note: \`repository\` in Cargo.toml is still a placeholder; RELEASING.md says what to set" >&2 ;;
  esac
}

notes() {
  local text
  text=$(awk -v version="$version" '/^## / { gsub(/[][]/, ""); inside = $2 == version } inside && !/^## /' CHANGELOG.md)
  if [ -z "$text" ]; then
    echo "CHANGELOG.md has no section \`## $version\`" >&2
    exit 1
  fi
  echo "$text"
}

case "${1:-}" in
  archive) archive "${2:?name a target, such as x86_64-unknown-linux-musl}" ;;
  release) release ;;
  notes) notes ;;
  *) sed -n '2,9p' "$0" >&2 && exit 2 ;;
esac
