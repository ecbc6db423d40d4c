import type { ServerAssignor, ServerAssignorName } from "./server-assignor.ts";
import { serverRangeAssignor } from "./server-range-assignor.ts";
import { assignHeterogeneous } from "./uniform-heterogeneous.ts";
import { assignHomogeneous } from "./uniform-homogeneous.ts";

/** Balanced over all topics, and sticky. As UniformAssignor, the default of group.consumer.assignors. */
const uniformAssignor: ServerAssignor = {
  name: "uniform",
  assign: (spec) => (spec.subscriptionType === "HOMOGENEOUS" ? assignHomogeneous(spec) : assignHeterogeneous(spec)),
};

/** The assignors of group.consumer.assignors by name. */
export const SERVER_ASSIGNORS: Readonly<Record<ServerAssignorName, ServerAssignor>> = {
  uniform: uniformAssignor,
  range: serverRangeAssignor,
};
