import { toast } from "sonner";

/** A short message in the corner, which a screen reader is told too. `action` is the one thing to do about it. */
export function showToast(
  text: string,
  options: {
    readonly tone?: "plain" | "success" | "error";
    readonly detail?: string;
    /** Until somebody closes it: for what is said when nobody may be looking. */
    readonly stays?: boolean;
    readonly action?: { readonly label: string; readonly onClick: () => void };
  } = {},
): void {
  const { tone = "plain", detail, stays = false, action } = options;
  const passingMs = tone === "error" ? 12_000 : 5_000;
  const show = tone === "plain" ? toast : toast[tone];
  show(text, {
    ...(detail !== undefined && { description: detail }),
    ...(action !== undefined && { action }),
    duration: stays ? Number.POSITIVE_INFINITY : passingMs,
  });
}
