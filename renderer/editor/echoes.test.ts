import { describe, expect, it } from "vitest";
import { Echoes } from "./echoes.ts";

describe("echoes of what an editor handed out", () => {
  it("are known however late they come, and skipped ones are not waited for", () => {
    const echoes = new Echoes();
    for (const text of ["s", "se", "sel", "sele"]) echoes.send(text);
    expect(echoes.isEcho("se")).toBe(true);
    expect(echoes.isEcho("s")).toBe(false);
    expect(echoes.isEcho("sele")).toBe(true);
    expect(echoes.isEcho("sel")).toBe(false);
  });

  it("are told from what somebody else wrote", () => {
    const echoes = new Echoes();
    echoes.send("mine");
    expect(echoes.isEcho("theirs")).toBe(false);
    expect(echoes.isEcho("mine")).toBe(true);
  });
});
