/** The reflected form of the polynomial of IEEE 802.3. */
const POLYNOMIAL = 0xedb88320;

const TABLE = buildTable();

function buildTable(): Uint32Array {
  const table = new Uint32Array(256);
  for (let index = 0; index < 256; index++) {
    let value = index;
    for (let bit = 0; bit < 8; bit++) value = (value & 1) === 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
    table[index] = value >>> 0;
  }
  return table;
}

/** CRC-32 of the bytes, unsigned; 0 for none. As librdkafka's rd_crc32, which its partitioners hash keys with. */
export function crc32(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = (value >>> 8) ^ (TABLE[(value ^ byte) & 0xff] as number);
  return (value ^ 0xffffffff) >>> 0;
}

/** Partition of a keyed record under librdkafka's `consistent` partitioners: crc32(key), modulo all partitions. */
export function crc32Partition(key: Uint8Array, partitionCount: number): number {
  return crc32(key) % partitionCount;
}
