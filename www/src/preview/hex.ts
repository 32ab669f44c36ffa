/** Bytes as a hex dump. */

export interface HexRow {
  offset: string;
  hex: string;
  ascii: string;
}

/** Hex digits that every offset in a file of this size needs. */
export function offsetWidth(size: number): number {
  return Math.max(6, size.toString(16).length);
}

/** Where in a row's digits those of a byte begin. */
export function columnOf(byte: number): number {
  return byte * 3 + Math.floor(byte / 8);
}

/** One row; `bytes` may be shorter than `width` at the end of a file. */
export function hexRow(offset: number, bytes: Uint8Array, width: number, digits: number): HexRow {
  let hex = "";
  let ascii = "";
  for (let i = 0; i < width; i++) {
    if (i > 0) hex += i % 8 === 0 ? "  " : " ";
    const byte = bytes[i];
    hex += byte === undefined ? "  " : byte.toString(16).padStart(2, "0");
    if (byte !== undefined) ascii += byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·";
  }
  return { offset: offset.toString(16).padStart(digits, "0"), hex, ascii };
}
