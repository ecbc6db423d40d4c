import { type ReactNode, useMemo } from "react";
import { assertNever } from "../../engine/base/assert.ts";
import type { DrawnFault, DrawnNode } from "../../engine/scenario/drawing.ts";
import type { ScenarioPath } from "../../engine/scenario/problem.ts";
import { EmptyState } from "../widgets/empty-state.tsx";
import { useDocument, useView } from "../workbench/workbench.ts";
import { EdgeFacts } from "./edge-facts.tsx";
import { EventFacts } from "./event-facts.tsx";
import { Form } from "./form.tsx";
import { tagOf } from "./form-model.ts";
import { memberOf, type SchemaNode, scenarioNode, schemaBelow } from "./json-schema-node.ts";
import { NodeName } from "./node-name.tsx";
import { RecipeList } from "./recipe-list.tsx";
import { describeFault, type Subject } from "./subject.ts";

/** The settings of what is selected, as forms made from the schema. */
export function ConfigureTab({ subject }: { readonly subject: Subject }): ReactNode {
  switch (subject.kind) {
    case "scenario":
      return <ScenarioForm />;
    case "node":
      return <NodeForm node={subject.node} />;
    case "nodes":
      return <CommonForm nodes={subject.nodes} />;
    case "fault":
      return <FaultForm fault={subject.fault} />;
    case "edge":
      return <EdgeFacts edge={subject.edge} />;
    case "event":
      return <EventFacts index={subject.index} />;
    default:
      return assertNever(subject);
  }
}

const ROOT: readonly ScenarioPath[] = [[]];
const CLUSTER: readonly ScenarioPath[] = [["pipeline", "kafka"]];
/** What has a place of its own: the canvas, the recipe's list, the nodes. */
const NOT_IN_SCENARIO_FORM = ["version", "pipeline", "chaos", "layout", "canvas"];

function ScenarioForm(): ReactNode {
  return (
    <div className="flex flex-col gap-4 p-3">
      <Form bases={ROOT} name="the scenario" schema={scenarioNode()} without={NOT_IN_SCENARIO_FORM} />
      <Part title="Kafka cluster">
        <Form bases={CLUSTER} name="the cluster" schema={schemaBelow(scenarioNode(), "pipeline", "kafka")} />
      </Part>
      <Part title="Chaos recipe">
        <RecipeList />
      </Part>
    </div>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <section aria-label={title} className="flex flex-col gap-2">
      <h2 className="border-t border-line pt-3 text-table font-semibold text-t1">{title}</h2>
      {children}
    </section>
  );
}

function schemaOfNode(kind: string): SchemaNode | undefined {
  return memberOf(schemaBelow(scenarioNode(), "pipeline", "nodes", "[]"), "kind", kind);
}

/** What another control of the inspector shows. */
const NOT_IN_NODE_FORM = ["id", "kind", "sql"];

function NodeForm({ node }: { readonly node: DrawnNode }): ReactNode {
  const bases = useMemo(() => [["pipeline", "nodes", node.index]], [node.index]);
  const openTab = useView((view) => view.openTab);
  const schema = schemaOfNode(node.kind);
  if (schema === undefined) return <UnknownKind kind={node.kind} />;
  return (
    <div className="flex flex-col gap-3 p-3">
      <p className="text-meta text-t2">
        <span className="font-mono font-semibold text-t1">{node.kind}</span>: {schema.properties?.["kind"]?.description}
      </p>
      <NodeName key={node.id} node={node} />
      <Form bases={bases} name={node.id} schema={schema} without={NOT_IN_NODE_FORM} />
      {schema.properties?.["sql"] !== undefined && (
        <button
          type="button"
          className="min-h-7 self-start rounded-button border border-line px-2 text-table hover:bg-hover"
          onClick={() => openTab({ inspector: "sql" })}
        >
          Edit its SQL
        </button>
      )}
      {node.kind === "source" && <WorkloadForm name={node.value["workload"]} />}
    </div>
  );
}

function UnknownKind({ kind }: { readonly kind: string }): ReactNode {
  return (
    <EmptyState
      title="No form for this node"
      text={`"${kind.slice(0, 100)}" is no kind of node. The Problems panel says which kinds there are; change it in the YAML tab.`}
    />
  );
}

/** The records of a source: settings that stand elsewhere in the file but belong to it for whoever looks at it. */
function WorkloadForm({ name }: { readonly name: unknown }): ReactNode {
  const workload = useDocument(({ drawing: { plain } }) =>
    typeof name === "string"
      ? (plain as { workload?: Record<string, unknown> } | undefined)?.workload?.[name]
      : undefined,
  );
  const bases = useMemo(() => [["workload", String(name)]], [name]);
  const word = tagOf(workload);
  const schema = memberOf(schemaBelow(scenarioNode(), "workload", "{}"), "kind", word ?? "");
  if (schema === undefined) return null;
  return (
    <Part title="Workload">
      <p className="text-meta text-t2">
        <bdi className="font-mono font-semibold text-t1">{String(name)}</bdi>:{" "}
        {schema.properties?.["kind"]?.description}
      </p>
      <Form bases={bases} name={`workload ${String(name)}`} schema={schema} without={["kind", "sql"]} />
    </Part>
  );
}

/** Several nodes: the settings that all of them have, changed together as one step. */
function CommonForm({ nodes }: { readonly nodes: readonly DrawnNode[] }): ReactNode {
  const bases = useMemo(() => nodes.map(({ index }) => ["pipeline", "nodes", index]), [nodes]);
  const schema = useMemo(() => commonSchema(nodes.map(({ kind }) => schemaOfNode(kind))), [nodes]);
  return Object.keys(schema.properties ?? {}).length === 0 ? (
    <EmptyState
      title="Nothing in common"
      text="These nodes have no settings of the same form. Select nodes of one kind to change them together."
    />
  ) : (
    <div className="flex flex-col gap-3 p-3">
      <p className="text-meta text-t2">A change here is made to all {nodes.length} nodes, as one step.</p>
      <Form bases={bases} name={`${nodes.length} nodes`} schema={schema} />
    </div>
  );
}

/** The settings whose schema is the same in each of some schemas, what makes a node that very node left out. */
function commonSchema(schemas: readonly (SchemaNode | undefined)[]): SchemaNode {
  const [first, ...rest] = schemas;
  const own = Object.entries(first?.properties ?? {}).filter(
    ([key, node]) =>
      !NOT_IN_NODE_FORM.includes(key) &&
      rest.every((other) => JSON.stringify(other?.properties?.[key]) === JSON.stringify(node)),
  );
  return { type: "object", properties: Object.fromEntries(own) };
}

function FaultForm({ fault }: { readonly fault: DrawnFault }): ReactNode {
  const bases = useMemo(() => [["chaos", fault.index]], [fault.index]);
  const schema = memberOf(schemaBelow(scenarioNode(), "chaos", "[]"), "fault", String(fault.value["fault"]));
  if (schema === undefined) {
    return (
      <EmptyState title="No form for this fault" text="Its kind is none that is known; change it in the YAML tab." />
    );
  }
  return (
    <div className="flex flex-col gap-3 p-3">
      <p className="text-meta text-t2">
        <span className="font-mono font-semibold text-t1">{String(fault.value["fault"])}</span>:{" "}
        {schema.properties?.["fault"]?.description}
      </p>
      <Form bases={bases} name={`fault ${describeFault(fault)}`} schema={schema} without={["fault"]} />
    </div>
  );
}
