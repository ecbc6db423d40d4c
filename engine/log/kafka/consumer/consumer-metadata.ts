import { NO_LEADER } from "../controller/partition-registration.ts";
import { UNDEFINED_EPOCH } from "../leader-epoch-cache.ts";
import type { MetadataView } from "../messages.ts";
import type { TopicPartition } from "../topic-partition.ts";

/** All partitions of a topic, those included that this client has not heard of yet; none for a topic that does not exist. */
export type TopicCatalogue = (topic: string) => readonly TopicPartition[];

/**
 * Which partitions there are and who leads them, as a consumer was told last. As Kafka's ConsumerMetadata.
 *
 * Invariant: a partition's leader epoch never falls.
 */
export class ConsumerMetadata {
  readonly #catalogue: TopicCatalogue;
  readonly #leaders: { leader: number; leaderEpoch: number }[] = [];
  #updates = 0;

  constructor(catalogue: TopicCatalogue, view: MetadataView) {
    this.#catalogue = catalogue;
    this.update(view);
  }

  /** How many answers have come: a counter by which others see that there is something to look at. */
  get updates(): number {
    return this.#updates;
  }

  leaderOf(partition: TopicPartition): number {
    return this.#leaders[partition.id]?.leader ?? NO_LEADER;
  }

  leaderEpochOf(partition: TopicPartition): number {
    return this.#leaders[partition.id]?.leaderEpoch ?? UNDEFINED_EPOCH;
  }

  /** The partitions of a topic that this client knows of, ascending. */
  partitionsOf(topic: string): readonly TopicPartition[] {
    return this.#catalogue(topic).filter(({ id }) => this.#leaders[id] !== undefined);
  }

  /** A partition by its names, as an assignment gives it: it may be one that this client has not heard of yet. */
  partitionAt(topic: string, partition: number): TopicPartition | undefined {
    return this.#catalogue(topic)[partition];
  }

  /** Takes a broker's answer in; what is older than what is known is left out. True when it brought something new. */
  update(view: MetadataView): boolean {
    this.#updates += 1;
    let hasNews = false;
    for (const [id, told] of view.leaders.entries()) {
      const known = this.#leaders[id];
      // A partition that another client's topic holds open in the numbering has no registration yet.
      if (told === undefined || (known !== undefined && told.leaderEpoch < known.leaderEpoch)) continue;
      hasNews ||= known === undefined || known.leader !== told.leader || known.leaderEpoch !== told.leaderEpoch;
      this.#leaders[id] = { leader: told.leader, leaderEpoch: told.leaderEpoch };
    }
    return hasNews;
  }
}
