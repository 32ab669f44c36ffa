#!/usr/bin/env bash
# load.sh TOOL [ARCHIVE…]
#
# Loads archives into one real tool, each into empty storage, and prints what the tool has then,
# a line of JSON for each. Without ARCHIVE their names come from standard input, a line each: the
# tool's daemon is started once, and stopped when the input ends.
#
#   {"images": [{"id": …, "names": […], "platform": …, "history": […], "tree": FILE}, …]}
#   {"refused": WORDS}                       what the tool itself says
#
#   id        the digest of the config in the archive, in hexadecimal
#   names     references, as the tool shows them; null for umoci, which never sees them
#   platform  of an image in an index of several, else null
#   refused   instead of a tree: what the tool says of one platform that it can't take
#   history   newest first: {"created", "by", "comment", "size"}, the size in bytes by Docker only
#   tree      a file that lists the merged filesystem, until the next archive is loaded: sorted, each
#             entry ended by a zero byte. A line an entry (kind, mode, owner, size, time, link, path),
#             and more of the same path for content, device, attributes, and names of one file.
#             KEEP=FOLDER keeps the lists, as TOOL.ID.
#
# TOOL: podman docker containerd umoci. Needs root, kernel overlay mounts, jq, getfattr and the tool;
# docker also dockerd, containerd also ctr, umoci also skopeo.
# Nothing of the host's storage is touched: mounts are made in a namespace of our own. Daemons, mounts
# and files go when the script does.
set -euo pipefail
[ $# -ge 1 ] || { sed -n '2,/^set/p' "$0" | sed '$d;s/^# \{0,1\}//' >&2; exit 2; }
case $1 in podman | docker | containerd | umoci) ;; *) echo "load.sh: there is no tool $1" >&2; exit 2 ;; esac
[ "$(id -u)" = 0 ] || { echo "load.sh: needs root (mounts, owners of files)" >&2; exit 2; }
[ -n "${LAMINA_OWN_MOUNTS:-}" ] || LAMINA_OWN_MOUNTS=1 exec unshare --mount --propagation private bash "$0" "$@"
TOOL=$1; shift
WORK=$(mktemp -d "${TMPDIR:-/tmp}/lamina-load-XXXXXX")
export TMPDIR=$WORK HOME=$WORK LC_ALL=C TZ=UTC
unset DOCKER_HOST DOCKER_CONFIG DOCKER_CONTEXT CONTAINER_HOST CONTAINERD_ADDRESS CONTAINERD_NAMESPACE CONTAINERD_SNAPSHOTTER
LISTS=${KEEP:-$WORK/lists}
mkdir -p "$LISTS" "$WORK/mount"; LISTS=$(cd "$LISTS" && pwd)

daemon=
cleanup() {
  trap '' INT TERM HUP
  # What is mounted below WORK goes first: a daemon's storage is under it.
  unmount
  [ -z "$daemon" ] || { kill "$daemon" 2>/dev/null || true; wait "$daemon" 2>/dev/null || true; }
  unmount
  rm -rf --one-file-system "$WORK"
}
unmount() { awk -v w="$WORK/" 'index($2, w) == 1 {print $2}' /proc/mounts | sort -r | xargs -r -n1 umount -l 2>/dev/null || true; }
trap cleanup EXIT
trap 'exit 1' INT TERM HUP

die() { echo "load.sh: $TOOL: $*" >&2; exit 3; }
# Runs a tool; where it fails, its words are the answer.
try() { "$@" >"$WORK/out" 2>"$WORK/err"; }
words() { tail -n 3 "$WORK/err" | tr '\n' ' '; }
# Starts a daemon, which goes when this script goes, whatever ends it, and waits until it answers.
serve() { # DAEMON… -- QUESTION…
  local command=()
  while [ "$1" != -- ]; do command+=("$1"); shift; done
  shift
  setpriv --pdeathsig TERM "${command[@]}" </dev/null >"$WORK/log" 2>&1 &
  daemon=$!
  for _ in $(seq 1 600); do "$@" >/dev/null 2>&1 && return 0; sleep 0.1; done
  die "the daemon did not start: $(tail -n 1 "$WORK/log")"
}

