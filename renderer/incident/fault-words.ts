/** What a fault befalls; brokers by their numbers as text. */
export type FaultTarget =
  | { readonly kind: "brokers"; readonly brokers: readonly string[] }
  | { readonly kind: "driver"; readonly job: string }
  | { readonly kind: "source"; readonly source: string }
  /** Nothing that this version knows. */
  | { readonly kind: "other" };

/** A fault in the words that a run uses for it, and what it befalls. */
export type FaultWords = { readonly description: string; readonly target: FaultTarget };

/**
 * Reads a fault as it stands in a recipe, right or wrong. The words are those of the engine's `fault-began` and `fault-struck`, by which a recipe's fault is
 * found again among a run's events; a test holds the two together.
 */
export function faultWords(fault: Readonly<Record<string, unknown>>): FaultWords {
  const kind = String(fault["fault"]);
  switch (kind) {
    case "broker-crash":
    case "power-loss": {
      const brokers = brokersOf(fault);
      const what = kind === "power-loss" ? "without power" : "down";
      return { description: `broker ${brokers.join(", ")} ${what}`, target: { kind: "brokers", brokers } };
    }
    case "slow-link": {
      const brokers = [String(fault["from"]), String(fault["to"])];
      return { description: `slow link ${brokers.join(" to ")}`, target: { kind: "brokers", brokers } };
    }
    case "slow-follower": {
      const broker = String(fault["broker"]);
      return { description: `slow follower ${broker}`, target: { kind: "brokers", brokers: [broker] } };
    }
    case "driver-crash": {
      const job = String(fault["job"]);
      return { description: `driver of ${job} down`, target: { kind: "driver", job } };
    }
    case "poison-record": {
      const source = String(fault["source"]);
      return { description: `poison record from ${source}`, target: { kind: "source", source } };
    }
    default:
      return { description: kind.replaceAll("-", " "), target: { kind: "other" } };
  }
}

function brokersOf({ broker, brokers }: Readonly<Record<string, unknown>>): readonly string[] {
  if (Array.isArray(brokers)) return brokers.map(String);
  return broker === undefined ? [] : [String(broker)];
}
