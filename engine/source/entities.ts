import { assert } from "../base/assert.ts";
import type { RandomStream } from "../base/random-stream.ts";

/** Among how many of the youngest entities an update chooses. */
const WINDOW = 1_024;

/**
 * The things that generated records are about, with ids 1, 2, 3, ... A new one opens every `updatesPerEntity` records; each
 * record between updates one of the 1,024 youngest, all alike. An entity keeps its key.
 */
export class Entities {
  readonly #updatesPerEntity: number;
  readonly #chance: RandomStream;
  /** By entity id modulo the window. */
  readonly #keyRanks = new Int32Array(WINDOW);
  readonly #updates = new Float64Array(WINDOW);
  #opened = 0;
  #served = 0;

  constructor(updatesPerEntity: number, chance: RandomStream) {
    assert(updatesPerEntity >= 1, `an entity is written at least once: ${updatesPerEntity}`);
    this.#updatesPerEntity = updatesPerEntity;
    this.#chance = chance;
  }

  /** The entity of the next record; `openKeyRank` is asked for the key's rank of a new one. */
  next(openKeyRank: () => number): number {
    this.#served += 1;
    const isNew = Math.ceil(this.#served / this.#updatesPerEntity) > this.#opened;
    const entity = isNew ? ++this.#opened : this.#opened - this.#chance.nextBelow(Math.min(WINDOW, this.#opened));
    const slot = entity % WINDOW;
    this.#updates[slot] = isNew ? 1 : (this.#updates[slot] as number) + 1;
    if (isNew) this.#keyRanks[slot] = openKeyRank();
    return entity;
  }

  /** How often an entity of the window has been written. */
  updateNoOf(entity: number): number {
    return this.#updates[entity % WINDOW] as number;
  }

  /** The rank of the key that an entity of the window belongs to. */
  keyRankOf(entity: number): number {
    return this.#keyRanks[entity % WINDOW] as number;
  }
}