# image ID NAMES PLATFORM HISTORY: adds one to what was found; names and history are JSON
image() {
  jq -cn --arg id "$1" --argjson names "$2" --arg platform "$3" --argjson history "$4" --arg tree "$(list "$1")" \
    '{$id, $names, platform: ($platform | if . == "" then null else . end), $history, $tree}' >>"$WORK/images"
}
# A platform that can't be loaded.
refused() { jq -cn --arg platform "$1" --arg refused "$2" '{$platform, $refused}' >>"$WORK/images"; }
history_of_config() { jq -c '[.history[]? | {created, by: (.created_by // ""), comment: (.comment // "")}] | reverse'; }
list() { echo "$LISTS/$TOOL.$1"; }

# tree FOLDER ID: lists what is in the folder
tree() (
  cd "$1"
  {
    # Sizes of directories and link counts are the file system's affair, not the image's.
    find . -mindepth 1 \( -type d -printf '%y %m %U %G - %T@ %l %P\0' -o -printf '%y %m %U %G %s %T@ %l %P\0' \)
    find . -type f -print0 | xargs -0 -r sha256sum -z
    find . \( -type b -o -type c \) -print0 | xargs -0 -r stat --printf 'device %t:%T %n\0' | sed -z 's/^\(device [^ ]* \)\.\//\1/'
    # getfattr escapes names itself, and needs no help with bytes.
    getfattr -R -P -h -d -m '^(user|security)\.' -e hex . 2>/dev/null |
      while IFS= read -r line; do
        case $line in
          '# file: '*) name=${line#\# file: } ;;
          *=*) printf 'xattr %s %s\0' "$line" "$name" ;;
        esac
      done
    # The names of each file with several, by its first. On overlayfs the count of links has also
    # those that a layer above hides, so it is the names that are counted.
    find . -type f -links +1 -printf '%i %P\0' | sort -z -k2 | {
      declare -A first=() told=()
      while IFS= read -r -d '' name; do
        inode=${name%% *} name=${name#* }
        if [ -z "${first[$inode]+x}" ]; then first[$inode]=$name; continue; fi
        [ -n "${told[$inode]+x}" ] || { told[$inode]=1; printf 'same %s %s\0' "${first[$inode]}" "${first[$inode]}"; }
        printf 'same %s %s\0' "${first[$inode]}" "$name"
      done
    }
  } | sort -z >"$(list "$2")"
)

start_podman() {
  printf '[storage]\ndriver = "overlay"\nrunroot = "%s/run"\ngraphroot = "%s/graph"\n' "$WORK" "$WORK" >"$WORK/storage.conf"
  export CONTAINERS_STORAGE_CONF=$WORK/storage.conf
}
load_podman() {
  local id history
  try podman load -q -i "$1" || return 1
  podman images --no-trunc --format json 2>/dev/null >"$WORK/found"
  for id in $(jq -r '[.[].Id | ltrimstr("sha256:")] | unique[]' "$WORK/found"); do
    history=$(podman history --no-trunc --format json "$id" 2>/dev/null | jq -c '[.[] | {created, by: .CreatedBy, comment}]')
    # `empty_podman` unmounts it.
    tree "$(podman image mount "$id" 2>/dev/null)" "$id"
    image "$id" "$(jq -c --arg id "$id" '[.[] | select(.Id | endswith($id)) | .Names[]?] | unique' "$WORK/found")" "" "$history"
  done
}
empty_podman() { unmount; rm -rf --one-file-system "$WORK/graph" "$WORK/run"; }

