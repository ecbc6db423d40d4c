import type { ReactNode } from "react";
import { Toaster } from "sonner";

/** Where toasts appear: above the status bar, out of the way of the timeline. */
export function ToastHost({ isLight }: { readonly isLight: boolean }): ReactNode {
  return (
    <Toaster
      theme={isLight ? "light" : "dark"}
      position="bottom-right"
      offset={{ bottom: 32, right: 12 }}
      visibleToasts={3}
      closeButton
      toastOptions={{ className: "app-toast" }}
    />
  );
}
