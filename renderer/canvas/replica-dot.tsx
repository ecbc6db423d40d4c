import { createContext, type ReactNode, useContext } from "react";
import type { Replica, ReplicaState } from "../pipeline/partition-facts.ts";

/** The broker under the pointer, which lights up in every topic; and how to set it. */
export const LitBroker = createContext<{
  readonly broker: number | undefined;
  readonly light: (broker: number | undefined) => void;
}>({ broker: undefined, light: () => undefined });

const LOOKS: Readonly<Record<ReplicaState, string>> = {
  leader: "border border-t2 bg-t2 text-panel",
  "in-sync": "border border-t2 text-t2",
  "out-of-sync": "border border-dashed border-crit text-crit-text",
  down: "border border-crit text-crit-text line-through",
};

/** One replica of a partition: the broker's number in a circle that is filled, solid, dashed or crossed out. */
export function ReplicaDot({ replica: { broker, state } }: { readonly replica: Replica }): ReactNode {
  const lit = useContext(LitBroker);
  const isLit = lit.broker === broker;
  return (
    <span
      className={`grid size-3 place-items-center rounded-full font-mono text-[8px] leading-none ${LOOKS[state]} ${isLit ? "outline-2 outline-accent" : ""}`}
      onPointerEnter={() => lit.light(broker)}
      onPointerLeave={() => lit.light(undefined)}
    >
      {state === "down" ? "×" : broker}
    </span>
  );
}
