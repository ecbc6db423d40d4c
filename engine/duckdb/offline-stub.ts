/**
 * Puts an XMLHttpRequest in place that answers every request with 404. DuckDB fetches an extension when a statement needs
 * one: in Node it would wait for the answer for ever, in a browser the failure breaks the next statement. With this, and with
 * autoload off, such a statement fails at once with an error of its own.
 */
export function forbidDownloads(): void {
  const host = globalThis as { XMLHttpRequest?: unknown };
  host.XMLHttpRequest = NotFoundRequest;
}

class NotFoundRequest {
  readonly readyState = 4;
  readonly status = 404;
  readonly statusText = "offline";
  readonly response = undefined;
  readonly responseText = "";
  responseType = "";

  open(): void {}

  send(): void {}

  setRequestHeader(): void {}

  overrideMimeType(): void {}

  getResponseHeader(): undefined {
    return undefined;
  }

  getAllResponseHeaders(): string {
    return "";
  }
}
