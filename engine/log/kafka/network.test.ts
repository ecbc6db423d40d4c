import { describe, expect, it } from "vitest";
import { VirtualClock } from "../../base/scheduler.ts";
import { timeUs } from "../../base/time.ts";
import { type Connection, Network } from "./network.ts";

/** Machines 1 (client) and 2 (server), 500 us and 1 MB/s apart, and a log of what happens when. */
class NetworkScene {
  readonly clock = new VirtualClock();
  readonly network = new Network(this.clock, { latencyUs: 500, bandwidthBytesPerSecond: 1_000_000 });
  readonly log: string[] = [];

  constructor() {
    this.network.addMachine(1);
    this.network.addMachine(2);
  }

  note(what: string): void {
    this.log.push(`${this.clock.now()} ${what}`);
  }

  open(): Connection {
    return this.network.openNow(1, 2, { closed: () => this.note("closed") });
  }

  connect(): void {
    this.network.connect(1, 2, {
      opened: () => this.note("opened"),
      refused: () => this.note("refused"),
      closed: () => this.note("closed"),
    });
  }

  runTo(us: number): void {
    this.clock.advance(timeUs(us), Number.POSITIVE_INFINITY);
  }
}

describe("Network", () => {
  it("a message takes its transmission and the latency; the next one waits for the wire", () => {
    const scene = new NetworkScene();
    const connection = scene.open();
    connection.sendToServer(1_000, () => scene.note("a"));
    connection.sendToServer(2_000, () => scene.note("b"));
    connection.sendToClient(100, () => scene.note("c"));
    scene.runTo(10_000);
    expect(scene.log).toEqual(["600 c", "1500 a", "3500 b"]);
  });

  it("messages of one direction keep their order when the link gets faster between them", () => {
    const scene = new NetworkScene();
    const connection = scene.open();
    scene.network.links.setExtraLatency(2, 1, 10_000);
    connection.sendToServer(0, () => scene.note("slow"));
    scene.network.links.setExtraLatency(1, 2, undefined);
    connection.sendToServer(0, () => scene.note("fast"));
    scene.runTo(20_000);
    expect(scene.log).toEqual(["10500 slow", "10500 fast"]);
  });

  it("connecting takes a round trip, is refused by a dead process at once, by a machine without power after 10 s", () => {
    const scene = new NetworkScene();
    scene.connect();
    scene.runTo(1_000);
    scene.network.killProcess(2);
    scene.connect();
    scene.runTo(10_000);
    scene.network.losePower(2);
    scene.connect();
    scene.runTo(20_000_000);
    expect(scene.log).toEqual(["1000 opened", "1500 closed", "2000 refused", "10010000 refused"]);
  });

  it("a killed server resets its connections behind what it had sent; what comes to it is lost", () => {
    const scene = new NetworkScene();
    const connection = scene.open();
    connection.sendToClient(3_000, () => scene.note("answer"));
    connection.sendToServer(0, () => scene.note("request"));
    scene.network.killProcess(2);
    scene.runTo(10_000);
    expect(scene.log).toEqual(["3500 answer", "3500 closed"]);
    expect(connection.isOpen).toBe(false);
  });

  it("a server without power says nothing; back again, it resets what it does not know", () => {
    const scene = new NetworkScene();
    const connection = scene.open();
    scene.network.losePower(2);
    connection.sendToServer(0, () => scene.note("request"));
    scene.runTo(5_000);
    expect(scene.log).toEqual([]);
    scene.network.start(2);
    connection.sendToServer(0, () => scene.note("request"));
    connection.sendToServer(0, () => scene.note("request"));
    scene.runTo(10_000);
    expect(scene.log).toEqual(["6000 closed"]);
  });

  it("what a client sent before it gave up still arrives, the answer does not", () => {
    const scene = new NetworkScene();
    const connection = scene.open();
    connection.sendToServer(0, () => {
      scene.note("request");
      connection.sendToClient(0, () => scene.note("answer"));
    });
    connection.abandon();
    connection.sendToServer(0, () => scene.note("late"));
    scene.runTo(10_000);
    expect(scene.log).toEqual(["500 request"]);
  });

  it("a server works on one request of a connection at a time", () => {
    const scene = new NetworkScene();
    const { requests } = scene.open();
    requests.receive(() => scene.note("first"));
    requests.receive(() => {
      scene.note("second");
      requests.answered();
    });
    requests.receive(() => scene.note("third"));
    scene.runTo(100);
    requests.answered();
    scene.runTo(200);
    expect(scene.log).toEqual(["0 first", "100 second", "100 third"]);
  });
});
