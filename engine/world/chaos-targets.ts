import { assertDefined } from "../base/assert.ts";
import type { ChaosTargets, ClientTargets, KinesisTargets } from "../chaos/fault-holds.ts";
import type { MicroBatchJob } from "../stream/micro-batch-job.ts";
import { type AdminRooms, adminTargets, brokerTargets } from "./cluster-targets.ts";
import type { GroupRun } from "./group-run.ts";
import type { ProducerApp } from "./producer-app.ts";
import type { SourceProcess } from "./wire-clients.ts";

/** The clients of the log that the faults of a recipe can befall. */
export type BreakableClients = {
  readonly jobs: ReadonlyMap<string, MicroBatchJob>;
  /** By source. */
  readonly apps: ReadonlyMap<string, ProducerApp>;
  /** By source that writes to a topic. */
  readonly processes: ReadonlyMap<string, SourceProcess>;
  readonly groups: ReadonlyMap<string, GroupRun>;
};

/** What the faults of a recipe act on: the cluster, its clients, and what is of Kinesis. */
export function chaosTargets(
  rooms: AdminRooms & { readonly latencyUs: number },
  clients: BreakableClients,
  kinesis: KinesisTargets,
): ChaosTargets {
  return {
    ...kinesis,
    ...brokerTargets(rooms.cluster, rooms.latencyUs),
    ...adminTargets(rooms),
    ...clientTargets(clients),
  };
}

function clientTargets({ jobs, apps, processes, groups }: BreakableClients): ClientTargets {
  const groupOf = (id: string) => assertDefined(groups.get(id), `no group is called ${id}`).group;
  const processOf = (source: string) => assertDefined(processes.get(source), `${source} writes to no topic`);
  return {
    stopDriver: (job, restartAfterUs) => assertDefined(jobs.get(job), `no job is called ${job}`).crash(restartAfterUs),
    sendPoison: (source, poison) => assertDefined(apps.get(source), `no source is called ${source}`).sendPoison(poison),
    stopProducer: (source) => processOf(source).crash(),
    startProducer: (source) => processOf(source).restart(),
    stopMember: (id, member, stop) => {
      const group = groupOf(id);
      if (member > group.memberCount) return;
      if (stop === "crash") group.crashMember(member);
      else if (stop === "stall") group.stallMember(member);
      else group.pauseMember(member);
    },
    startMember: (id, member, stop) => {
      const group = groupOf(id);
      if (member > group.memberCount) return;
      if (stop === "crash") group.restartMember(member);
      else group.resumeMember(member);
    },
    addMembers: (id, members) => groupOf(id).addMembers(members),
    removeMembers: (id, members) => groupOf(id).removeMembers(members),
  };
}
