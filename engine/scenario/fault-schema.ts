import { z } from "zod";
import { brokerFaultSchemas } from "./broker-faults.ts";
import { clientFaultSchemas } from "./client-faults.ts";
import { kinesisFaultSchemas } from "./kinesis-faults.ts";

/** What goes wrong, or is done, and when. */
export const faultSchema = z.discriminatedUnion("fault", [
  ...brokerFaultSchemas,
  ...clientFaultSchemas,
  ...kinesisFaultSchemas,
]);
