import type { ClientAssignor, ClientAssignorName } from "./client-assignor.ts";
import { rangeAssignor } from "./range-assignor.ts";
import { roundRobinAssignor } from "./round-robin-assignor.ts";
import { cooperativeStickyAssignor, stickyAssignor } from "./sticky-assignor.ts";

/** The assignors of partition.assignment.strategy by name. */
export const CLIENT_ASSIGNORS: Readonly<Record<ClientAssignorName, ClientAssignor>> = {
  range: rangeAssignor,
  roundrobin: roundRobinAssignor,
  sticky: stickyAssignor,
  "cooperative-sticky": cooperativeStickyAssignor,
};
