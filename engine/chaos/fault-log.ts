import { assertNever } from "../base/assert.ts";
import type { TimeUs } from "../base/time.ts";

/** What a fault befalls: brokers, the link between two brokers, everything, the driver of a job, what a source sends, a group, a KCL application, or a stream. */
export type FaultScope =
  | { readonly kind: "brokers"; readonly brokers: readonly number[] }
  | { readonly kind: "link"; readonly brokers: readonly [from: number, to: number] }
  | { readonly kind: "cluster" }
  | { readonly kind: "driver"; readonly job: string }
  | { readonly kind: "source"; readonly source: string }
  | { readonly kind: "group"; readonly group: string }
  | { readonly kind: "application"; readonly application: string }
  | { readonly kind: "stream"; readonly stream: string };

/** A fault in words, and what it befalls. */
export type FaultNote = { readonly description: string; readonly scope: FaultScope };

/** A fault and the span during which it was in force; without an end it still is. */
export type FaultSpan = FaultNote & { readonly fromUs: TimeUs; readonly toUs: TimeUs | undefined };

/** Faults in words, and whether all of them were over at the instant in question; empty without any. */
export type FoundFaults = { readonly fault?: string; readonly isFaultOver?: true };

/** Which faults a question is about. */
export type FaultFilter = (scope: FaultScope) => boolean;

/** What went wrong when: evidence names the faults that were in force at its instant and can have to do with it. */
export class FaultLog {
  readonly #spans: FaultSpan[] = [];

  /** A fault set in; the returned function ends it. */
  begin(note: FaultNote, fromUs: TimeUs): (toUs: TimeUs) => void {
    const index = this.#spans.push({ ...note, fromUs, toUs: undefined }) - 1;
    return (toUs) => {
      this.#spans[index] = { ...note, fromUs, toUs };
    };
  }

  /** The faults of a kind that were in force at some instant from `fromUs` to `toUs`, as a field of evidence; empty without any. */
  during(fromUs: number, toUs: number, concerns: FaultFilter): { readonly fault?: string } {
    return named(this.#inForce(fromUs, toUs, concerns));
  }

  /** The faults in force at some instant from `fromUs` to `atUs` as what something at `atUs` came of. */
  within(fromUs: number, atUs: number, concerns: FaultFilter): FoundFaults {
    return asCause(this.#inForce(fromUs, atUs, concerns), atUs);
  }

  /** The faults in force at `causeUs` as what something at `atUs` came of, and whether all of them were over by then. */
  before(causeUs: number, atUs: number, concerns: FaultFilter): FoundFaults {
    return asCause(this.#inForce(causeUs, causeUs, concerns), atUs);
  }

  #inForce(fromUs: number, toUs: number, concerns: FaultFilter): readonly FaultSpan[] {
    return this.#spans.filter(
      (span) => span.fromUs <= toUs && (span.toUs === undefined || fromUs <= span.toUs) && concerns(span.scope),
    );
  }
}

function asCause(faults: readonly FaultSpan[], atUs: number): FoundFaults {
  const isOver = faults.length > 0 && faults.every(({ toUs }) => toUs !== undefined && toUs < atUs);
  return { ...named(faults), ...(isOver ? { isFaultOver: true } : {}) };
}

function named(faults: readonly FaultSpan[]): { readonly fault?: string } {
  const names = new Set(faults.map(({ description }) => description));
  return names.size === 0 ? {} : { fault: [...names].join(", ") };
}

/** Faults that can have to do with a partition that has its replicas on these brokers. */
export function befalling(replicas: readonly number[]): FaultFilter {
  const isReplica = (broker: number): boolean => replicas.includes(broker);
  return (scope) => {
    switch (scope.kind) {
      case "cluster":
        return true;
      case "link":
        return scope.brokers.every(isReplica);
      case "brokers":
        return scope.brokers.some(isReplica);
      case "driver":
      case "source":
      case "group":
      case "application":
      case "stream":
        return false;
      default:
        return assertNever(scope);
    }
  };
}

/** The deaths of a job's driver. */
export function befallingDriver(job: string): FaultFilter {
  return (scope) => scope.kind === "driver" && scope.job === job;
}
