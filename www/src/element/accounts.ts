/** The accounts of an image's bytes: which there are, in the order of a bar, and how each looks. */
import { css } from "lit";

import type { Accounts } from "../api/insight-types.js";

export type AccountName = keyof Accounts;

/** What an account is to an image's size. Another account is another line here, in the styles and in the texts. */
const KINDS: Readonly<Record<AccountName, "live" | "wasted" | "overhead">> = {
  live: "live",
  duplicate: "wasted",
  metadata: "wasted",
  overwritten: "wasted",
  deleted: "wasted",
  opaque: "wasted",
  replaced: "wasted",
  overhead: "overhead",
};

export const ACCOUNTS = Object.keys(KINDS) as readonly AccountName[];

const NOTHING = Object.fromEntries(ACCOUNTS.map((name) => [name, 0])) as Record<
  AccountName,
  number
>;

/** The bytes in some of the accounts. */
export function bytesIn(accounts: Accounts, names: readonly AccountName[] = ACCOUNTS): number {
  return names.reduce((sum, name) => sum + accounts[name], 0);
}

/** What could be saved. */
export function wastedIn(accounts: Accounts): number {
  return bytesIn(
    accounts,
    ACCOUNTS.filter((name) => KINDS[name] === "wasted"),
  );
}

/** All layers together. */
export function sumOf(list: readonly Accounts[]): Accounts {
  const sums = { ...NOTHING };
  for (const accounts of list) for (const name of ACCOUNTS) sums[name] += accounts[name];
  return sums;
}

/**
 * The fillings `.fill.live`, `.fill.deleted`, …: a pattern each besides the colour, so that they can be told by those
 * who see no colours, and where the system has its own.
 */
export const accountStyles = css`
  .fill {
    --ink: light-dark(
      oklch(0.5 var(--c, 0.13) var(--h, 0)),
      oklch(0.76 var(--c, 0.13) var(--h, 0))
    );
    --paper: light-dark(
      oklch(0.93 calc(var(--c, 0.13) / 3) var(--h, 0)),
      oklch(0.3 calc(var(--c, 0.13) / 3) var(--h, 0))
    );
    background-color: var(--paper);
    box-shadow: inset 0 0 0 1px var(--ink);
  }
  .fill.live {
    --h: 250;
    background: light-dark(oklch(0.6 0.13 250), oklch(0.62 0.13 250));
  }
  .fill.duplicate {
    --h: 200;
    background-image: repeating-linear-gradient(-45deg, var(--ink) 0 3px, transparent 3px 9px);
  }
  .fill.metadata {
    --h: 150;
    background-image: radial-gradient(circle, var(--ink) 1.1px, transparent 1.6px);
    background-size: 5px 5px;
  }
  .fill.overwritten {
    --h: 70;
    background-image: repeating-linear-gradient(45deg, var(--ink) 0 2px, transparent 2px 6px);
  }
  .fill.deleted {
    --h: 25;
    background-image:
      repeating-linear-gradient(45deg, var(--ink) 0 1.5px, transparent 1.5px 6px),
      repeating-linear-gradient(-45deg, var(--ink) 0 1.5px, transparent 1.5px 6px);
  }
  .fill.opaque {
    --h: 300;
    background-image: repeating-linear-gradient(90deg, var(--ink) 0 2px, transparent 2px 5px);
  }
  .fill.replaced {
    --h: 345;
    background-image: repeating-linear-gradient(0deg, var(--ink) 0 1.5px, transparent 1.5px 5px);
  }
  .fill.overhead {
    --c: 0;
  }
  @media (forced-colors: active) {
    .fill {
      forced-color-adjust: none;
      --ink: CanvasText;
      --paper: Canvas;
    }
    .fill.live {
      background: CanvasText;
    }
  }
`;
