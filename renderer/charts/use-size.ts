import { type RefCallback, useCallback, useState } from "react";

/** Size of an element in CSS pixels. */
export type ElementSize = { readonly widthPx: number; readonly heightPx: number };

const NO_SIZE: ElementSize = { widthPx: 0, heightPx: 0 };

/** The size of an element, followed while it is on the screen. Put the first on it as its ref. */
export function useSize(): readonly [RefCallback<HTMLElement>, ElementSize] {
  const [size, setSize] = useState(NO_SIZE);
  const ref = useCallback((element: HTMLElement | null) => {
    if (element === null) return;
    const observer = new ResizeObserver(() => {
      const { clientWidth: widthPx, clientHeight: heightPx } = element;
      setSize((before) =>
        before.widthPx === widthPx && before.heightPx === heightPx ? before : { widthPx, heightPx },
      );
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, size];
}
