/**
 * The scenario's JSON Schema as the language service can bear it. For a key that its objects do not have, the service words a
 * complaint, which nobody is shown; but it cannot word one for a key that is none (`{ a}b: 1 }` has one), and throws. Objects that
 * bring the words along are not asked for any.
 */
export function schemaForService(schema: Record<string, unknown>): Record<string, unknown> {
  const inside = Object.entries(schema).map(([key, value]) => [key, partForService(value)]);
  const isClosed = schema["additionalProperties"] === false;
  return { ...Object.fromEntries(inside), ...(isClosed ? { errorMessage: "There is no such key here." } : {}) };
}

function partForService(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(partForService);
  return typeof value === "object" && value !== null ? schemaForService(value as Record<string, unknown>) : value;
}
