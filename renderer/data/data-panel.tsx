import { Database } from "lucide-react";
import type { ReactNode } from "react";
import { Group, Panel, Separator } from "react-resizable-panels";
import { Button } from "../widgets/button.tsx";
import { EmptyState } from "../widgets/empty-state.tsx";
import { useRun, useWorkbench } from "../workbench/workbench.ts";
import { ResultPane } from "./result-pane.tsx";
import { SqlConsole } from "./sql-console.tsx";
import { TableList } from "./table-list.tsx";

/** Every table of the run, open to SQL at the instant that the screen shows. */
export function DataPanel(): ReactNode {
  const workbench = useWorkbench();
  const hasRun = useRun((run) => run.current !== undefined);
  if (!hasRun) {
    return (
      <EmptyState
        icon={<Database size={24} aria-hidden />}
        title="There are no tables yet"
        text="A run makes them: press Play, then ask bronze, silver and gold anything in SQL, at any instant of the run. Or bring rows of your own."
      >
        <Button tone="primary" onClick={() => void workbench.commands.run("run.play-pause", workbench)}>
          Play
        </Button>
        <Button onClick={() => void workbench.commands.run("data.import", workbench)}>Use your own file…</Button>
      </EmptyState>
    );
  }
  return (
    <Group orientation="horizontal" className="h-full">
      <Panel id="data-tables" defaultSize="256px" minSize="150px" maxSize="420px">
        <TableList />
      </Panel>
      <Edge label="Resize the list of tables" />
      <Panel id="data-sql" defaultSize="30%" minSize="200px">
        <SqlConsole />
      </Panel>
      <Edge label="Resize the SQL editor" />
      <Panel id="data-results" minSize="240px">
        <ResultPane />
      </Panel>
    </Group>
  );
}

function Edge({ label }: { readonly label: string }): ReactNode {
  return (
    <Separator
      aria-label={label}
      className="w-px bg-line hover:bg-accent focus-visible:bg-accent focus-visible:outline-none"
    />
  );
}
