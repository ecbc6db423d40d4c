import type { ControlMessages, MessagesRequest } from "../protocol/log-inspection.ts";
import type { Assembly } from "../world/assembly.ts";

/** The control messages of a stretch of time, with the names of the machines between which they went. */
export function controlMessagesOf(
  { messages, cluster }: Pick<Assembly, "messages" | "cluster">,
  request: MessagesRequest,
): ControlMessages {
  const found = messages.between(request);
  return {
    count: found.count,
    leftOut: found.leftOut,
    keptFromUs: found.keptFromUs,
    messages: found.messages.map(({ sentUs, settledUs, from, to, api, isAnswer = false, error, outcome }) => {
      return {
        sentUs,
        settledUs,
        from: cluster.machineName(from),
        to: cluster.machineName(to),
        api,
        isAnswer,
        error,
        outcome,
      };
    }),
  };
}
