#!/usr/bin/env bash
# truth.sh
#
# Writes trees/NAME.txt, the true merged filesystem of each image of the samples, out of the
# archives as they are: what umoci unpacks (the first archive that has the image and that umoci
# can read). Then it asks podman for every archive it loads, and tells where the two differ.
#
# A line an entry, sorted; what is no printable ASCII, and a backslash, stands as \xNN:
#   KIND MODE UID GID SIZE SECONDS LINK PATH      SIZE is - for a directory
#   SHA256  ./PATH                                of a file's content
#   same FIRST PATH                               names that share one file, the first of them first
#   device MAJOR:MINOR PATH                       in hexadecimal
#   xattr NAME=0xVALUE PATH
#
# Known and kept: podman, Docker and containerd turn a time before 1970 into 0; umoci keeps it, as
# does Lamina. On an overlay mount a file still counts names that an upper layer hides.
#
# Needs root, umoci, skopeo, podman, getfattr, jq, perl.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
LOAD=$HERE/../oracle/load.sh
for tool in umoci skopeo podman getfattr jq perl; do
  command -v $tool >/dev/null || { echo "truth.sh: $tool is missing" >&2; exit 2; }
done
WORK=$(mktemp -d "${TMPDIR:-/tmp}/lamina-truth-XXXXXX")
trap 'rm -rf "$WORK"' EXIT

escaped() { perl -0 -pe 's/\0\z//; s/([^\x20-\x7e]|\\)/sprintf("\\x%02x", ord $1)/ge; $_ .= "\n"' | sed 's/\(^[a-z] [^ ]* [^ ]* [^ ]* [^ ]* -\{0,1\}[0-9]*\)\.[0-9]*/\1/' | LC_ALL=C sort; }

rm -rf "$HERE/trees"; mkdir "$HERE/trees"
jq -r '.[] | .file as $f | .images | to_entries[] | [$f, .key, .value.tree, .value.platform // "-"] | @tsv' "$HERE/samples.json" |
  while IFS=$'\t' read -r file at name platform; do
    truth=$HERE/trees/$name.txt
    [ ! -e "$truth" ] || continue
    rm -rf "$WORK/lists"; mkdir "$WORK/lists"
    [ "$platform" != - ] && export PLATFORM=$platform || unset PLATFORM
    if ! ids=$(KEEP=$WORK/lists "$LOAD" umoci "$HERE/$file" 2>/dev/null); then continue; fi
    [ "$platform" = - ] || at=0
    id=$(awk '$1 == "image" {print $2}' <<<"$ids" | sed -n "$((at + 1))p")
    escaped <"$WORK/lists/umoci.$id" >"$truth"
    echo "trees/$name.txt by umoci from $file" >&2
  done

# No image may be without its truth.
jq -r '.[].images[].tree' "$HERE/samples.json" | sort -u | while read -r name; do
  [ -s "$HERE/trees/$name.txt" ] || { echo "truth.sh: umoci reads no archive with the image $name" >&2; exit 1; }
done

unset PLATFORM
jq -r '.[] | select(all(.images[]; .platform == null)) | .file' "$HERE/samples.json" | while read -r file; do
  rm -rf "$WORK/lists"; mkdir "$WORK/lists"
  if ! ids=$(KEEP=$WORK/lists "$LOAD" podman "$HERE/$file" 2>/dev/null); then echo "$file: podman does not load it" >&2; continue; fi
  # podman lists images by id, samples.json in the archive's order: any order will do here.
  for list in "$WORK"/lists/*; do
    escaped <"$list" >"$WORK/podman.txt"
    best=
    for name in $(jq -r --arg f "$file" '.[] | select(.file == $f) | .images[].tree' "$HERE/samples.json"); do
      count=$(diff "$HERE/trees/$name.txt" "$WORK/podman.txt" | grep -c '^[<>]' || true)
      if [ -z "$best" ] || [ "$count" -lt "$best" ]; then best=$count; of=$name; fi
    done
    echo "$file, $of: podman differs in ${best:-all} lines" >&2
    diff "$HERE/trees/$of.txt" "$WORK/podman.txt" >&2 || true
  done
done
