import type { EventHandle } from "../../../base/event-queue.ts";
import type { Probe } from "../../../base/probe.ts";
import type { RandomStream } from "../../../base/random-stream.ts";
import { durationUs } from "../../../base/time.ts";
import type { ClusterConfig } from "../kafka-config.ts";
import type { Network } from "../network.ts";
import type { MachineId } from "../network-links.ts";

/** A follower's fetch waits this long for records, so the last one is at most so old. As KafkaRaftClient. */
const FETCH_MAX_WAIT_US = 500_000;

/** The active controller gives its office up when no majority has fetched for this many fetch timeouts. As CHECK_QUORUM_TIMEOUT_FACTOR. */
const CHECK_QUORUM_FACTOR = 1.5;

/** One controller of the quorum. */
type Voter = {
  readonly machine: MachineId;
  /** The newest epoch that it knows, and whom it voted for in it. */
  epoch: number;
  votedFor: MachineId | undefined;
  /** How many committed decisions it has. */
  logEnd: number;
  /** When it stops waiting for word from the active controller, or for votes. */
  timer: EventHandle | undefined;
  failedElections: number;
};

/** What is decided and waits for a majority. */
type Proposal = { readonly commit: () => void; isDue: boolean };

/** Whose office it is. */
export type Office = {
  /** A controller takes over, and may decide from now on. */
  activate(): void;
  /** Nobody decides: what was not committed is void. */
  resign(): void;
};

/** What a quorum is made of. */
export type QuorumParts = {
  readonly config: ClusterConfig;
  readonly network: Network;
  readonly probe: Probe;
  readonly machines: readonly MachineId[];
  readonly random: RandomStream;
  readonly office: Office;
};

/**
 * The controllers that elect one of them and commit its decisions. As KafkaRaftClient with pre-vote (KIP-996).
 *
 * Invariants: (1) at most one controller is active, and each epoch has at most one; (2) a decision is committed when a majority can
 * have it; (3) only a controller that has every committed decision is elected.
 * Simplified: fetches and votes are not messages of their own. They look at who can talk to whom, and take the latency of the network.
 */
export class ControllerQuorum {
  readonly #parts: QuorumParts;
  readonly #voters: readonly Voter[];
  #leader: Voter | undefined;
  #isActive = true;
  #committed = 0;
  #proposals: Proposal[] = [];
  #checkTimer: EventHandle | undefined;

