import { type RefCallback, useCallback, useState } from "react";

/** The size of an element in CSS pixels, as it changes; 0 until it is there. */
export function useSize(): { readonly ref: RefCallback<Element>; readonly width: number; readonly height: number } {
  const [size, setSize] = useState({ width: 0, height: 0 });
  const ref = useCallback((element: Element | null) => {
    if (element === null) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      if (entry === undefined) return;
      const { width, height } = entry.contentRect;
      setSize({ width: Math.floor(width), height: Math.floor(height) });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { ref, ...size };
}
