import type { ChaosTargets } from "../chaos/fault-holds.ts";

/** Targets to which nothing can be done: tests overwrite the acts that they look at. */
export class IdleTargets implements ChaosTargets {
  stopBroker(..._act: Parameters<ChaosTargets["stopBroker"]>): void {}
  restorePower(_broker: number): void {}
  startBroker(_broker: number): void {}
  replaceDisk(_broker: number): void {}
  setLinkLatency(..._act: Parameters<ChaosTargets["setLinkLatency"]>): void {}
  setFetchDelay(..._act: Parameters<ChaosTargets["setFetchDelay"]>): void {}
  setWriteDelay(..._act: Parameters<ChaosTargets["setWriteDelay"]>): void {}
  setDiskFull(..._act: Parameters<ChaosTargets["setDiskFull"]>): void {}
  setCut(..._act: Parameters<ChaosTargets["setCut"]>): void {}
  stopController(): () => void {
    return () => {};
  }
  addBroker(_broker: number): void {}
  decommissionBroker(..._act: Parameters<ChaosTargets["decommissionBroker"]>): void {}
  reassign(..._act: Parameters<ChaosTargets["reassign"]>): void {}
  addPartitions(..._act: Parameters<ChaosTargets["addPartitions"]>): void {}
  electPreferredLeaders(): void {}
  stopDriver(..._act: Parameters<ChaosTargets["stopDriver"]>): void {}
  sendPoison(..._act: Parameters<ChaosTargets["sendPoison"]>): void {}
  stopProducer(_source: string): void {}
  startProducer(_source: string): void {}
  stopMember(..._act: Parameters<ChaosTargets["stopMember"]>): void {}
  startMember(..._act: Parameters<ChaosTargets["startMember"]>): void {}
  addMembers(..._act: Parameters<ChaosTargets["addMembers"]>): void {}
  removeMembers(..._act: Parameters<ChaosTargets["removeMembers"]>): void {}
  stopWorker(..._act: Parameters<ChaosTargets["stopWorker"]>): void {}
  startWorker(..._act: Parameters<ChaosTargets["startWorker"]>): void {}
  updateShardCount(..._act: Parameters<ChaosTargets["updateShardCount"]>): void {}
  splitShard(..._act: Parameters<ChaosTargets["splitShard"]>): void {}
}
