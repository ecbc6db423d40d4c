import { describe, expect, it } from "vitest";
import { Activity } from "./activity.ts";

describe("activity", () => {
  it("lists what goes on until each has ended, whatever the order and however often", () => {
    const activity = new Activity();
    const endFirst = activity.begin("layout");
    const endSecond = activity.begin("query");
    endFirst();
    endFirst();
    expect(activity.labels).toEqual(["query"]);
    endSecond();
    expect(activity.labels).toEqual([]);
  });

  it("ends with the work, failure included, and tells its listeners", async () => {
    const activity = new Activity();
    const told: string[] = [];
    const unsubscribe = activity.subscribe((labels) => told.push(labels.join()));
    await expect(activity.during("save", () => Promise.reject(new Error("disk full")))).rejects.toThrow("disk full");
    unsubscribe();
    activity.begin("unheard");
    expect(told).toEqual(["save", ""]);
  });
});
