/** A version of the controller's records and rules, such as 3.6-IV0. As Kafka's MetadataVersion. */
export type MetadataVersion = { readonly major: number; readonly minor: number; readonly internal: number };

/** The newest version fit for production in Kafka 4.3. */
export const LATEST_PRODUCTION: MetadataVersion = { major: 4, minor: 3, internal: 0 };

/** Since this version a shrinking ISR leaves the leader epoch alone (KAFKA-15021). */
const NO_EPOCH_BUMP_ON_ISR_SHRINK: MetadataVersion = { major: 3, minor: 6, internal: 0 };

const FORM = /^(\d{1,4})\.(\d{1,4})(?:-IV(\d{1,4}))?$/;

/** Reads "3.6-IV0"; undefined when the text is no version. */
export function parseMetadataVersion(text: string): MetadataVersion | undefined {
  const match = FORM.exec(text);
  if (match === null) return undefined;
  return { major: Number(match[1]), minor: Number(match[2]), internal: Number(match[3] ?? 0) };
}

/** Must a leader's epoch grow when its ISR shrinks? As MetadataVersion.isLeaderEpochBumpRequiredOnIsrShrink. */
export function bumpsLeaderEpochOnIsrShrink(version: MetadataVersion): boolean {
  const since = NO_EPOCH_BUMP_ON_ISR_SHRINK;
  if (version.major !== since.major) return version.major < since.major;
  if (version.minor !== since.minor) return version.minor < since.minor;
  return version.internal < since.internal;
}
