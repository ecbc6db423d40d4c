import { useEffect, useState } from "react";
import { useView } from "../workbench/workbench.ts";

const SHOWN_MS = 8_000;

/** What was announced last; empty again after some seconds. */
export function useLastSaid(): string {
  const announcement = useView((view) => view.announcement);
  const [goneText, setGoneText] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setGoneText(announcement), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [announcement]);
  return announcement === goneText ? "" : announcement;
}
