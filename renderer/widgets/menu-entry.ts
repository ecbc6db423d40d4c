import type { ReactNode } from "react";

/** A line of a menu or a context menu. */
export type MenuEntry =
  | {
      readonly kind: "item";
      readonly label: string;
      readonly icon?: ReactNode;
      readonly keys?: string | undefined;
      /** A second, quieter line. */
      readonly note?: string | undefined;
      readonly isDanger?: boolean;
      /** Why it cannot be chosen now. */
      readonly whyNot?: string | undefined;
      readonly onSelect: () => void;
    }
  | { readonly kind: "choice"; readonly label: string; readonly isOn: boolean; readonly onSelect: () => void }
  | { readonly kind: "heading"; readonly label: string }
  | { readonly kind: "line" }
  | {
      readonly kind: "submenu";
      readonly label: string;
      readonly icon?: ReactNode;
      readonly entries: readonly MenuEntry[];
    };
