import { Search } from "lucide-react";
import type { ReactNode } from "react";
import { TextInput } from "./text-input.tsx";

type SearchInputProps = {
  /** Its name, and what it says while it is empty. */
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly className?: string;
};

/** A field that filters what is below it; Esc empties it. */
export function SearchInput({ label, value, onChange, className = "" }: SearchInputProps): ReactNode {
  return (
    <div className={`relative ${className}`}>
      <Search size={14} className="pointer-events-none absolute top-1/2 left-2 -translate-y-1/2 text-t3" />
      <TextInput
        type="search"
        aria-label={label}
        placeholder={label}
        value={value}
        className="w-full pl-7"
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape" || value === "") return;
          event.stopPropagation();
          onChange("");
        }}
      />
    </div>
  );
}
