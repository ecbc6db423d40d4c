import { describe, expect, it } from "vitest";
import { javaStringHash } from "./java-hash.ts";

describe("javaStringHash", () => {
  it("gives what String.hashCode gives", () => {
    expect(javaStringHash("")).toBe(0);
    expect(javaStringHash("a")).toBe(97);
    expect(javaStringHash("hello")).toBe(99_162_322);
    // The string whose hash is Integer.MIN_VALUE, for which Math.abs in Java stays negative.
    expect(javaStringHash("polygenelubricants")).toBe(-2_147_483_648);
  });
});
