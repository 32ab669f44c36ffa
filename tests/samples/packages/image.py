"""Packs folders, each the whole filesystem as of a layer, as an archive of docker save: image.py OUT FOLDER...

A layer holds what is new or other than in the folder before, and whiteouts for what is not there any more.
"""
import hashlib
import io
import json
import os
import sys
import tarfile


def walk(root):
    found = {}
    for folder, folders, files in os.walk(root):
        for name in sorted(folders + files):
            path = os.path.join(folder, name)
            stat = os.lstat(path)
            if os.path.islink(path):
                content = os.readlink(path)
            elif os.path.isfile(path):
                content = hashlib.sha256(open(path, "rb").read()).hexdigest()
            else:
                content = ""
            found[os.path.relpath(path, root)] = (path, stat.st_mode, content)
    return found


def plain(info):
    info.uid = info.gid = 0
    info.uname = info.gname = ""
    info.mtime = 1700000000
    return info


def add(tar, name, data):
    info = plain(tarfile.TarInfo(name))
    info.size = len(data)
    tar.addfile(info, io.BytesIO(data))


out, *roots = sys.argv[1:]
below, layers = {}, []
for root in roots:
    now, buffer = walk(root), io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for path in sorted(now):
            if path not in below or now[path][1:] != below[path][1:]:
                tar.add(now[path][0], path, recursive=False, filter=plain)
        for path in sorted(below):
            above = os.path.dirname(path)
            if path not in now and (not above or above in now):
                add(tar, os.path.join(above, ".wh." + os.path.basename(path)), b"")
    layers.append(buffer.getvalue())
    below = now
digests = [hashlib.sha256(layer).hexdigest() for layer in layers]
config = json.dumps({
    "architecture": "amd64", "os": "linux", "config": {},
    "rootfs": {"type": "layers", "diff_ids": ["sha256:" + digest for digest in digests]},
    "history": [{"created_by": "layer %d" % number} for number in range(len(layers))],
}).encode()
name = hashlib.sha256(config).hexdigest()
with tarfile.open(out, "w", format=tarfile.PAX_FORMAT) as tar:
    for digest, layer in zip(digests, layers):
        add(tar, digest + "/layer.tar", layer)
    add(tar, name + ".json", config)
    manifest = [{"Config": name + ".json", "RepoTags": ["packages:1"],
                 "Layers": [digest + "/layer.tar" for digest in digests]}]
    add(tar, "manifest.json", json.dumps(manifest).encode())