  constructor(parts: QuorumParts) {
    this.#parts = parts;
    this.#voters = parts.machines.map((machine) => ({
      machine,
      epoch: 1,
      votedFor: parts.machines[0],
      logEnd: 0,
      timer: undefined,
      failedElections: 0,
    }));
    this.#leader = this.#voters[0];
    parts.network.onChange(() => this.#reassess());
  }

  /** The machine of the active controller, undefined while there is none. */
  get activeMachine(): MachineId | undefined {
    return this.#isActive ? this.#leader?.machine : undefined;
  }

  /** Runs `commit` when a majority has the decision; never, if the active controller loses its office first. */
  replicate(commit: () => void): void {
    const proposal: Proposal = { commit, isDue: false };
    this.#proposals.push(proposal);
    this.#after(this.#roundTripUs, () => {
      proposal.isDue = true;
      this.#commitDue();
    });
  }

  get #roundTripUs(): number {
    return 2 * this.#parts.config.networkLatencyUs;
  }

  #commitDue(): void {
    const leader = this.#leader;
    while (leader !== undefined && this.#proposals[0]?.isDue === true) {
      const followers = this.#reachableFrom(leader);
      if (!this.#isMajority(followers)) return;
      this.#committed += 1;
      for (const voter of followers) voter.logEnd = this.#committed;
      this.#proposals.shift()?.commit();
    }
  }

  /** Itself and everybody it can talk to. */
  #reachableFrom(voter: Voter): readonly Voter[] {
    const { network } = this.#parts;
    if (!network.isUp(voter.machine)) return [];
    return this.#voters.filter((other) => other === voter || network.canTalk(voter.machine, other.machine));
  }

  #isMajority(voters: readonly Voter[]): boolean {
    return voters.length * 2 > this.#voters.length;
  }

  #isInTouchWithLeader(voter: Voter): boolean {
    const leader = this.#leader;
    return leader !== undefined && (voter === leader || this.#parts.network.canTalk(voter.machine, leader.machine));
  }

  /** Machines have stopped or started, or the network has changed. */
  #reassess(): void {
    const { network } = this.#parts;
    const leader = this.#leader;
    if (leader !== undefined && !network.isUp(leader.machine)) this.#vacate("its process is gone");
    this.#watchMajority();
    for (const voter of this.#voters) {
      if (!network.isUp(voter.machine) || this.#isInTouchWithLeader(voter)) this.#disarm(voter);
      else if (voter.timer === undefined) this.#arm(voter, this.#patienceUs(voter));
    }
    if (this.#leader !== undefined) this.#after(this.#roundTripUs, () => this.#catchUp());
  }

  /** Who is back has what it missed, and what waited for a majority may have one. */
  #catchUp(): void {
    const leader = this.#leader;
    if (leader === undefined) return;
    for (const voter of this.#reachableFrom(leader)) voter.logEnd = Math.max(voter.logEnd, this.#committed);
    if (this.#isActive) this.#commitDue();
    else this.#takeOffice(leader);
  }

  /** An only voter asks nobody. Others have heard something within the last fetch. */
  #patienceUs(voter: Voter): number {
    if (this.#voters.length === 1) return 0;
    const { config, random } = this.#parts;
    const sinceFetchUs = random.nextBelow(FETCH_MAX_WAIT_US);
    return voter.failedElections > 0 ? this.#electionPauseUs(voter) : config.quorumFetchTimeoutUs - sinceFetchUs;
  }

  #electionPauseUs(voter: Voter): number {
    const { config, random } = this.#parts;
    const { quorumElectionTimeoutUs, quorumElectionBackoffMaxUs } = config;
    const backoffUs = Math.min(quorumElectionBackoffMaxUs, 100_000 << Math.min(10, voter.failedElections));
    return quorumElectionTimeoutUs + random.nextBelow(quorumElectionTimeoutUs) + random.nextBelow(backoffUs);
  }

  #watchMajority(): void {
    const leader = this.#leader;
    const isCutOff = leader !== undefined && !this.#isMajority(this.#reachableFrom(leader));
    if (!isCutOff) {
      if (this.#checkTimer !== undefined) this.#parts.network.scheduler.cancel(this.#checkTimer);
      this.#checkTimer = undefined;
      return;
    }
    this.#checkTimer ??= this.#after(Math.ceil(CHECK_QUORUM_FACTOR * this.#parts.config.quorumFetchTimeoutUs), () => {
      this.#checkTimer = undefined;
      this.#vacate("no majority of the quorum has fetched from it");
      this.#reassess();
    });
  }

  #vacate(reason: string): void {
    const leader = this.#leader;
    if (leader === undefined) return;
    this.#leader = undefined;
    this.#proposals = [];
    if (!this.#isActive) return;
    this.#isActive = false;
    this.#parts.office.resign();
    const message = `Controller ${leader.machine} is not the active controller any more: ${reason}`;
    this.#event("controller-resigned", message, { controller: leader.machine, epoch: leader.epoch });
  }

  #arm(voter: Voter, spanUs: number): void {
    voter.timer = this.#after(spanUs, () => {
      voter.timer = undefined;
      this.#ask(voter);
    });
  }

  #disarm(voter: Voter): void {
    if (voter.timer !== undefined) this.#parts.network.scheduler.cancel(voter.timer);
    voter.timer = undefined;
    voter.failedElections = 0;
  }

  /** Would a majority vote for it? Whoever hears from a leader would not, nor one that has more. As ProspectiveState. */
  #ask(candidate: Voter): void {
    this.#after(this.#voters.length === 1 ? 0 : this.#roundTripUs, () => {
      if (this.#isInTouchWithLeader(candidate)) return;
      const willing = this.#reachableFrom(candidate).filter(
        (voter) => voter.logEnd <= candidate.logEnd && (voter === candidate || !this.#isInTouchWithLeader(voter)),
      );
      if (this.#isMajority(willing)) this.#stand(candidate);
      else this.#tryAgain(candidate);
    });
  }

  /** It votes for itself in a new epoch and asks the others; each gives one vote in an epoch. As CandidateState. */
  #stand(candidate: Voter): void {
    candidate.epoch += 1;
    candidate.votedFor = candidate.machine;
    const { epoch, machine } = candidate;
    for (const voter of this.#reachableFrom(candidate)) {
      if (voter.epoch < epoch && voter.logEnd <= candidate.logEnd) {
        voter.epoch = epoch;
        voter.votedFor = machine;
      }
    }
    this.#after(this.#voters.length === 1 ? 0 : this.#roundTripUs, () => {
      const votes = this.#reachableFrom(candidate).filter(
        (voter) => voter.epoch === epoch && voter.votedFor === machine,
      );
      if (candidate.epoch === epoch && this.#isMajority(votes)) this.#elect(candidate);
      else this.#tryAgain(candidate);
    });
  }

  #tryAgain(candidate: Voter): void {
    if (!this.#parts.network.isUp(candidate.machine) || candidate.timer !== undefined) return;
    candidate.failedElections += 1;
    this.#arm(candidate, this.#electionPauseUs(candidate));
  }

  #elect(candidate: Voter): void {
    this.#vacate(`controller ${candidate.machine} has been elected in epoch ${candidate.epoch}`);
    this.#leader = candidate;
    this.#reassess();
    this.#after(this.#roundTripUs, () => this.#takeOffice(candidate));
  }

  /** The first record of its epoch is committed. */
  #takeOffice(elected: Voter): void {
    if (this.#leader !== elected || this.#isActive || !this.#isMajority(this.#reachableFrom(elected))) return;
    this.#isActive = true;
    const message = `Controller ${elected.machine} is the active controller in epoch ${elected.epoch}`;
    this.#event("controller-elected", message, { controller: elected.machine, epoch: elected.epoch });
    this.#parts.office.activate();
  }

  #event(kind: string, message: string, fields: Readonly<Record<string, number>>): void {
    const { network, probe } = this.#parts;
    const severity = kind === "controller-resigned" ? "warning" : "info";
    probe.event({ kind, atUs: network.scheduler.now(), subject: "controller", severity, message, fields });
  }

  #after(spanUs: number, act: () => void): EventHandle {
    return this.#parts.network.scheduler.after(durationUs(spanUs), act);
  }
}
