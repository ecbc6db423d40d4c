import { createConnection, createServer, type Server, type Socket } from "node:net";

/** Stands between clients and a broker, and can hold back what the broker answers. */
export class TcpProxy {
  readonly port: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #delayMs = 0;

  private constructor(server: Server, target: number) {
    this.#server = server;
    const address = server.address();
    this.port = typeof address === "object" && address !== null ? address.port : 0;
    server.on("connection", (client) => this.#join(client, target));
  }

  /** Listens on a free loopback port and passes everything on to `target`. */
  static async listen(target: number): Promise<TcpProxy> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new TcpProxy(server, target);
  }

  /** From here on every answer comes so much later; on a connection that was closed before, not at all. */
  delayAnswers(ms: number): void {
    this.#delayMs = ms;
  }

  #join(client: Socket, target: number): void {
    const broker = createConnection(target, "127.0.0.1");
    for (const [socket, other] of [
      [client, broker],
      [broker, client],
    ] as const) {
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
    client.on("data", (bytes) => broker.write(bytes));
    broker.on("data", (bytes) => {
      if (this.#delayMs === 0) client.write(bytes);
      else setTimeout(() => client.writable && client.write(bytes), this.#delayMs);
    });
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }
}
