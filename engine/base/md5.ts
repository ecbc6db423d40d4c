import { md5 as nobleMd5 } from "@noble/hashes/legacy";

/** MD5 of bytes (RFC 1321): 16 bytes. For spreading keys, as Kinesis does; never for secrets. */
export function md5(bytes: Uint8Array): Uint8Array {
  return nobleMd5(bytes);
}