start_docker() {
  mkdir -p "$WORK/docker"
  echo '{}' >"$WORK/docker/none.json" # no configuration of the host's
  # Debian's own client: a newer one may be elsewhere on PATH.
  DOCKER=(/usr/bin/docker -H "unix://$WORK/docker/s")
  serve dockerd --config-file "$WORK/docker/none.json" --storage-driver=overlay2 --iptables=false --ip6tables=false \
    --ip-forward=false --ip-masq=false --bridge=none -H "unix://$WORK/docker/s" --data-root "$WORK/docker/data" \
    --exec-root "$WORK/docker/exec" -p "$WORK/docker/pid" -- "${DOCKER[@]}" version
}
load_docker() {
  local id layers names history
  try "${DOCKER[@]}" load -q -i "$1" || return 1
  for id in $("${DOCKER[@]}" images -q --no-trunc | sort -u); do
    "${DOCKER[@]}" image inspect "$id" >"$WORK/inspect"
    names=$(jq -c '.[0].RepoTags // []' "$WORK/inspect")
    history=$("${DOCKER[@]}" history --no-trunc --human=false --format '{{json .}}' "$id" |
      jq -cs '[.[] | {created: .CreatedAt, by: .CreatedBy, comment: .Comment, size: (.Size | tonumber)}]')
    # The layers as Docker unpacked them, merged by the kernel as for a container.
    layers=$(jq -r '.[0].GraphDriver.Data | .UpperDir + (if .LowerDir then ":" + .LowerDir else "" end)' "$WORK/inspect")
    case $layers in
      *:*) (cd "$WORK/docker/data/overlay2" && mount -t overlay overlay -o "ro,lowerdir=${layers//$WORK\/docker\/data\/overlay2\//}" "$WORK/mount") ;;
      # A container has a layer of its own above, without which the kernel does not merge.
      *) mkdir -p "$WORK/empty" && mount -t overlay overlay -o "ro,lowerdir=$WORK/empty:$layers" "$WORK/mount" ;;
    esac
    tree "$WORK/mount" "${id#sha256:}"
    umount "$WORK/mount"
    image "${id#sha256:}" "$names" "" "$history"
  done
}
empty_docker() {
  "${DOCKER[@]}" images -aq --no-trunc | sort -u | xargs -r "${DOCKER[@]}" rmi -f >/dev/null 2>&1 || true
  # Docker does not read a layer that it has already: none may be left for the next archive.
  [ -z "$(find "$WORK/docker/data/image/overlay2/layerdb/sha256" -mindepth 1 -maxdepth 1 2>/dev/null)" ] || die "it keeps layers"
}

start_containerd() {
  mkdir -p "$WORK/ctd"
  printf 'version = 2\nroot = "%s/root"\nstate = "%s/state"\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]\n[grpc]\n  address = "%s/s"\n[ttrpc]\n  address = "%s/t"\n' \
    "$WORK/ctd" "$WORK/ctd" "$WORK/ctd" "$WORK/ctd" >"$WORK/ctd/config.toml"
  CTR=(ctr -a "$WORK/ctd/s" -n lamina)
  serve containerd -c "$WORK/ctd/config.toml" -- "${CTR[@]}" version
}
# The images below a manifest or index: PLATFORM CONFIG, a line each.
leaves() { # DIGEST PLATFORM
  local content digest platform
  content=$("${CTR[@]}" content get "$1" 2>/dev/null) || { echo "${2:-?} -"; return 0; }
  if jq -e .manifests >/dev/null <<<"$content"; then
    jq -r '.manifests[] | select(.platform.os != "unknown") | .digest + " " + (.platform // {} | [.os, .architecture, .variant] | map(values) | join("/"))' <<<"$content" |
      while read -r digest platform; do leaves "$digest" "$platform"; done
  else
    digest=$(jq -r .config.digest <<<"$content")
    echo "${2:-$("${CTR[@]}" content get "$digest" | jq -r '[.os, .architecture, .variant] | map(values) | join("/")')} ${digest#sha256:}"
  fi
}
load_containerd() {
  local reference target platform id names
  # By digest too: an image without a name would vanish at once. Unpacked below, platform by platform.
  try "${CTR[@]}" images import --digests --all-platforms --no-unpack "$1" || return 1
  "${CTR[@]}" images ls 2>/dev/null | awk 'NR > 1 {print $3, $1}' | sort >"$WORK/refs"
  for target in $(cut -d' ' -f1 "$WORK/refs" | sort -u); do
    names=$(awk -v t="$target" '$1 == t {print $2}' "$WORK/refs" | jq -cRn '[inputs]')
    reference=$(jq -r '.[0]' <<<"$names")
    names=$(jq -c 'map(select(contains("@") | not))' <<<"$names")
    leaves "$target" "" >"$WORK/leaves"
    while read -r platform id; do
      # Unpacks first, and compares every digest and diff ID.
      if ! try "${CTR[@]}" images mount --platform "$platform" "$reference" "$WORK/mount"; then
        refused "$platform" "$(words)"
        continue
      fi
      tree "$WORK/mount" "$id"
      "${CTR[@]}" images unmount --rm "$WORK/mount" >/dev/null
      image "$id" "$names" "$platform" "$("${CTR[@]}" content get "sha256:$id" | history_of_config)"
    done <"$WORK/leaves"
  done
}
empty_containerd() {
  umount "$WORK/mount" 2>/dev/null || true
  "${CTR[@]}" leases ls -q | xargs -r "${CTR[@]}" leases rm >/dev/null 2>&1 || true
  "${CTR[@]}" images ls -q | xargs -r "${CTR[@]}" images rm --sync >/dev/null
  # What was read of an archive that was refused.
  "${CTR[@]}" content ls -q | xargs -r "${CTR[@]}" content rm >/dev/null
  [ -z "$("${CTR[@]}" content ls -q)" ] && [ "$("${CTR[@]}" snapshots ls | wc -l)" = 1 ] || die "it keeps content"
}

