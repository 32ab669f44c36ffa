/** The words of the page, in English. Another language is another file of this shape. */

const plural = (count: number, one: string, many: string): string => (count === 1 ? one : many);
/** `1 path`, `1,234 paths`: the number comes written already. */
const counted = (count: number, written: string, one: string, many: string): string =>
  `${written} ${plural(count, one, many)}`;

/** `1–3, 5`: rising numbers, runs of them drawn together. */
function ranges(numbers: number[]): string {
  const runs: [number, number][] = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last?.[1] === number - 1) last[1] = number;
    else runs.push([number, number]);
  }
  return runs
    .map(([first, last]) => (first === last ? String(first) : `${first}–${last}`))
    .join(", ");
}

export const en = {
  name: "Lamina",
  title: "Lamina: look inside a container image",
  none: "none",
  unknown: "not known",
  unnamed: "Archive",
  waiting: "…",
  cancel: "Cancel",
  close: "Close",
  exactBytes: (written: string, count: number): string => counted(count, written, "byte", "bytes"),
  compression: { none: "plain", gzip: "gzip", zstd: "zstd", xz: "xz", bzip2: "bzip2" },
  kind: {
    file: "File",
    directory: "Directory",
    symlink: "Symbolic link",
    hardlink: "File with several names",
    char: "Character device",
    block: "Block device",
    fifo: "Named pipe",
  },
  change: { added: "Added", modified: "Modified", deleted: "Deleted" },
  changeLetter: { added: "A", modified: "M", deleted: "D" },
  copy: { copy: "Copy", done: "Copied", failed: "The browser refused to copy" },
  predicate: (type: string): string => {
    if (/slsa|provenance/i.test(type)) return "provenance";
    if (/spdx/i.test(type)) return "SBOM (SPDX)";
    if (/cyclonedx/i.test(type)) return "SBOM (CycloneDX)";
    return type;
  },

  bar: {
    open: "Open…",
    openTitle: "Open another archive (o)",
    images: "Images and layers",
    theme: { auto: "Colours: as the system", light: "Colours: light", dark: "Colours: dark" },
    help: "Keys (?)",
    problems: (count: number): string => counted(count, String(count), "note", "notes"),
    tabs: "Views",
  },
  tabs: {
    files: "Files",
    history: "History",
    space: "Space",
    search: "Search",
    packages: "Packages",
    secrets: "Secrets",
    compare: "Compare",
    config: "Config",
    save: "Edit & save",
  },
  ask: {
    read: (done: string, total: string): string => `${done} of ${total} read`,
    unread: (count: number): string =>
      `${counted(count, String(count), "file or layer", "files or layers")} could not be read:`,
    notLoaded:
      "A part of the page could not be loaded. Check the connection and open the page again.",
  },

  open: {
    title: "Opening",
    reading: (name: string): string => `Opening ${name || "the archive"}…`,
    downloading: (done: string, total: string): string => `Downloading: ${done} of ${total}`,
    read: (done: string, total: string): string => `Reading: ${done} of ${total}`,
    looking: "Reading the list of images…",
    failed: (name: string): string => `${name || "This"} can't be opened`,
    where: "Where",
    another: "Open another file",
    dropHere: "Drop the archive to open it",
    opened: (name: string, images: number): string =>
      `${name || "Archive"} opened: ${counted(images, String(images), "image", "images")}`,
    noImages: "This archive holds no image.",
    onlyOne: "Several files were dropped; the first is opened.",
  },
  progress: {
    label: "Reading the layers",
    layers: (done: number, total: number): string => `Reading layers: ${done} of ${total}`,
    partly: (done: number, total: number): string => `Stopped: ${done} of ${total} layers read`,
    stop: "Stop",
    stopped: "Reading was stopped; what was read is shown.",
    ready: "All layers are read.",
  },

  welcome: {
    title: "Look inside a container image",
    lead: "Drop what docker save wrote: see its layers, its files and what each build step did to them, take a file out, and save a smaller archive. No Docker needed.",
    drop: "Drop an image archive here",
    choose: "or press to choose a file",
    orFolder: "An unpacked OCI layout or dir: folder?",
    folder: "Choose a folder",
    safe: "Your image never leaves this computer.",
    remembered: (layers: number, size: string): string =>
      `${counted(layers, String(layers), "layer is", "layers are")} remembered in this browser (${size}), so that they need not be read again.`,
    forget: "Forget them",
    how: "How to make an archive",
    copy: (tool: string): string => `Copy the ${tool} command`,
    formats:
      "Opens archives of docker save, podman save, skopeo and buildx: docker-archive and OCI, one image or many; plain, gzip, zstd, xz or bzip2.",
  },

  images: {
    title: (count: number): string => counted(count, String(count), "image", "images"),
    noName: "<none>",
    noPlatform: "unknown platform",
    copyId: "Copy the image's whole ID",
    copyIdShort: "Copy ID",
    noDate: "no date",
    onDisk: (size: string): string => `${size} in the archive`,
    sizeTitle: (bytes: string): string => `${bytes} in all its layers`,
    onDiskTitle: (bytes: string): string => `${bytes} in the archive; its layers are not read`,
    attested: (types: string, size: string): string => `Attested: ${types || "yes"} (${size})`,
  },

  layers: {
    title: (count: number): string => counted(count, String(count), "layer", "layers"),
    newestFirst: "newest first",
    none: "This image has no layers.",
    noCommand: "no command recorded",
    layer: (number: number): string => `Layer ${number}`,
    chosen: (number: number, changes: boolean): string =>
      changes ? `Changes of layer ${number}` : `Files up to layer ${number}`,
    share: (percent: string): string => `${percent} of the image`,
    stored: (size: string, compression: string): string => `${size} stored, ${compression}`,
    shared: (count: number): string =>
      `Shared with ${counted(count, String(count), "other image", "other images")}`,
    state: {
      waiting: "waiting",
      indexed: "read",
      absent: "absent",
      unsupported: "not read",
      failed: "failed",
    },
    stateHelp: {
      waiting: "Reading was stopped before this layer.",
      indexed: "",
      absent: "The archive does not hold this layer.",
      unsupported: "This layer is stored in a form that is not read yet.",
      failed: "This layer could not be read; the notes say why.",
    },
  },

  integrity: {
    check: "Check digests",
    checkTitle: "Compute every digest and diff ID anew, and compare",
    unknown: "Digests: not checked yet",
    layers: "This image's layers match their digests",
    wrong: "A layer does not match its digests: see the notes",
    running: "Computing digests",
    stopped: "The check was stopped.",
    /** Of the archive's blobs. */
    outcome: (of: {
      verified: number;
      wrong: number;
      absent: number;
      unread: number;
      unchecked: number;
    }): string => {
      const parts = [
        of.verified > 0
          ? counted(
              of.verified,
              String(of.verified),
              "blob matches its digest",
              "blobs match their digests",
            )
          : "",
        of.wrong > 0
          ? counted(of.wrong, String(of.wrong), "does not: see the notes", "do not: see the notes")
          : "",
        of.unread > 0 ? `${of.unread} could not be read` : "",
        of.absent > 0 ? `${of.absent} not in the archive` : "",
        of.unchecked > 0 ? `${of.unchecked} without a digest to compare with` : "",
      ].filter(Boolean);
      return `${parts.join("; ") || "Nothing to check"}.`;
    },
    layer: "Digests",
    state: {
      verified: "computed here, and as they should be",
      wrong: "not what they should be; the notes say more",
      absent: "the layer is not in the archive",
      unread: "could not be computed",
      unchecked: "the archive gives none to compare with",
      waiting: "not checked yet",
    },
  },

  files: {
    tree: "Files of the image",
    modeLabel: "What the tree shows",
    merged: (layer: number): string => `Files up to layer ${layer}`,
    mergedTitle: "The merged filesystem up to the chosen layer, as a container sees it (\\)",
    changes: (layer: number): string => `Changes of layer ${layer}`,
    changesTitle: "Only what the chosen layer added, changed and deleted (\\)",
    changesOf: (layer: number): string => `Changes of layer ${layer}`,
    rulesLabel: "By which rules the layers are merged",
    oci: "As OCI says",
    ociTitle: "By the rules of the OCI image specification",
    overlayfs: "As overlayfs shows",
    overlayfsTitle: "What a container of Docker or podman sees",
    differs: "Docker and podman show something else here than the OCI rules give",
    refused: "Docker and podman do not load this image.",
    refusedBy: (layer: number): string => `Layer ${layer}:`,
    refusedMore: (count: number): string => `And ${count} more, among the notes.`,
    filter: "Filter by name or path",
    name: "Name",
    size: "Size",
    mode: "Mode",
    owner: "Owner",
    modified: "Modified",
    modifiedTitle: "In UTC",
    layer: "Layer",
    layerTitle: "The layer that wrote it last",
    writtenBy: (layer: number): string => `Written by layer ${layer}`,
    linkTo: "links to",
    wait: "Loading",
    footMerged: (layer: number, layers: number): string =>
      layer === layers
        ? "All layers, as a container sees them"
        : `Up to layer ${layer} of ${layers}`,
    footOci: (paths: number): string =>
      `By the OCI rules; Docker and podman show ${counted(paths, String(paths), "path", "paths")} otherwise`,
    footOverlayfs: (layer: number, layers: number): string =>
      layer === layers
        ? "All layers, as Docker and podman show them"
        : `Up to layer ${layer} of ${layers}, as Docker and podman show them`,
    footRefused: "What it would be: Docker and podman refuse it",
    footPartly: "What is read of the layers",
    footChanges: (layer: number): string => `Only what layer ${layer} changed`,
    paths: (count: number, written: string): string => counted(count, written, "path", "paths"),
    matches: (count: number, written: string): string =>
      counted(count, written, "match", "matches"),
    changed: (count: number, written: string): string =>
      counted(count, written, "changed path", "changed paths"),
    noMatch: (filter: string): string => `Nothing here is called “${filter}”.`,
    reading: "The layers are being read…",
    noChanges: "This layer changes no file.",
    nothing: "There is no file in this image.",
    nothingRead: "None of these layers is read.",
    details: "Details",
    stepper: "Layer",
    slider: "Go through the layers",
    sliderText: (layer: number, layers: number, command: string): string =>
      `${layer} of ${layers}: ${command}`,
    below: "One layer down ([)",
    above: "One layer up (])",
    missing: (layers: number[]): string =>
      layers.length === 1
        ? `Layer ${layers[0] ?? ""} is missing here: what it did to files is not shown.`
        : `Layers ${ranges(layers)} are missing here: what they did to files is not shown.`,
  },

  details: {
    none: "Choose a file to see what it is, which layer wrote it, and what is in it.",
    back: "Back to the files",
    close: "Close the details (Esc)",
    width: "Width of the details",
    above: "Directories above",
    facts: "Facts",
    copyPath: "Copy the path",
    download: "Download this file",
    downloadVersion: (layer: number): string => `Download the version of layer ${layer}`,
    localTime: (time: string): string => `${time} here`,
    downloaded: (name: string): string => `${name} is handed to the browser's downloads.`,
    deleted: (layer: number): string => `Layer ${layer} deleted this path.`,
    deletedBy: "Deleted by",
    absent: "There is no such path up to the chosen layer.",
    kind: "Kind",
    children: (count: number): string => counted(count, String(count), "entry", "entries"),
    size: "Size",
    target: "Leads to",
    linkOf: "Same file as",
    links: "Names",
    linkCount: (count: number): string => `${count} names share this content`,
    dangling: "Nothing is there.",
    mode: "Mode",
    owner: "Owner",
    modified: "Modified",
    xattr: "Attribute",
    writtenBy: "Written by",
    version: "Version of",
    older: (layer: number): string => `This is the version that layer ${layer} wrote.`,
    current: "Show the current one",
    versions: (count: number): string => counted(count, String(count), "version", "versions"),
    live: "what the container sees",
    later: "of a layer above the chosen one",
    hidden: "overwritten or deleted since",
    differs: {
      oci: "Docker and podman show something else",
      overlayfs: "The OCI rules give something else",
      inside: {
        oci: "Docker and podman show other names in this directory",
        overlayfs: "The OCI rules give other names in this directory",
      },
      nothing: "There it is absent.",
      other: (kind: string, layer: number, mode: string, owner: string): string =>
        `There: ${kind} of layer ${layer}, mode ${mode}, owner ${owner}.`,
      cause: {
        "remade-directory": (layer: number): string =>
          `Layer ${layer} deletes a directory and makes it anew. overlayfs takes it for the same directory, so what lower layers have in it is back.`,
        "root-mark": (layer: number): string =>
          `Layer ${layer} hides all that is below it by a mark in the root, where overlayfs does not look for one.`,
        "made-for-mark": (layer: number): string =>
          `Layer ${layer} deletes something in a directory that it does not list. Docker and podman make the directory for that.`,
        "unlisted-directory": (layer: number): string =>
          `Layer ${layer} writes in this directory without listing it. Docker and podman then make it anew, with mode 0755 and owner 0; containerd keeps what it was.`,
        "whiteout-device": (layer: number): string =>
          `Layer ${layer} has a character device 0:0, which overlayfs takes for a deletion.`,
        "link-to-whiteout": (layer: number): string =>
          `Layer ${layer} has a hard link to what it has just deleted, which to overlayfs is a second deletion.`,
        "opaque-attribute": (layer: number): string =>
          `Layer ${layer} has overlayfs's own attribute for a directory that hides what lower layers have in it.`,
        "reserved-name": (layer: number): string =>
          `Layer ${layer} has a name that begins with .wh., which by the OCI rules no file may have.`,
        "lost-mark": (layer: number): string =>
          `Layer ${layer} deletes something, and then replaces the directory it was in: the deletion is lost.`,
      },
    },
  },

  versions: {
    deed: {
      content: "Content changed",
      target: "Leads elsewhere",
      same: "Written again, unchanged",
      compare: "Written again in the same size, contents not compared",
      deleted: "Deleted",
    },
    added: (kind: string): string => `${kind} added`,
    again: (kind: string): string => `${kind} added again`,
    replaced: (before: string, after: string): string => `${before} replaced: ${after}`,
    /** Words of `fact`. */
    only: (facts: string[]): string =>
      `Only ${facts.length > 1 ? `${facts.slice(0, -1).join(", ")} and ` : ""}${facts.at(-1) ?? ""} changed`,
    fact: {
      mode: "mode",
      owner: "owner",
      time: "time",
      target: "target",
      device: "device number",
      attribute: "attributes",
    },
    factName: {
      mode: "Mode",
      owner: "Owner",
      time: "Modified",
      target: "Leads to",
      device: "Device",
      attribute: "Attribute",
    },
    becomes: "becomes",
    gone: {
      above: (directory: string): string => `Deleted with the directory ${directory}`,
      emptied: (directory: string): string =>
        `Hidden with all that was in ${directory}, which this layer emptied or made anew`,
      replaced: (directory: string, kind: string): string =>
        `Gone: ${directory} was replaced (${kind})`,
    },
    comparing: "Comparing the contents…",
    compareContents: (size: string): string => `Compare the contents (reads ${size})`,
    difference: "Difference",
    differenceOf: (before: number, after: number): string =>
      `Difference between layers ${before} and ${after}`,
    tick: "tick two to compare them",
    tickWord: "compare",
    tickOf: (layer: number): string => `Compare the version of layer ${layer}`,
    side: (layer: number): string => `Layer ${layer}`,
    closeDifference: "Close the difference",
  },

  layerFacts: {
    title: "About the chosen layer",
    heading: (layer: number, layers: number): string => `Layer ${layer} of ${layers}`,
    content: "Files",
    entries: "Entries",
    stored: "Stored",
    unpacked: "As plain tar",
    shared: "Shared with",
    others: (count: number): string => counted(count, String(count), "other image", "other images"),
    diffId: "Diff ID",
    digest: "Digest",
    mediaType: "Media type",
    location: "In the archive",
  },

  preview: {
    title: "Content",
    shape: "Show as",
    text: "Text",
    image: "Picture",
    hex: "Bytes",
    textLabel: "The file's text",
    hexLabel: "The file's bytes",
    pictureOf: (path: string): string => `The picture ${path}`,
    encoding: {
      "utf-8": "UTF-8",
      "utf-16le": "UTF-16",
      "utf-16be": "UTF-16, big endian",
      "windows-1252": "not UTF-8; read as Windows-1252",
    },
    empty: "The file is empty.",
    reading: "Reading…",
    slow: (size: string): string => `${size} have to be unpacked for this.`,
    show: "Show it all the same",
    more: "Show more",
    left: (size: string): string => `${size} are not shown yet`,
  },

  history: {
    title: "History, newest first",
    none: "The image tells nothing of how it was made.",
    commands: "Commands",
    readable: "Readable",
    short: "Short",
    shortTitle: "As docker history prints them",
    full: "Full",
    fullTitle: "As docker history --no-trunc prints them",
    numbers: "Times and sizes",
    human: "Rounded",
    exact: "Exact",
    hideEmpty: (count: number): string =>
      `Hide ${counted(count, String(count), "step", "steps")} without a layer`,
    image: "Image",
    layer: "Layer",
    created: "Created",
    createdBy: "Created by",
    size: "Size",
    comment: "Comment",
    empty: "–",
    emptyTitle: "This step changed the config only: it has no layer",
    go: (layer: number): string => `Show what layer ${layer} changed`,
    exactTextTitle: "The command exactly as recorded",
    copyExact: "Copy the command as recorded",
    view: "Show the history as",
    steps: "Steps",
    dockerfile: "Dockerfile",
  },

  dockerfile: {
    label: "Dockerfile",
    making: "Making the Dockerfile…",
    make: "Make the Dockerfile",
    remark:
      "Made from the history, the config and the layers: close to the file that was built from, not the file itself.",
    /** Stands behind the sign. */
    marks: "What is marked so is not known in full; a word such as <unknown-file-…> stands for it.",
    unknown: "Not known in full",
    untold: "What builders do not write down",
    untoldList: [
      "BuildKit: from which stage or image a COPY takes (--from), mounts of a RUN, the text of COPY <<EOF and of a script with #!, triggers of ONBUILD.",
      "The classic builder and buildah: the names of copied files; they write a digest. buildah leaves out --chown of an ADD.",
      "ENV and LABEL stand there without quotes: where an earlier value ended is a guess if it has blanks.",
      'The shell form RUN a and the form RUN ["/bin/sh", "-c", "a"] look alike.',
      "The base image, unless an image of this archive has the same first layers, or buildah wrote its name. Else FROM scratch stands there, and the steps of the base below it.",
    ],
    copy: "Copy the Dockerfile",
    download: "Download as Dockerfile",
    downloadWord: "Download",
    base: (steps: number): string =>
      `${counted(steps, String(steps), "step", "steps")} of the base image`,
    baseLayers: (layers: number, size: string): string =>
      `${counted(layers, String(layers), "layer", "layers")}, ${size}; not in the file`,
    left: (written: string, count: number): string =>
      `${counted(count, written, "line is", "lines are")} not shown yet`,
  },

  config: {
    runs: "What it runs",
    entrypoint: "Entrypoint",
    command: "Command",
    directory: "Working directory",
    user: "User",
    ports: "Ports",
    volumes: "Volumes",
    stopSignal: "Stop signal",
    shell: "Shell",
    health: "Health check",
    env: (count: number): string =>
      `Environment: ${counted(count, String(count), "variable", "variables")}`,
    labels: (count: number): string => `Labels: ${count}`,
    about: "About",
    references: "Names",
    platform: "Platform",
    created: "Created",
    author: "Author",
    id: "Image ID",
    manifest: "Manifest digest",
    layers: (count: number): string => `Layers: ${count}, oldest first`,
    json: "JSON",
    jsonLabel: "JSON as",
    jsonText: "The config's JSON",
    pretty: "Indented",
    exact: "As it is",
    copy: (name: string): string => `Copy ${name}`,
    copyLayer: (layer: number): string => `Copy the digest of layer ${layer}`,
    copyJson: "Copy the JSON",
  },

  difference: {
    title: "What is different",
    metadata: "Metadata",
    nothing: "Nothing to compare.",
    ask: (size: string): string => `${size} have to be read for this.`,
    read: "Compare the contents",
    reading: "Reading both contents…",
    sameContent: "The content is the same.",
    sameText: "The text is the same; only how it is stored in bytes differs.",
    noContent: "Neither of the two is a file with a content.",
    empty: "The file is empty.",
    big: (size: string): string =>
      `Texts of more than ${size} are not compared line by line. Their bytes are, a window at a time.`,
    tooDifferent: (before: string, after: string): string =>
      `These texts (${before} and ${after} lines) have too little in common to be compared line by line.`,
    showBytes: "Compare the bytes",
    shape: "Compare as",
    text: "Text",
    hex: "Bytes",
    layout: "Layout",
    unified: "Unified",
    sideBySide: "Side by side",
    allLines: "All lines",
    lines: (removed: string, added: string): string => `−${removed} +${added} lines`,
    linesHeard: (removed: string, added: string): string =>
      `${removed} lines removed, ${added} lines added`,
    tableText: "The lines that differ",
    tableHex: "The bytes that differ",
    line: "Line",
    before: "Before",
    after: "After",
    removed: "removed",
    added: "added",
    lineRange: (first: string, last: string): string =>
      first === last ? `line ${first}` : `lines ${first}–${last}`,
    noLine: "no line",
    unended: "no line end at the end of the file",
    cut: (count: string): string => `… ${count} more letters`,
    more: (count: string): string => `Show more (${count} rows left)`,
    moreBytes: "Show more rows",
    offset: "Offset",
    bytes: "Bytes",
    ascii: "As text",
    inexact: "What is marked may hold bytes that are the same: to tell would take too long.",
    window: (from: string, to: string, size: string): string => `Bytes ${from} to ${to} of ${size}`,
    previous: "Previous window",
    next: "Next window",
    nextDifference: "Next difference",
    seeking: "Looking for the next difference…",
    windowSame: "Nothing in this window is different.",
    noMore: "Nothing after this window is different.",
    fact: "Of the path",
    kind: "Kind",
    size: "Size",
    mode: "Mode",
    owner: "Owner",
    modified: "Modified",
    target: "Leads to",
    device: "Device",
    xattr: (name: string): string => `Attribute ${name}`,
    encoding: "Encoding",
  },

  save: {
    images: "Images",
    undo: "Undo",
    redo: "Redo",
    reset: "Reset",
    how: "Uncheck what shall not be in the new archive (as docker rmi), give and take names (as docker tag), then save (as docker save).",
    keep: (image: string): string => `Keep ${image}`,
    only: "Only this",
    onlyTitle: "Keep this image and no other",
    untag: (reference: string): string => `Take the name ${reference} away`,
    newTag: (image: string): string => `New name for ${image}`,
    tagPlaceholder: "name:tag",
    addTag: "Add name",
    prune: "Also leave out (as docker image prune)",
    pruneNothing: "Nothing else",
    pruneDangling: "Images without a name",
    danglingCount: (count: number): string => `(${count} now)`,
    pruneAll: "Images without a name, and files that no image refers to",
    unreferenced: (count: number, size: string): string =>
      `(${counted(count, String(count), "file", "files")}, ${size})`,
    plan: "The new archive",
    planning: "Working it out…",
    planned: (size: string): string => `The new archive will have ${size}.`,
    before: "Now",
    after: "Then",
    freed: (size: string, percent: string): string => `${size} less (${percent})`,
    grown: (size: string): string => `${size} more`,
    sameSize: "the same size",
    exact: (before: string, after: string): string => `${before} → ${after} bytes`,
    result: "Images before and after",
    image: "Image",
    idBefore: "ID now",
    idAfter: "ID then",
    sameId: "the same",
    dropped: "dropped",
    save: "Save archive",
    fileKind: "Image archive",
    writing: (done: string, total: string): string => `Writing ${done} of ${total}…`,
    checking: "Reading it back…",
    progress: "Progress of saving",
    saved: (name: string): string => `${name} is written, read back and as planned.`,
    downloaded: "Checked, and handed to the browser's downloads.",
    failed: "The archive could not be saved.",
    load: "Load it with",
    copyLoad: "Copy the command that loads it",
  },

  problems: {
    title: "What is unusual or wrong in this archive",
  },

  help: {
    title: "Keys",
    on: "Use single keys",
    everywhere: "Everywhere",
    filter: "Filter the files",
    tabs: "Files, history, config, edit & save",
    layers: "Layer below, layer above",
    mode: "Merged files or the layer's changes",
    open: "Open another archive (outside the tree)",
    help: "This list",
    escape: "Close what is open, clear the filter",
    tree: "In the tree",
    move: "Up and down",
    right: "Open a directory, then go into the columns",
    left: "Close it, or go to the directory above",
    enter: "Open a directory, or show a file",
    deep: "Open or close everything below",
    siblings: "Open all directories beside this one",
    ends: "First and last row",
    pages: "A page up or down",
    type: "Jump to a name",
    lists: "In lists",
    choose: "Choose another",
  },
};
