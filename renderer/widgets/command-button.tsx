import type { ReactNode } from "react";
import { assertDefined } from "../../engine/base/assert.ts";
import { useWorkbench } from "../workbench/workbench.ts";
import { IconButton } from "./icon-button.tsx";
import { useWhyNot } from "./use-why-not.ts";

type CommandButtonProps = {
  readonly command: string;
  /** The icon. */
  readonly children: ReactNode;
  readonly label?: string;
  readonly hint?: string | undefined;
  readonly isOn?: boolean;
  readonly tone?: "quiet" | "primary";
  readonly side?: "top" | "right" | "bottom" | "left";
  readonly className?: string;
};

/** A button for a command: named by it, its key in the tooltip, and the reason there when it cannot be done now. */
export function CommandButton({ command: id, children, label, ...rest }: CommandButtonProps): ReactNode {
  const workbench = useWorkbench();
  const command = assertDefined(workbench.commands.get(id), `a button for the unknown command ${id}`);
  return (
    <IconButton
      {...rest}
      label={label ?? command.title}
      keys={command.keys?.[0]}
      whyNot={useWhyNot(id)}
      onClick={() => void workbench.commands.run(id, workbench)}
    >
      {children}
    </IconButton>
  );
}