start_umoci() {
  printf '{"default":[{"type":"insecureAcceptAnything"}]}\n' >"$WORK/policy.json"
  SKOPEO=(skopeo --policy "$WORK/policy.json")
}
# What of an archive skopeo can be asked for, a line each; of one with two documents both.
sources() { # ARCHIVE
  local names index at=0
  names=$(tar -tf "$1" 2>"$WORK/err") || return 1
  if grep -qxE '(\./)?manifest\.json' <<<"$names"; then
    while [ "$at" = 0 ] || "${SKOPEO[@]}" inspect --raw "docker-archive:$1:@$at" >/dev/null 2>&1; do
      echo "docker-archive:$1:@$at"
      at=$((at + 1))
    done
  fi
  index=$(grep -xE '(\./)?index\.json' <<<"$names" | tail -n 1) || return 0
  # One image is asked for without a name, several by their names, if they are of OCI's own media types.
  tar -xOf "$1" "$index" | jq -r --arg a "oci-archive:$1" '.manifests | if length == 1 then $a else
    map(select(.mediaType | startswith("application/vnd.oci.")) | .annotations["org.opencontainers.image.ref.name"])
    | unique[] | values | $a + ":" + . end'
}
load_umoci() {
  local source platform id
  sources "$1" >"$WORK/sources" || return 1
  while read -r source; do
    try "${SKOPEO[@]}" inspect --raw "$source" || return 1
    jq -r 'if .manifests then .manifests[].platform | select(.os != "unknown") | [.os, .architecture, .variant] | map(values) | join("/") else "-" end' "$WORK/out" >"$WORK/platforms"
    while read -r platform; do
      local override=() parts=()
      [ "$platform" = - ] || {
        IFS=/ read -ra parts <<<"$platform"
        override=(--override-os "${parts[0]}" --override-arch "${parts[1]}" --override-variant "${parts[2]:-}")
      }
      rm -rf --one-file-system "$WORK/copy" "$WORK/root"
      # skopeo compares every digest, and writes gzip, which is all that umoci reads.
      if ! try "${SKOPEO[@]}" "${override[@]}" inspect --config --raw "$source" || ! cp "$WORK/out" "$WORK/config" ||
        ! try "${SKOPEO[@]}" "${override[@]}" copy -q --dest-compress-format gzip "$source" "oci:$WORK/copy:image" ||
        ! try umoci raw unpack --image "$WORK/copy:image" "$WORK/root"; then
        [ "$platform" != - ] || return 1
        refused "$platform" "$(words)"
        continue
      fi
      id=$(sha256sum <"$WORK/config" | cut -d' ' -f1)
      tree "$WORK/root" "$id"
      image "$id" null "${platform#-}" "$(history_of_config <"$WORK/config")"
    done <"$WORK/platforms"
  done <"$WORK/sources"
}
empty_umoci() { rm -rf --one-file-system "$WORK/copy" "$WORK/root"; }

one() {
  : >"$WORK/images"; : >"$WORK/err"
  [ -n "${KEEP:-}" ] || rm -f "$LISTS"/*
  if load_"$TOOL" "$1"; then
    jq -cs '{images: .}' "$WORK/images"
  else
    jq -cn --arg refused "$(words)" '{$refused}'
  fi
  empty_"$TOOL"
}

start_"$TOOL"
if [ $# -gt 0 ]; then
  for archive in "$@"; do one "$(cd "$(dirname "$archive")" && pwd)/$(basename "$archive")"; done
else
  while IFS= read -r archive; do one "$archive"; done
fi
