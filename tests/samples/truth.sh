#!/usr/bin/env bash
# truth.sh
#
# Writes trees/NAME.txt, the true merged filesystem of each image of the samples, out of the
# archives as they are: what umoci unpacks, from the first archive that has the image. The test
# loaders.rs compares what podman, Docker, containerd and umoci have of every archive with it.
#
# A line an entry, sorted; what is no printable ASCII, and a backslash, stands as \xNN:
#   KIND MODE UID GID SIZE SECONDS LINK PATH      SIZE is - for a directory
#   SHA256  ./PATH                                of a file's content
#   same FIRST PATH                               names that share one file, the first of them first
#   device MAJOR:MINOR PATH                       in hexadecimal
#   xattr NAME=0xVALUE PATH
#
# Needs root, umoci, skopeo, getfattr, jq, perl.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
for tool in umoci skopeo getfattr jq perl; do
  command -v $tool >/dev/null || { echo "truth.sh: $tool is missing" >&2; exit 2; }
done
WORK=$(mktemp -d "${TMPDIR:-/tmp}/lamina-truth-XXXXXX")
trap 'rm -rf "$WORK"' EXIT

escaped() { perl -0 -pe 's/\0\z//; s/([^\x20-\x7e]|\\)/sprintf("\\x%02x", ord $1)/ge; $_ .= "\n"' | sed 's/\(^[a-z] [^ ]* [^ ]* [^ ]* [^ ]* -\{0,1\}[0-9]*\)\.[0-9]*/\1/' | LC_ALL=C sort; }

rm -rf "$HERE/trees"; mkdir "$HERE/trees"
for file in $(jq -r '.[].file' "$HERE/samples.json"); do
  images=$(jq -c --arg f "$file" '.[] | select(.file == $f) | .images' "$HERE/samples.json")
  [ -n "$(for name in $(jq -r '.[].tree' <<<"$images"); do [ -e "$HERE/trees/$name.txt" ] || echo "$name"; done)" ] || continue
  rm -rf "$WORK/lists"
  answer=$(KEEP=$WORK/lists "$HERE/../oracle/load.sh" umoci "$HERE/$file")
  # By platform where there are several, else in the archive's order; what both documents of an
  # archive lead to is there twice.
  jq -r --argjson wanted "$images" '[.images[] | select(.tree)] as $all | $wanted | to_entries[] | .key as $at | .value as $image
    | (if $image.platform then $all | map(select(.platform == $image.platform))[0] // $all[0]
       else $all | reduce .[] as $one ([]; if any(.id == $one.id) then . else . + [$one] end) | .[$at] end)
    | [$image.tree, .tree] | @tsv' <<<"$answer" |
    while IFS=$'\t' read -r name list; do
      [ ! -e "$HERE/trees/$name.txt" ] || continue
      escaped <"$list" >"$HERE/trees/$name.txt"
      echo "trees/$name.txt from $file" >&2
    done
done

# No image may be without its truth.
for name in $(jq -r '.[].images[].tree' "$HERE/samples.json"); do
  [ -s "$HERE/trees/$name.txt" ] || { echo "truth.sh: umoci reads no archive with the image $name" >&2; exit 1; }
done
