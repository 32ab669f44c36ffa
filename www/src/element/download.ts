/** Hands a Blob to the browser's downloads. */
export function download(blob: Blob, name: string): void {
  // Of bytes without a type browsers guess one, and make `passwd` a `passwd.txt`.
  const plain = blob.slice(0, blob.size, "application/octet-stream");
  const url = URL.createObjectURL(plain);
  const link = document.createElement("a");
  link.href = url;
  // A leading dot or a direction mark in a file name is what browsers strip or refuse.
  link.download = name.replace(/[/\\:*?"<>|\p{Cc}\p{Cf}]/gu, "_") || "file";
  link.click();
  // The download has taken hold of the Blob long before.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
