import type { Probe } from "../../../base/probe.ts";
import { RandomStream } from "../../../base/random-stream.ts";
import type { ClusterConfig } from "../kafka-config.ts";
import type { ControllerDirectory } from "../messages.ts";
import { CONTROLLER_MACHINE, type Network } from "../network.ts";
import { FIRST_CONTROLLER_MACHINE, type MachineId } from "../network-links.ts";
import type { TopicPartition } from "../topic-partition.ts";
import { Controller } from "./controller.ts";
import { ControllerQuorum } from "./controller-quorum.ts";

/** What the control plane is made of. */
export type ControlPlaneParts = {
  readonly config: ClusterConfig;
  readonly network: Network;
  readonly probe: Probe;
  readonly seed: number;
  /** As ControllerOptions.reassigned. */
  readonly reassigned: (partition: TopicPartition) => void;
};

/** The controllers' machines, the quorum that they are, and what the active one of them decides. */
export class ControlPlane {
  readonly controller: Controller;
  readonly quorum: ControllerQuorum;
  /** How brokers find the active controller. */
  readonly directory: ControllerDirectory;

  constructor({ config, network, probe, seed, reassigned }: ControlPlaneParts) {
    const machines = controllerMachinesOf(config);
    for (const machine of machines) network.addMachine(machine);
    this.controller = new Controller({
      config,
      network,
      probe,
      replicate: (commit) => this.quorum.replicate(commit),
      reassigned,
    });
    const random = new RandomStream(seed, "kafka/controller/quorum");
    this.quorum = new ControllerQuorum({ config, network, probe, machines, random, office: this.controller });
    this.directory = {
      machines,
      active: () => this.quorum.activeMachine,
      activeOn: (machine) => (machine === this.quorum.activeMachine ? this.controller : undefined),
    };
  }
}

/** One controller is machine 0; several have machines of their own. */
function controllerMachinesOf({ controllerCount }: ClusterConfig): readonly MachineId[] {
  if (controllerCount <= 1) return [CONTROLLER_MACHINE];
  return Array.from({ length: controllerCount }, (_, index) => FIRST_CONTROLLER_MACHINE + index);
}
