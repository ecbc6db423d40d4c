import { test } from "vitest";
import { KafkaScene } from "../kafka-scene.ts";
import { playSchedule } from "./play-schedule.ts";
test("x", () => {
  const o = KafkaScene.prototype.listen; let scene: any;
  KafkaScene.prototype.listen = function (l: any) { scene = this; return o.call(this, l); };
  console.log(playSchedule(20261203));
  const ev = scene.events as any[];
  console.log(ev.filter((e) => !["isr-expanded","isr-shrunk","leader-elected","producer-retry"].includes(e.kind)).slice(-40).map((e) => `${(e.atUs / 1e6).toFixed(2)} ${e.kind} ${e.message}`).join("\n"));
  console.log(ev.filter((e) => e.kind.startsWith("isr")).slice(-12).map((e) => `${(e.atUs / 1e6).toFixed(2)} ${e.kind} ${e.message}`).join("\n"));
  console.log(scene.clock.now());
});
