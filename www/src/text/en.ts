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
    reads: (layers: number, size: string): string =>
      `Reads all files of ${counted(layers, String(layers), "layer", "layers")}, ${size}.`,
    waitsForLayers: "It begins when the list of files is there.",
    again: "Ask again",
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

  space: {
    adding: "Adding up where the bytes went",
    again: "Add up where the bytes went",
    total: (size: string, layers: number, live: string, wasted: string, overhead: string): string =>
      `${size} in ${counted(layers, String(layers), "layer", "layers")}: ${live} live, ${wasted} wasted, ${overhead} overhead`,
    unread: (count: number): string =>
      `${counted(count, String(count), "layer is", "layers are")} not read: none of the numbers here knows of ${plural(count, "it", "them")}.`,
    dive: (score: string, wasted: string): string =>
      `dive would say ${score} efficient, ${wasted} wasted.`,
    compare: "Look for copies",
    compareWhy:
      "Files that were written again unchanged, and contents that are there twice: reads the files that are as large as another.",
    comparePartly: "Some files could not be read: more of them may be copies.",
    comparing: "Looking for copies",
    diveWhy: "Why dive counts otherwise",
    diveReasons: [
      "A file that two layers have counts as wasted both times, the one that is live too.",
      "A directory that is deleted counts as nothing wasted, whatever was in it.",
      "A directory that a layer made opaque, hiding what was below, is not looked at.",
      "Hard links have no size there, so what they share can be called wasted.",
    ],
    diveHere: "Here each byte of each layer is in one account, and they add up to the layer.",
    account: {
      live: { name: "live", help: "In files that a container sees" },
      duplicate: {
        name: "duplicate",
        help: "In files that a container sees, with a content that another file has as well",
      },
      metadata: {
        name: "metadata only",
        help: "In files that a layer wrote again with the same content, for another mode, owner or time",
      },
      overwritten: { name: "overwritten", help: "In files that a layer wrote again" },
      deleted: {
        name: "deleted",
        help: "In files that a layer deleted, by themselves or with a directory above",
      },
      opaque: {
        name: "hidden by an opaque directory",
        help: "In files under a directory that a later layer began anew",
      },
      replaced: {
        name: "replaced",
        help: "In files where a later layer has a directory, a link or another thing",
      },
      overhead: { name: "overhead", help: "In headers, padding and the end of the layers' tars" },
    },
    accounts: "Which bytes are shown",
    layers: "Layer by layer",
    show: "Show the layers as",
    chart: "Chart",
    table: "Table",
    goChanges: (layer: number): string => `What layer ${layer} changed`,
    unpacked: (size: string): string => `${size} unpacked`,
    stored: (size: string): string => `${size} stored`,
    part: (bytes: string, account: string): string => `${bytes} ${account}`,
    empty: "nothing of what is shown",
    hidesOf: (size: string): string => `hides ${size}`,
    lostTo: (size: string): string => `loses ${size}`,
    hides: "Hides",
    loses: "Loses",
    ofLayer: (size: string, layer: number): string => `${size} of layer ${layer}`,
    ofItself: (size: string): string => `${size} of its own`,
    toLayer: (size: string, layer: number): string => `${size} to layer ${layer}`,
    toItself: (size: string): string => `${size} to itself`,
    tableTitle: "Bytes of each layer by what became of them",
    layer: "Layer",
    step: "Step",
    storedColumn: "Stored",
    unpackedColumn: "Unpacked",
    sum: "Sum",
    copyTable: "Copy the table",

    map: "Where they are",
    measure: "Bytes on the map",
    measures: { live: "Live", wasted: "Wasted", all: "All layers" },
    measureTitles: {
      live: "What a container sees",
      wasted: "What no container sees, and copies",
      all: "Every file of every layer",
    },
    showMap: "Show them as",
    asMap: "Map",
    drawing: "Adding up the directories",
    drawAgain: "Add up the directories",
    mapOf: (path: string): string => `Map of ${path}`,
    mapHow:
      "Arrows move between rectangles, Enter opens a directory, or shows a file in Files; Backspace leads to the directory above.",
    above: "Directories above",
    up: "To the directory above (Backspace)",
    openIn: (path: string): string => `Show ${path} in Files`,
    openInFiles: "Show in Files",
    share: (percent: string, path: string): string => `${percent} of ${path}`,
    rest: (count: number, written: string): string =>
      counted(count, written, "smaller one", "smaller ones"),
    own: "of no path",
    restIn: (rest: string, path: string): string => `${rest} in ${path}`,
    tile: (name: string, size: string, layer: number | null): string =>
      layer === null ? `${name}, ${size}` : `${name}, ${size}, layer ${layer}`,
    opened: (path: string, size: string): string => `${path}, ${size}`,
    coloured: "Coloured by the layer that has most of it:",
    colouredWasted:
      "Coloured by the layer that a container sees most of, else by the one that has most:",
    nothing: {
      live: "There are no bytes in the files here.",
      wasted: "Nothing is wasted here.",
      all: "There are no bytes in the files here.",
    },
    mapTable: (path: string): string => `What is in ${path}`,
    name: "Name",
    size: "Size",
    sharing: "Share",
    more: (count: string): string => `Show more (${count} left)`,

    largest: "Largest wasted files",
    largestLooking: "Looking for the largest files",
    largestTable: "The largest files that are wasted",
    file: "File",
    of: "Of layer",
    fate: "What became of it",
    by: (account: string): string => `${account} by`,
    noPath: "written twice by its own layer",
    moreFiles: "Show more",
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

  report: {
    button: "Report…",
    buttonTitle: "All findings as a document, to keep or to attach to a ticket",
    heading: "Report on this image",
    what: (size: string): string =>
      `Layers, history, where the bytes went, packages, secrets (masked), special permissions and the Dockerfile. For that every file is read once: ${size}.`,
    form: "Form",
    forms: {
      html: "HTML, to read and print",
      markdown: "Markdown, for a ticket",
      json: "JSON, for programs: all of it",
    },
    make: "Make the report",
    making: "Reading every file…",
    ready: (name: string): string => `${name} was handed to the browser's downloads.`,
    title: (name: string): string => `Report on ${name}`,
    more: (count: number): string => `${count} more: see the report as JSON.`,
    image: "Image",
    fact: ["Fact", "Value"],
    archive: "Archive",
    id: "ID",
    names: "Names",
    platform: "Platform",
    created: "Created",
    size: "Size",
    made: "Report made",
    layers: "Layers",
    layerHead: ["Layer", "Stored", "Live", "Hidden", "Copies", "Digest checked", "Command"],
    verified: {
      verified: "yes",
      wrong: "wrong",
      absent: "absent",
      unread: "not read",
      unchecked: "nothing to compare with",
      waiting: "no",
    },
    space: "Space",
    wasted: (size: string, sure: boolean): string =>
      `${size} could be saved: bytes that no container sees, and copies.${sure ? "" : " Not all contents could be compared."}`,
    dive: (score: string, wasted: string): string =>
      `By dive's formula: ${score} efficient, ${wasted} wasted.`,
    wastedHead: ["File", "Layer", "Bytes", "What became of it", "By layer"],
    account: {
      live: "live",
      metadata: "only mode, owner or time is new",
      duplicate: "the same content is elsewhere",
      overwritten: "overwritten",
      deleted: "deleted",
      opaque: "directory emptied",
      replaced: "replaced by something else",
    },
    packages: "Packages",
    supported: (day: string, source: string): string => `supported until ${day} (${source})`,
    kindHead: ["Kind", "Packages", "Bytes"],
    unowned: (count: string, size: string): string =>
      `${count} files belong to no package (${size}).`,
    gone: (count: string): string => `${count} packages are only in older layers:`,
    goneHead: ["Kind", "Name", "Version", "Last layer", "Replaced by"],
    secrets: "Secrets",
    noSecrets: "The rules found none. That is no proof that there is none.",
    secretHead: ["How sure", "What", "Where", "Masked", "Note"],
    certainty: {
      certain: "certain",
      likely: "likely",
      possible: "possible",
      example: "example",
    },
    inFile: (path: string, layer: string, visible: boolean): string =>
      `${path}, layer ${layer}${visible ? "" : ", which no container sees any more"}`,
    step: (steps: number[]): string =>
      `build ${plural(steps.length, "step", "steps")} ${ranges(steps)}`,
    permissions: "Special permissions",
    noPermissions: "No file has any.",
    permissionHead: ["File", "Layer", "Permission"],
    dockerfile: "Dockerfile, as far as history and config tell it",
    unread: "Not read",
    unreadHead: ["Layer", "File", "Why"],
  },

  search: {
    title: "Search",
    what: "What to look for",
    name: "Names",
    content: "Contents",
    sha256: "SHA-256",
    permissions: "Permissions",
    field: {
      name: "Name or path",
      content: "Text in files",
      sha256: "SHA-256 of a file",
    },
    kindLabel: "How it is read",
    kind: { text: "Text", glob: "Glob", regex: "Regex", hex: "Hex" },
    kindTitle: {
      text: "Exactly these letters",
      glob: "As a shell matches file names",
      regex: "A regular expression",
      hex: "Bytes in hexadecimal digits",
    },
    help: {
      name: {
        text: "A part of a name; with a / in it, of a path.",
        glob: "The whole name: *.conf, lib*.so.?, {passwd,shadow}. With a / the end of the path: nginx/**/*.conf.",
        regex: "A regular expression that is found in the name; with a / in it, in the path.",
        hex: "",
      },
      content: {
        text: "Letters that stand in a file. Only this image's files are read, on this computer.",
        glob: "",
        regex: "A regular expression, line by line: secret[_-]?key\\s*[:=]",
        hex: "Bytes, ?? for any: 7f 45 4c 46 02 ?? 01",
      },
      sha256:
        "The first eight digits or more. Finds the file by its content, whatever it is called.",
      permissions: "What runs with another's rights, or can be changed by everybody.",
    },
    saved: {
      all: "All of these",
      setuid: "setuid",
      setgid: "setgid",
      worldWritable: "Writable by all",
      capabilities: "Capabilities",
    },
    savedLabel: "Saved searches",
    savedTitle: {
      all: "Everything with any of these permissions",
      setuid: "Runs as its owner, whoever starts it",
      setgid: "Runs with its group, whoever starts it",
      worldWritable: "May be changed by everybody; directories with the sticky bit are left out",
      capabilities: "Gets a part of root's rights when it is started",
    },
    ignoreCase: "Ignore case",
    wholeWord: "Whole word",
    files: "Only in files named",
    filesExample: "*.conf",
    scope: "Where",
    merged: (layer: number, layers: number): string =>
      layer === layers ? "What a container sees" : `Files up to layer ${layer}`,
    mergedTitle: "The merged filesystem up to the layer chosen at the side",
    layers: "Every layer",
    layersTitle: "All that any layer has, deleted and overwritten files too",
    start: "Search",
    running: "Searching…",
    waiting: "Waiting until the layers are read…",
    stop: "Stop (Esc)",
    stopped: "Stopped:",
    failed: "Not searched",
    /** `files` is null where a match is a file. */
    found: (
      matches: number,
      written: string,
      files: number | null,
      filesWritten: string,
    ): string =>
      matches === 0
        ? "nothing found"
        : files === null
          ? counted(matches, written, "match", "matches")
          : `${counted(matches, written, "match", "matches")} in ${counted(files, filesWritten, "file", "files")}`,
    for: "for",
    bounded: (shown: string): string => `(the first ${shown} are shown)`,
    where: (scope: "merged" | "layers", layer: number, layers: number): string =>
      scope === "layers"
        ? "in every layer, deleted files too"
        : layer === layers
          ? "in what a container sees"
          : `in the files up to layer ${layer}`,
    again: (layer: number): string => `Search up to layer ${layer}`,
    widen: "Search every layer, with deleted files",
    nothing: "Nothing was found.",
    byPath: "Sort by path",
    results: "What was found",
    places: (count: number, all: boolean): string =>
      `${counted(count, String(count), "match", "matches")}${all ? "" : " or more"}`,
    count: (count: number, all: boolean): string => (all ? String(count) : `${count}+`),
    hidden: "not seen",
    hiddenTitle: "A container does not see this: a later layer deleted or overwrote it",
    line: (line: number): string => `Line ${line}:`,
    offset: (offset: string): string => `Offset 0x${offset}:`,
    more: (count: number, written: string): string =>
      counted(count, `${written} more`, "match in this file", "matches in this file"),
    unreadMore: (count: string): string => `And ${count} more.`,
    opened: (path: string): string => `${path} is shown in Files.`,
    idle: "Names and permissions are found at once; contents and digests take a read of the layers, and show what they find on the way.",
  },

  list: {
    more: (count: string): string => `Show ${count} more`,
    left: (written: string, count: number): string =>
      `${written} ${plural(count, "is", "are")} not shown yet`,
    of: (shown: string, all: string): string => (shown === all ? all : `${shown} of ${all}`),
    newTab: "opens in a new tab",
  },

  packages: {
    lead: "Lists what package managers and build tools wrote down about this image: every package with its version, its layer and its files, and the files that no package owns.",
    start: "List the packages",
    working: "Listing the packages",
    done: (packages: number, written: string, distribution: string): string =>
      `${counted(packages, written, "package", "packages")}${distribution && ` of ${distribution}`} listed.`,
    section: "What is listed",
    sections: {
      installed: (count: string): string => `Packages ${count}`,
      gone: (count: string): string => `Only in older layers ${count}`,
      unowned: (count: string): string => `Files of no package ${count}`,
      notes: (count: string): string => `Notes ${count}`,
    },
    kind: {
      deb: "Debian",
      apk: "Alpine",
      rpm: "RPM",
      python: "Python",
      npm: "npm",
      go: "Go",
      java: "Java",
      rust: "Rust",
      ruby: "Ruby",
    },
    kinds: "Kinds of packages",
    allKinds: "All",
    filter: "Filter by name",
    filterPaths: "Filter by path",
    listed: (count: number, written: string): string =>
      `${written} ${plural(count, "package", "packages")}`,
    filesListed: (count: number, written: string, size: string): string =>
      `${written} ${plural(count, "file", "files")}, ${size}`,
    none: "No package manager or build tool left its mark in this image.",
    noneCalled: (filter: string): string => `No package here is called “${filter}”.`,
    noPath: (filter: string): string => `No such path has “${filter}” in it.`,
    noUnowned: "Every file belongs to a package.",
    name: "Name",
    version: "Version",
    kindHead: "Kind",
    layer: "Layer",
    layerTitle: "The layer since which it is there in this version",
    size: "Size",
    files: "Files",
    path: "Path",
    written: "Written by the layer",
    distribution: {
      none: "The image does not say which distribution it is of.",
      since: (layer: number): string => `Told by a file of layer ${layer}`,
      full: (day: string): string => `Supported until ${day}`,
      fullLonger: (day: string, longer: string): string =>
        `Supported until ${day}; longer, by others or for money, until ${longer}`,
      longer: (day: string, longer: string): string =>
        `General support ended on ${day}; longer, by others or for money, until ${longer}`,
      ended: (day: string): string => `Support ended on ${day}`,
      says: (text: string): string => `Supported until “${text}”, it says`,
      unknown: "Until when it is supported is not known here.",
      asOf: (day: string): string => `as of ${day}, by`,
      byImage: "as the image itself says",
    },
    details: (name: string): string => `About ${name}`,
    license: "License",
    source: "Source package",
    purl: "Package URL",
    copyPurl: "Copy the package URL",
    since: "There since",
    architecture: "Architecture",
    record: "Told by",
    takes: "Takes",
    claims: (size: string): string => `its record claims ${size}`,
    within: "Part of",
    ownFiles: (count: string): string => `Files: ${count}`,
    noFiles: "Its record names no files.",
    noneThere: "None of its files is there.",
    missing: "Missing",
    missingCount: (written: string, count: number): string =>
      `${written} ${plural(count, "path", "paths")} of its record ${plural(count, "is", "are")} not there`,
    goneLead:
      "A container does not see these any more, but the layers that have them are still in the image.",
    goneNone: "No layer has a package that is not there in the end.",
    goneLayers: "Layers",
    replacedBy: "Now there",
    notThere: "nothing",
    unownedLead:
      "Regular files that no package has written down: the application, what was made while building, and caches.",
    unread: "The list may lack something: not all could be read.",
    problems: "What could not be made sense of",
    unreadTitle: "What could not be read",
    export: (format: string): string => `Download the list as ${format}, JSON`,
    exportFailed: "The document could not be made.",
    exported: (name: string): string => `${name} is handed to the browser's downloads.`,
  },

  secrets: {
    title: "Secrets",
    lead: "Looks for private keys, tokens and passwords in the files of all layers, deleted ones too, and in environment, labels, commands and history. What is found is shown masked.",
    start: "Look for secrets",
    working: "Looking for secrets",
    group: {
      certain: "Certain",
      likely: "Likely",
      possible: "Possible",
      example: "Examples",
    },
    groupHelp: {
      certain: "A checksum or the inner structure is right.",
      likely: "It has a form that only such secrets have.",
      possible: "By its name only, or encrypted.",
      example: "The form is right, but it is publicly known or stands where examples do.",
    },
    done: (certain: number, likely: number, possible: number, example: number): string =>
      certain + likely + possible + example === 0
        ? "No secret was found."
        : `Found: ${certain} certain, ${likely} likely, ${possible} possible, ${counted(example, String(example), "example", "examples")}.`,
    none: "Nothing was found that looks like a secret. That does not say that there is none.",
    onlyExamples: "Nothing but examples was found. That does not say that there is no secret.",
    scope: "What is looked for, and where",
    scopeList: [
      "Private keys: PEM, OpenSSH, OpenPGP, PuTTY.",
      "Tokens and keys with a documented form: those of AWS, GitHub, GitLab, Slack, Google, Azure, npm, PyPI, Stripe and others; JSON Web Tokens; URLs with a password.",
      "Files known by name, up to 1 MiB: .netrc, .git-credentials, .pgpass, .my.cnf, .pypirc, pip.conf, shadow, htpasswd, .env, histories of commands.",
      "In environment, labels, commands, history and .env also values whose name says so, such as DB_PASSWORD.",
      "Looked through: every file of every layer, deleted ones too, and the config. Not found: what is compressed or encoded, what has no known form, and keys of more than 24 KiB of text.",
    ],
    inStep: (step: number): string => `History, step ${step}`,
    alsoInSteps: (steps: number[]): string =>
      `and ${plural(steps.length, "step", "steps")} ${ranges(steps)}`,
    inEnv: (name: string): string => `Environment, ${name}`,
    inLabel: (name: string): string => `Label, ${name}`,
    inCommand: (field: string): string => `Config, ${field}`,
    hidden: (layer: number): string =>
      `Not visible to a container any more, but still in layer ${layer}`,
    stepMasked: "its command holds a secret",
    showTitle: (title: string): string => `Show the secret: ${title}`,
    copy: (title: string): string => `Copy the secret: ${title}`,
    failed: "It could not be read.",
    unread: "There may be more: not all could be read.",
    unreadMore: (count: number): string => `and ${count} more`,
  },

  permissions: {
    title: "Risky permissions",
    working: "Listing the permissions",
    lead: "Of what a container sees.",
    waiting: "The list of files is being read…",
    none: "No file has setuid, setgid, capabilities, or may be written by anybody.",
    filter: "Which permissions",
    all: (count: string): string => `All ${count}`,
    names: {
      setuid: "setuid",
      setgid: "setgid",
      worldWritable: "writable by all",
      capabilities: "capabilities",
    },
    help: {
      setuid: "Runs as its owner, whoever starts it",
      setgid: "Runs with its group, whoever starts it",
      worldWritable: "Anybody may write it; directories with the sticky bit are not counted",
      capabilities: "Gives what starts it some of root's powers",
    },
    more: (shown: string, all: string): string => `The first ${shown} of ${all} are listed.`,
  },

  compare: {
    lead: "Compare this image with another one, path by path and by content.",
    from: "From",
    fromTitle: "Before: what differs is told as changes of this image",
    to: "To",
    toTitle: "After: what the changes lead to",
    noOther: "No other image yet",
    thisArchive: (name: string): string => `This archive: ${name}`,
    otherArchive: (name: string): string => `Other archive: ${name}`,
    swap: "Swap the direction",
    open: "Open another archive…",
    openOther: "Open a different archive…",
    closeOther: "Close it",
    dropHere: "Drop an archive here to compare with",
    onlyOne:
      "This archive holds one image. Open another archive to compare with, or drop it here: it stays on this computer too.",
    several: "Choose two images of this archive, or open another archive, or drop it here.",
    same: "The same image is on both sides.",
    start: "Compare",
    again: "Compare again",
    working: "Comparing contents",
    workingHelp:
      "Shared layers are not read. Of the rest those files are read that have one size and may yet differ.",
    opening: (name: string): string => `Opening ${name || "the archive"}…`,
    readingOther: (name: string, done: string, total: string): string =>
      `Reading the layers of ${name}: ${done} of ${total}`,
    failed: (name: string): string => `${name || "This"} can't be opened.`,
    said: (added: string, removed: string, changed: string): string =>
      `Compared: ${added} added, ${removed} removed, ${changed} changed.`,
    summary: "Paths that differ",
    kind: {
      added: "Added",
      removed: "Removed",
      changed: "Changed",
      unknown: "Not compared",
      same: "Same",
    },
    letter: { added: "A", removed: "D", changed: "M", unknown: "?", same: "=" },
    unknownTitle: "Of equal size, and the contents could not be read",
    sizes: (before: string, after: string): string => `${before} → ${after}`,
    sharedLayers: (shared: number, before: number, after: number): string => {
      if (shared === 0) return "No layer is shared.";
      const of = before === after ? String(after) : `${before} and ${after}`;
      return `${shared} of ${of} layers ${plural(shared, "is", "are")} shared: not read.`;
    },
    unread: (image: string, layers: number[]): string =>
      `${plural(layers.length, "Layer", "Layers")} ${ranges(layers)} of ${image} could not be read: what is in ${plural(layers.length, "it", "them")} is not compared.`,
    nothing: "The files of both images are the same.",
    section: "What to show",
    files: (count: string): string => `Files ${count}`,
    config: (count: string): string => `Configuration ${count}`,
    packages: "Packages",
    packagesOf: (count: string): string => `Packages ${count}`,
    kinds: "Show",
    what: "Different in",
    anything: "anything",
    in: {
      kind: "kind",
      content: "content",
      mode: "mode",
      owner: "owner",
      mtime: "time",
      link: "link",
      xattrs: "attributes",
      device: "device",
    },
    noTime: "Hide what differs in time alone",
    sorting: (done: string, total: string): string =>
      `Looking at what is different: ${done} of ${total}`,
    tree: "Paths that differ",
    name: "Name",
    size: "Size",
    sizeTitle: "Before → after; of a directory, how much more or less is below it",
    different: "Different",
    below: (kinds: readonly string[]): string => `below: ${kinds.join(", ")}`,
    belowKind: {
      added: (count: string): string => `${count} added`,
      removed: (count: string): string => `${count} removed`,
      changed: (count: string): string => `${count} changed`,
      unknown: (count: string): string => `${count} not compared`,
      same: (count: string): string => `${count} the same`,
    },
    loading: "Loading…",
    more: (left: string): string => `Show more (${left} left)`,
    noneLeft: "Nothing that differs is of this kind.",
    choose: "Choose a path to see what is different in it.",
    back: "Back to the list",
    width: "Width of the difference",
    absent: "none",
    sectionName: "Section",
    setting: "Setting",
    value: { before: "Before", after: "After" },
    noSettings: "The configuration of both images is the same.",
    settings: "Settings that differ",
    settingSection: {
      env: "Environment",
      labels: "Labels",
      ports: "Ports",
      volumes: "Volumes",
      config: "Runs",
      image: "Image",
      history: "History",
      packages: "Packages",
    } as Record<string, string>,
    askPackages: "Compare the packages",
    packagesHelp: "For this the files of both images are read that package managers wrote.",
    packagesWorking: "Reading what package managers wrote",
    noPackages: "The packages of both images are the same.",
    packagesTable: "Packages that differ",
    packageKind: "Kind",
    package: "Package",
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

  problems: {
    title: "What is unusual or wrong in this archive",
  },

  help: {
    title: "Keys",
    on: "Use single keys",
    everywhere: "Everywhere",
    filter: "Filter the files",
    tabs: "The views, from Files to Edit & save",
    search: "Search in contents",
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
    map: "In the map of space",
    mapMove: "To the next rectangle on that side",
    mapEnter: "Into a directory; a file is shown in Files",
    mapUp: "To the directory above",
    mapEnds: "Largest and smallest",
    lists: "In lists",
    choose: "Choose another",
    results: "In what was found",
    resultMove: "Up and down; above the first is the field",
    resultFold: "Hide and show the places in a file",
    resultOpen: "Show the file at this place",
    resultStop: "Stop the search, or go back to the field",
  },
};
