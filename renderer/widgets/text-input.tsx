import type { ComponentProps, ReactNode } from "react";

/** A text field of one line. */
export function TextInput({ className = "", ...rest }: ComponentProps<"input">): ReactNode {
  return (
    <input type="text" dir="auto" spellCheck={false} autoComplete="off" {...rest} className={`control ${className}`} />
  );
}
