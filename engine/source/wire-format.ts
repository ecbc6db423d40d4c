/** Bytes before the payload: a magic byte and a schema id. */
export const WIRE_HEAD_BYTES = 5;

const MAGIC_BYTE = 0;

/** The head that Confluent's serializers put before a payload: magic byte 0 and the schema's id, big-endian. */
export function wireHeadOf(schemaId: number): Uint8Array {
  const head = new Uint8Array(WIRE_HEAD_BYTES);
  head[0] = MAGIC_BYTE;
  for (let index = 1; index < WIRE_HEAD_BYTES; index++)
    head[index] = (schemaId >>> (8 * (WIRE_HEAD_BYTES - 1 - index))) & 0xff;
  return head;
}

/** The schema id at the head of a value; undefined where there is none: "Unknown magic byte!" in Confluent's deserializers. */
export function schemaIdIn(value: Uint8Array): number | undefined {
  if (value.length < WIRE_HEAD_BYTES || value[0] !== MAGIC_BYTE) return undefined;
  let id = 0;
  for (let index = 1; index < WIRE_HEAD_BYTES; index++) id = id * 256 + (value[index] as number);
  return id;
}
