#!/usr/bin/env bash
# Makes the compressed samples of this folder anew, each by the tool people use for it. All but the
# empty ones decode to the same text, which tests/codecs.rs makes as well. Needs the Debian packages
#   gzip pigz zstd xz-utils bzip2 pbzip2
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
rm -f ./*.gz ./*.zst ./*.xz ./*.bz2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
seq -f 'line %06g of the sample' 1 1500 > "$work/text"
head -c 10000 "$work/text" > "$work/a"
tail -c +10001 "$work/text" | head -c 12000 > "$work/b"
tail -c +22001 "$work/text" > "$work/c"
: > "$work/none"
# compress EACH FILE by a command that reads standard input
each() { for part in a b c; do "$@" < "$work/$part"; done; }
whole() { "$@" < "$work/text"; }
# a skippable zstd frame: the last digit of its magic number, its content
skippable() { printf "\\x5$1\\x2a\\x4d\\x18\\x$(printf %02x ${#2})\\x00\\x00\\x00%s" "$2"; }

whole gzip -n9 > plain.gz
(cd "$work" && gzip -c text) > named.gz
whole pigz -c -p 2 > pigz.gz
# as eStargz: members, and an empty one with an extra field at the end
{ each gzip -n; printf '\x1f\x8b\x08\x04\0\0\0\0\0\xff\x1a\0SG\x16\x000000000000000000STARGZ\x01\0\0\xff\xff\0\0\0\0\0\0\0\0'; } > members.gz
{ whole gzip -n; printf 'what follows is no gzip'; } > garbage.gz
gzip -n < "$work/none" > empty.gz

whole zstd -q -1 --no-check > nocheck.zst
whole zstd -q --fast=5 > fast.zst
(cd "$work" && zstd -q -19 -c text) > sized.zst
whole zstd -q --ultra -22 > ultra.zst
whole zstd -q --long=27 > long27.zst
whole zstd -q --ultra --long=31 > long31.zst
# as zstd:chunked: frames, and skippable ones with what it knows of them at the end
{ skippable 0 'first of all'; each zstd -q; zstd -q < "$work/none"; skippable f ''; skippable 1 'GNUlInUx'; } > chunked.zst
zstd -q < "$work/none" > empty.zst

whole xz > plain.xz
whole xz -9e --check=crc32 > nine.xz
whole xz --check=sha256 --block-size=8000 > blocks.xz
whole xz -T2 --check=none --block-size=16000 > threads.xz
whole xz --x86 --lzma2=preset=1 > x86.xz
whole xz --delta=dist=4 --lzma2 > delta.xz
{ each xz -1; printf '\0\0\0\0\0\0\0\0'; } > streams.xz
xz < "$work/none" > empty.xz

whole bzip2 > plain.bz2
whole bzip2 -1 > one.bz2
whole pbzip2 -c > pbzip2.bz2
each bzip2 > streams.bz2
{ whole bzip2; printf 'what follows is no bzip2'; } > garbage.bz2
bzip2 < "$work/none" > empty.bz2
