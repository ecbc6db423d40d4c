import { expect, it } from "vitest";
import { align } from "./alignment.ts";

const other = { x: 100, y: 200, width: 50, height: 40 };

it("catches a card that is nearly level with another, and shows the line", () => {
  const { place, guides } = align({ x: 400, y: 204, width: 50, height: 80 }, [other]);
  expect(place).toEqual({ x: 400, y: 200 });
  expect(guides).toEqual([{ axis: "y", at: 200, from: 100, to: 450 }]);
});

it("takes the nearest of several catches, middle and end included", () => {
  const { place } = align({ x: 103, y: 500, width: 50, height: 40 }, [other, { ...other, x: 102, y: 0 }]);
  expect(place.x).toBe(102);
});

it("lets a card go where nothing is near", () => {
  expect(align({ x: 700, y: 700, width: 50, height: 40 }, [other])).toEqual({ place: { x: 700, y: 700 }, guides: [] });
});
