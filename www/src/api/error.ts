/** The one kind of error that the API throws. */
import type { CoreError } from "../worker/core.js";
import type { ErrorCode } from "./types.js";

const CODES: readonly string[] = [
  "io",
  "format",
  "unsupported",
  "limit",
  "usage",
  "absent",
  "aborted",
  "internal",
] satisfies ErrorCode[];

/** A failure: whose fault it is, what is wrong, where, and what can be done. */
export class LaminaError extends Error {
  override readonly name = "LaminaError";
  readonly code: ErrorCode;
  /** A name in the archive, a layer's digest or a path; empty if it is nowhere in particular. */
  readonly where: string;
  readonly help: string;
  /** True if what it happened in can't go on: the worker must be replaced. */
  readonly fatal: boolean;

  constructor(
    code: ErrorCode,
    message: string,
    more: { where?: string; help?: string; fatal?: boolean; cause?: unknown } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.code = code;
    this.where = more.where ?? "";
    this.help = more.help ?? "";
    this.fatal = more.fatal ?? false;
  }

  static from(error: CoreError, fatal = false): LaminaError {
    const code = CODES.includes(error.code) ? (error.code as ErrorCode) : "internal";
    return new LaminaError(code, error.message, { where: error.where, help: error.help, fatal });
  }

  static aborted(): LaminaError {
    return new LaminaError("aborted", "The work was stopped.");
  }

  /** Whatever was caught, as a LaminaError. */
  static of(thrown: unknown): LaminaError {
    if (thrown instanceof LaminaError) return thrown;
    if (thrown instanceof DOMException && thrown.name === "AbortError")
      return LaminaError.aborted();
    if (thrown instanceof DOMException && /^Not(Readable|Found)Error$/.test(thrown.name)) {
      return new LaminaError("io", thrown.message, {
        help: "If the file was changed, moved or deleted since it was opened, open it again.",
        cause: thrown,
      });
    }
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return new LaminaError("internal", message, { cause: thrown });
  }

  /** The same as the core says it. */
  toCore(): CoreError {
    return { code: this.code, message: this.message, where: this.where, help: this.help };
  }
}
