import type { MessageSight, SeenMessage } from "../log/kafka/message-sight.ts";

/** How many messages are kept, and of those that only say that somebody lives how many. */
const MESSAGES_MAX = 150_000;
const HEARTBEATS_MAX = 50_000;

/** The messages of a stretch of time, in the order in which they were sent. */
export type MessageSlice = {
  readonly messages: readonly SeenMessage[];
  /** How many there are in all. */
  readonly count: number;
  /** The APIs whose messages are left out, because there are more in all than were asked for: the commonest first. */
  readonly leftOut: readonly string[];
  /** What was sent before this instant is not kept any more; 0 when everything is. */
  readonly keptFromUs: number;
};

/** Which messages are wanted. */
export type MessageQuestion = {
  readonly fromUs: number;
  readonly toUs: number;
  readonly limit: number;
  readonly withHeartbeats: boolean;
};

/**
 * The newest control messages of a run, for those who look. It is no part of the run: neither the digest nor anything else depends on
 * it.
 */
export class MessageLog implements MessageSight {
  readonly #messages = new Kept(MESSAGES_MAX);
  /** Apart, lest they push out what is rare. */
  readonly #heartbeats = new Kept(HEARTBEATS_MAX);

  sent(message: SeenMessage): void {
    (message.api.endsWith("Heartbeat") ? this.#heartbeats : this.#messages).add(message);
  }

  /**
   * The messages that were sent from `fromUs` up to and with `toUs`, at most `limit`: where there are more, the commonest APIs are left
   * out one by one, since what is rare is what is looked for.
   */
  between({ fromUs, toUs, limit, withHeartbeats }: MessageQuestion): MessageSlice {
    const wanted = withHeartbeats ? [this.#messages, this.#heartbeats] : [this.#messages];
    const found = wanted.flatMap((kept) => kept.between(fromUs, toUs));
    // Sorting is stable: of one instant the messages come before the heartbeats.
    if (withHeartbeats) found.sort((a, b) => a.sentUs - b.sentUs);
    const leftOut = commonest(found, limit);
    return {
      messages: leftOut.length === 0 ? found : found.filter(({ api }) => !leftOut.includes(api)),
      count: found.length,
      leftOut,
      keptFromUs: Math.max(...wanted.map(({ keptFromUs }) => keptFromUs)),
    };
  }
}

/** As few APIs as can be left out for the rest to be at most `limit` messages. */
function commonest(messages: readonly SeenMessage[], limit: number): readonly string[] {
  if (messages.length <= limit) return [];
  const counts = new Map<string, number>();
  for (const { api } of messages) counts.set(api, (counts.get(api) ?? 0) + 1);
  const leftOut: string[] = [];
  let left = messages.length;
  for (const [api, count] of [...counts].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))) {
    if (left <= limit) break;
    leftOut.push(api);
    left -= count;
  }
  return leftOut;
}

/** The newest of a kind, in the order in which they were sent; a quarter is dropped at a time. */
class Kept {
  readonly #most: number;
  #messages: SeenMessage[] = [];
  #keptFromUs = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get keptFromUs(): number {
    return this.#keptFromUs;
  }

  add(message: SeenMessage): void {
    this.#messages.push(message);
    if (this.#messages.length <= this.#most) return;
    this.#messages = this.#messages.slice(Math.floor(this.#most / 4));
    this.#keptFromUs = this.#messages[0]?.sentUs ?? 0;
  }

  between(fromUs: number, toUs: number): SeenMessage[] {
    return this.#messages.slice(this.#indexAt(fromUs), this.#indexAt(toUs + 1));
  }

  /** The first message that was sent at `atUs` or later. */
  #indexAt(atUs: number): number {
    let low = 0;
    let high = this.#messages.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#messages[middle] as SeenMessage).sentUs < atUs) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
