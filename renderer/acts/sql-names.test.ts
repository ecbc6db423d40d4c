import { expect, it } from "vitest";
import { renameInSql } from "./sql-names.ts";

const IDS = new Map([["silver.order", "silver.purchase"]]);

it.each([
  ["select * from silver.order", "select * from silver.purchase"],
  ["select silver.order.amount from silver.order", "select silver.purchase.amount from silver.purchase"],
  ["from silver . order", "from silver.purchase"],
  ["from silver.orders join silver.order_dlq", "from silver.orders join silver.order_dlq"],
  ["select 'silver.order' from silver.order", "select 'silver.order' from silver.purchase"],
  [
    "select 'it''s silver.order' -- silver.order\nfrom silver.order",
    "select 'it''s silver.order' -- silver.order\nfrom silver.purchase",
  ],
  ["/* silver.order */ from x.silver.order", "/* silver.order */ from x.silver.order"],
])("%s", (before, after) => {
  expect(renameInSql(before, IDS)).toBe(after);
});
