#!/usr/bin/env bash
# docker26.sh ROOT [classic|containerd|make]
#
# Runs the dockerd of Debian trixie (26.1: what Docker 25 and newer write) out of a chroot at ROOT
# in the foreground, with Docker's own image store (classic) or containerd's. The chroot is made by
# debootstrap if it is not there (some 600 MB); `make` stops after that. The socket is
# ROOT/lamina/s, inside the chroot /lamina/s; images live in ROOT/lamina/data-STORE and are emptied
# at each start.
set -euo pipefail
[ $# -ge 1 ] || { sed -n '2,/^set/p' "$0" | sed '$d;s/^# \{0,1\}//'; exit 2; }
mkdir -p "$1"; ROOT=$(cd "$1" && pwd); STORE=${2:-classic}
if [ ! -x "$ROOT/usr/sbin/dockerd" ] || [ ! -x "$ROOT/usr/libexec/docker/cli-plugins/docker-buildx" ]; then
  # the mirror that this machine's apt uses, whatever the style of its source lists
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 2>/dev/null | grep -m1 '/debian/*$' || true)
  [ -x "$ROOT/usr/bin/apt-get" ] || debootstrap --variant=minbase --include=ca-certificates trixie "$ROOT" "${mirror:-http://deb.debian.org/debian}"
  cp /etc/resolv.conf "$ROOT/etc/resolv.conf"
  printf '#!/bin/sh\nexit 101\n' >"$ROOT/usr/sbin/policy-rc.d"; chmod +x "$ROOT/usr/sbin/policy-rc.d" # nothing starts by itself
  DEBIAN_FRONTEND=noninteractive chroot "$ROOT" apt-get install -qy --no-install-recommends docker.io docker-cli docker-buildx
  chroot "$ROOT" apt-get clean
fi
[ "$STORE" != make ] || exit 0
mkdir -p "$ROOT/lamina/home" "$ROOT/var/lib/docker"
rm -rf --one-file-system "$ROOT/lamina/data-$STORE" "$ROOT/lamina/s"; mkdir -p "$ROOT/lamina/data-$STORE"
if [ "$STORE" = containerd ]; then features='{"containerd-snapshotter": true}'; else features='{}'; fi
echo "{\"features\": $features}" >"$ROOT/lamina/daemon.json"
export ROOT STORE
# A mount namespace of its own, so that every mount goes with the process. dockerd remounts `/`,
# which therefore has to be a mount point.
exec unshare -m --propagation private bash -c '
  mount --bind "$ROOT" "$ROOT"; mount -t proc proc "$ROOT/proc"; mount -t tmpfs tmpfs "$ROOT/run"
  mount --rbind /sys "$ROOT/sys"; mount --rbind /dev "$ROOT/dev"
  mount --bind "$ROOT/lamina/data-$STORE" "$ROOT/var/lib/docker"
  cd "$ROOT"; exec setpriv --pdeathsig TERM chroot . dockerd --config-file /lamina/daemon.json --iptables=false --ip6tables=false \
    --ip-forward=false --ip-masq=false --bridge=none -H unix:///lamina/s --exec-root /run/lamina -p /run/lamina.pid'
