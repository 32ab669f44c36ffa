#!/usr/bin/env bash
# load.sh TOOL ARCHIVE
#
# Loads an archive into one real tool, from empty storage, and prints what the tool has then:
#
#   image   ID  REFERENCE,REFERENCE…     one line an image, by its config's digest
#   history ID  SHA256                   of what the tool itself lists as the image's history
#   tree    ID  SHA256                   of the merged filesystem (see below)
#
# For containerd, which names images by manifest, ID is the reference and there is no history.
# A tree is hashed from a sorted list: kind, mode, owner, size, time, link target, path and, of
# every file, its content and the first of the names that share it. KEEP=FOLDER keeps the lists.
#
# PLATFORM=OS/ARCH[/VARIANT] chooses one of several in an OCI index, for umoci.
#
# TOOL: podman docker containerd umoci. Needs root, kernel overlay mounts, and the tool; docker
# also dockerd, umoci also skopeo. Exits 1 with the tool's own words if it refuses the archive.
set -euo pipefail
[ $# = 2 ] || { sed -n '2,/^set/p' "$0" | sed '$d;s/^# \{0,1\}//' >&2; exit 2; }
TOOL=$1
ARCHIVE=$(cd "$(dirname "$2")" && pwd)/$(basename "$2")
WORK=$(mktemp -d "${TMPDIR:-/tmp}/lamina-load-XXXXXX")
export TMPDIR=$WORK HOME=$WORK LC_ALL=C TZ=UTC
unset DOCKER_HOST DOCKER_CONFIG DOCKER_CONTEXT CONTAINER_HOST
daemon=
cleanup() {
  # What is mounted below WORK goes first: a daemon's storage is on top of it.
  unmount
  [ -z "$daemon" ] || { kill "$daemon" 2>/dev/null || true; wait "$daemon" 2>/dev/null || true; }
  unmount
  rm -rf --one-file-system "$WORK"
}
unmount() { awk -v w="$WORK/" 'index($2, w) == 1 {print $2}' /proc/mounts | sort -r | xargs -r -n1 umount -l 2>/dev/null || true; }
trap cleanup EXIT
trap 'exit 1' INT TERM

# The words of a tool that fails, on one line.
try() { "$@" >"$WORK/out" 2>"$WORK/err" || { tail -n 3 "$WORK/err" | tr '\n' ' ' >&2; echo >&2; exit 1; }; }
# Waits for a daemon to answer.
wait_for() { for _ in $(seq 1 150); do "$@" >/dev/null 2>&1 && return 0; sleep 0.2; done; echo "the daemon did not start: $(tail -n 1 "$WORK/log")" >&2; exit 1; }

# tree ID FOLDER
tree() {
  local list=${KEEP:+$KEEP/$(tr -c '[:alnum:].\n' _ <<<"$TOOL.$1")}
  list=${list:-$WORK/list}
  (
    cd "$2"
    # Sizes of directories and link counts are the file system's affair, not the image's.
    find . -mindepth 1 \( -type d -printf '%y %m %U %G - %T@ %l %P\0' -o -printf '%y %m %U %G %s %T@ %l %P\0' \)
    find . -type f -print0 | sort -z | xargs -0 -r sha256sum -z
    find . \( -type b -o -type c \) -printf '%P\0' | while IFS= read -r -d '' name; do printf 'device %s %s\0' "$(stat -c '%t:%T' "$name")" "$name"; done
    # getfattr escapes names itself, and needs no help with bytes.
    ! command -v getfattr >/dev/null || getfattr -R -P -h -d -m '^(user|security)\.' -e hex . 2>/dev/null |
      while IFS= read -r line; do
        case $line in
          '# file: '*) name=${line#\# file: } ;;
          *=*) printf 'xattr %s %s\0' "$line" "$name" ;;
        esac
      done
    # The names of each file with several, by its first.
    declare -A first=()
    while IFS= read -r -d '' name; do
      inode=${name%% *} name=${name#* }
      first[$inode]=${first[$inode]-$name}
      printf 'same %s %s\0' "${first[$inode]}" "$name"
    done < <(find . -type f -links +1 -printf '%i %P\0' | sort -z -k2)
  ) | sort -z >"$list"
  echo "tree $1 $(sha256sum <"$list" | cut -d' ' -f1)"
}
hash() { sha256sum | cut -d' ' -f1; }

load_podman() {
  printf '[storage]\ndriver = "overlay"\nrunroot = "%s/run"\ngraphroot = "%s/graph"\n' "$WORK" "$WORK" >"$WORK/storage.conf"
  export CONTAINERS_STORAGE_CONF=$WORK/storage.conf
  try podman load -q -i "$ARCHIVE"
  local id
  for id in $(podman images -q --no-trunc | sort -u); do
    echo "image ${id#sha256:} $(podman image inspect --format '{{range .RepoTags}}{{println .}}{{end}}' "${id#sha256:}" | sort | grep . | paste -sd,)"
    echo "history ${id#sha256:} $(podman history --no-trunc --format '{{.CreatedBy}}	{{.Comment}}' "${id#sha256:}" | hash)"
    tree "${id#sha256:}" "$(podman image mount "${id#sha256:}")"
    podman image unmount "${id#sha256:}" >/dev/null
  done
}

load_docker() {
  mkdir -p "$WORK/docker"
  echo '{}' >"$WORK/docker/none.json" # no configuration of the host's
  unshare -m --propagation slave setpriv --pdeathsig TERM dockerd --config-file "$WORK/docker/none.json" \
    --storage-driver=overlay2 --iptables=false --ip6tables=false --ip-forward=false --ip-masq=false --bridge=none \
    -H "unix://$WORK/docker/s" --data-root "$WORK/docker/data" --exec-root "$WORK/docker/exec" -p "$WORK/docker/pid" >"$WORK/log" 2>&1 &
  daemon=$!
  local docker=(/usr/bin/docker -H "unix://$WORK/docker/s") id layers
  wait_for "${docker[@]}" version
  try "${docker[@]}" load -q -i "$ARCHIVE"
  for id in $("${docker[@]}" images -q --no-trunc | sort -u); do
    echo "image ${id#sha256:} $("${docker[@]}" image inspect --format '{{range .RepoTags}}{{println .}}{{end}}' "$id" | sort | grep . | paste -sd,)"
    echo "history ${id#sha256:} $("${docker[@]}" history --no-trunc --format '{{.CreatedBy}}	{{.Size}}	{{.Comment}}' "$id" | hash)"
    layers=$("${docker[@]}" image inspect --format '{{.GraphDriver.Data.UpperDir}}{{with .GraphDriver.Data.LowerDir}}:{{.}}{{end}}' "$id")
    mkdir -p "$WORK/mount"
    case $layers in
      *:*) (cd "$WORK/docker/data/overlay2" && mount -t overlay overlay -o "ro,lowerdir=${layers//$WORK\/docker\/data\/overlay2\//}" "$WORK/mount") ;;
      /*) mount --bind "$layers" "$WORK/mount" ;;
    esac
    tree "${id#sha256:}" "$WORK/mount"
    umount "$WORK/mount" 2>/dev/null || true
  done
}

load_containerd() {
  mkdir -p "$WORK/ctd" "$WORK/mount"
  printf 'version = 2\nroot = "%s/root"\nstate = "%s/state"\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]\n[grpc]\n  address = "%s/s"\n[ttrpc]\n  address = "%s/t"\n' \
    "$WORK/ctd" "$WORK/ctd" "$WORK/ctd" "$WORK/ctd" >"$WORK/ctd/config.toml"
  setpriv --pdeathsig TERM containerd -c "$WORK/ctd/config.toml" >"$WORK/log" 2>&1 &
  daemon=$!
  local ctr=(ctr -a "$WORK/ctd/s" -n lamina) reference
  wait_for "${ctr[@]}" version
  # By digest too: an image without a name would vanish at once.
  try "${ctr[@]}" images import --base-name nameless/image --digests "$ARCHIVE"
  for reference in $("${ctr[@]}" images ls -q | sort); do
    echo "image $reference $reference"
    try "${ctr[@]}" images mount "$reference" "$WORK/mount"
    tree "$reference" "$WORK/mount"
    "${ctr[@]}" images unmount --rm "$WORK/mount" >/dev/null
  done
}

load_umoci() {
  local names at=0 kind=docker-archive id
  printf '{"default":[{"type":"insecureAcceptAnything"}]}\n' >"$WORK/policy.json"
  names=$(tar -tf "$ARCHIVE")
  [ -z "${PLATFORM:-}" ] && grep -qxE '(\./)?manifest.json' <<<"$names" || kind=oci-archive
  local platform=()
  [ -z "${PLATFORM:-}" ] || {
    local parts; IFS=/ read -ra parts <<<"$PLATFORM"
    platform=(--override-os "${parts[0]}" --override-arch "${parts[1]}" --override-variant "${parts[2]:-}")
  }
  while :; do
    local source=$kind:$ARCHIVE:@$at
    # An OCI archive of one image is asked for without a number: old versions know no other way.
    [ $kind = docker-archive ] || source=$kind:$ARCHIVE
    if ! skopeo --policy "$WORK/policy.json" "${platform[@]}" copy -q "$source" "oci:$WORK/oci:i$at" >"$WORK/out" 2>"$WORK/err"; then
      [ $at -gt 0 ] && break
      tail -n 3 "$WORK/err" | tr '\n' ' ' >&2; echo >&2; exit 1
    fi
    id=$(skopeo inspect --config --raw "oci:$WORK/oci:i$at" | hash)
    try umoci raw unpack --image "$WORK/oci:i$at" "$WORK/root$at"
    echo "image $id"
    echo "history $id $(umoci stat --image "$WORK/oci:i$at" --json | jq -c '.history[] | del(.layer)' | hash)"
    tree "$id" "$WORK/root$at"
    at=$((at + 1))
    [ $kind = docker-archive ] || break
  done
}

case $TOOL in
  podman | docker | containerd | umoci) load_"$TOOL" ;;
  *) echo "load.sh: there is no tool $TOOL" >&2; exit 2 ;;
esac
