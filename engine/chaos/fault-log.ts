import type { TimeUs } from "../base/time.ts";

/** A fault and the span during which it was in force; without an end it still is. */
export type FaultSpan = { readonly description: string; readonly fromUs: TimeUs; readonly toUs: TimeUs | undefined };

/** What went wrong when: evidence names the faults that were in force at its instant. */
export class FaultLog {
  readonly #spans: FaultSpan[] = [];

  /** A fault set in; the returned function ends it. */
  begin(description: string, fromUs: TimeUs): (toUs: TimeUs) => void {
    const index = this.#spans.push({ description, fromUs, toUs: undefined }) - 1;
    return (toUs) => {
      this.#spans[index] = { description, fromUs, toUs };
    };
  }

  get spans(): readonly FaultSpan[] {
    return this.#spans;
  }

  /** The faults in force at `atUs` as a field of evidence; empty when there was none. */
  describe(atUs: number): { readonly fault?: string } {
    const active = this.#spans.filter((span) => span.fromUs <= atUs && (span.toUs === undefined || atUs <= span.toUs));
    return active.length === 0 ? {} : { fault: active.map((span) => span.description).join(", ") };
  }
}
