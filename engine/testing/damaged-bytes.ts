import fc from "fast-check";

type Damage =
  | { readonly kind: "set"; readonly at: number; readonly bytes: Uint8Array }
  | { readonly kind: "cut"; readonly at: number; readonly size: number }
  | { readonly kind: "repeat"; readonly at: number; readonly size: number };

const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const damages: fc.Arbitrary<Damage[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant("set" as const), at: place, bytes: fc.uint8Array({ minLength: 1, maxLength: 6 }) }),
    fc.record({
      kind: fc.constant("set" as const),
      at: place,
      bytes: fc.constantFrom(
        Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x0f),
        Uint8Array.of(0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80),
        Uint8Array.of(0xff, 0xff, 0xff, 0x7f),
        Uint8Array.of(0, 0, 0, 0),
      ),
    }),
    fc.record({ kind: fc.constant("cut" as const), at: place, size: place }),
    fc.record({ kind: fc.constant("repeat" as const), at: place, size: place }),
  ),
  { minLength: 1, maxLength: 4 },
);

/** One of the files with some of its bytes overwritten, cut out or doubled; mostly near its ends, where formats keep their metadata. */
export function damagedBytes(files: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  return fc.tuple(fc.constantFrom(...files), damages, fc.boolean()).map(([file, list, isNearEnd]) => {
    let bytes: Uint8Array = file.slice();
    for (const damage of list) {
      const part = isNearEnd ? 1 - (1 - damage.at) ** 3 : damage.at;
      bytes = damaged(bytes, damage, Math.floor(part * bytes.length));
    }
    return bytes;
  });
}

function damaged(bytes: Uint8Array, damage: Damage, at: number): Uint8Array {
  switch (damage.kind) {
    case "set":
      bytes.set(damage.bytes.subarray(0, bytes.length - at), at);
      return bytes;
    case "cut": {
      const size = Math.ceil(damage.size ** 3 * (bytes.length - at));
      return Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(at + size)]);
    }
    case "repeat": {
      const end = at + Math.ceil(damage.size ** 3 * (bytes.length - at));
      return Uint8Array.from([...bytes.subarray(0, end), ...bytes.subarray(at)]);
    }
  }
}
