import type { ReactNode } from "react";
import { assertDefined } from "../../engine/base/assert.ts";
import { useWorkbench } from "../workbench/workbench.ts";
import { Button, type ButtonTone } from "./button.tsx";
import { useWhyNot } from "./use-why-not.ts";

type CommandActionProps = {
  readonly command: string;
  /** Its words, where the command's own title is too long. */
  readonly label?: string;
  readonly tone?: ButtonTone;
  readonly icon?: ReactNode;
};

/** A button with words on it for a command; the reason is in its tooltip when it cannot be done now. */
export function CommandAction({ command: id, label, tone = "plain", icon }: CommandActionProps): ReactNode {
  const workbench = useWorkbench();
  const command = assertDefined(workbench.commands.get(id), `a button for the unknown command ${id}`);
  return (
    <Button tone={tone} whyNot={useWhyNot(id)} onClick={() => void workbench.commands.run(id, workbench)}>
      {icon}
      {label ?? command.title}
    </Button>
  );
}
