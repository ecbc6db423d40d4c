/**
 * Tells a text that comes back to its editor from one that somebody else put there. An owner keeps the text and hands it back
 * a moment later, when more may have been typed: taking that for a change would undo what was typed since.
 */
export class Echoes {
  readonly #sent: string[] = [];

  /** The editor handed this text to its owner. */
  send(text: string): void {
    this.#sent.push(text);
  }

  /** Whether a text is one that was sent and has not come back yet; those sent before it are not waited for any more. */
  isEcho(text: string): boolean {
    const index = this.#sent.lastIndexOf(text);
    this.#sent.splice(0, index + 1);
    return index >= 0;
  }
}
