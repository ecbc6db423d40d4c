import type { ColumnMeaning } from "./column-meaning.ts";
import { demand } from "./decode-failure.ts";
import type { FlatTable } from "./flat-buffer.ts";

/** How the values of a column lie in its buffers. */
export type ArrowLayout =
  | { readonly kind: "fixed"; readonly width: 1 | 2 | 4 | 8; readonly number: "signed" | "unsigned" | "float" }
  | { readonly kind: "bits" }
  | { readonly kind: "text"; readonly offsetWidth: 4 | 8 }
  | { readonly kind: "null" };

/** A column of the schema. With a dictionary, `layout` is that of the codes and `entries` that of the dictionary's texts. */
export type ArrowField = {
  readonly name: string;
  readonly meaning: ColumnMeaning;
  readonly layout: ArrowLayout;
  readonly dictionary: { readonly id: number; readonly entries: ArrowLayout } | undefined;
};

type Shape = { readonly meaning: ColumnMeaning; readonly layout: ArrowLayout };

/** Arrow's Type by number. */
const TYPE_NAMES = [
  "none",
  "Null",
  "Int",
  "FloatingPoint",
  "Binary",
  "Utf8",
  "Bool",
  "Decimal",
  "Date",
  "Time",
  "Timestamp",
  "Interval",
  "List",
  "Struct",
  "Union",
  "FixedSizeBinary",
  "FixedSizeList",
  "Map",
  "Duration",
  "LargeBinary",
  "LargeUtf8",
  "LargeList",
  "RunEndEncoded",
  "BinaryView",
  "Utf8View",
] as const;
const TIME_UNITS = ["seconds", "millis", "micros", "nanos"] as const;
const BIG_ENDIAN = 1;
const SIGNED_64: ArrowLayout = { kind: "fixed", width: 8, number: "signed" };
const SIGNED_32: ArrowLayout = { kind: "fixed", width: 4, number: "signed" };

/** The columns of an Arrow schema; refuses types that no column of ours can hold. */
export function readArrowSchema(schema: FlatTable): readonly ArrowField[] {
  demand(schema.int16(0) !== BIG_ENDIAN, "the Arrow file is big-endian; only little-endian files can be read");
  const names = new Set<string>();
  return schema.tables(1).map((field) => {
    const name = field.text(0);
    demand(!names.has(name), `the Arrow file has two columns named ${name}`);
    names.add(name);
    return readField(field, name);
  });
}

function readField(field: FlatTable, name: string): ArrowField {
  const { meaning, layout } = shapeOf(field, name);
  const encoding = field.table(4);
  if (encoding === undefined) return { name, meaning, layout, dictionary: undefined };
  demand(layout.kind === "text", `column ${name} of the Arrow file has a dictionary of other things than text`);
  const codes = encoding.table(1);
  const codeLayout = codes === undefined ? SIGNED_32 : intLayout(codes, name);
  return { name, meaning, layout: codeLayout, dictionary: { id: encoding.int64(0), entries: layout } };
}

function shapeOf(field: FlatTable, name: string): Shape {
  const typeName = TYPE_NAMES[field.byte(2)] ?? "unknown";
  const type = field.table(3);
  const unreadable: Shape = { meaning: { kind: "unreadable", type: typeName }, layout: { kind: "null" } };
  switch (typeName) {
    case "Null":
      return { meaning: { kind: "text" }, layout: { kind: "null" } };
    case "Bool":
      return { meaning: { kind: "bool" }, layout: { kind: "bits" } };
    case "Utf8":
      return { meaning: { kind: "text" }, layout: { kind: "text", offsetWidth: 4 } };
    case "LargeUtf8":
      return { meaning: { kind: "text" }, layout: { kind: "text", offsetWidth: 8 } };
    case "Int":
      return type === undefined ? unreadable : intShape(type, name);
    case "FloatingPoint":
      return floatShape(type) ?? unreadable;
    case "Date": {
      const isDays = type?.int16(0, 1) === 0;
      if (isDays) return { meaning: { kind: "date" }, layout: SIGNED_32 };
      return { meaning: { kind: "timestamp", unit: "millis" }, layout: SIGNED_64 };
    }
    case "Timestamp": {
      const unit = TIME_UNITS[type?.int16(0) ?? 0];
      return unit === undefined ? unreadable : { meaning: { kind: "timestamp", unit }, layout: SIGNED_64 };
    }
    default:
      return unreadable;
  }
}

function intShape(type: FlatTable, name: string): Shape {
  const layout = intLayout(type, name);
  if (layout.kind !== "fixed" || layout.width < 4) return { meaning: { kind: "int32" }, layout };
  const isSigned = layout.number === "signed";
  if (layout.width === 4) return { meaning: { kind: isSigned ? "int32" : "uint32" }, layout };
  return { meaning: { kind: isSigned ? "int64" : "uint64" }, layout };
}

function intLayout(type: FlatTable, name: string): ArrowLayout {
  const bits = type.int32(0);
  const width = ([1, 2, 4, 8] as const).find((bytes) => bytes * 8 === bits);
  demand(width !== undefined, `column ${name} of the Arrow file has whole numbers of ${bits} bits`);
  return { kind: "fixed", width, number: type.byte(1) === 1 ? "signed" : "unsigned" };
}

function floatShape(type: FlatTable | undefined): Shape | undefined {
  const precision = type?.int16(0) ?? 0;
  if (precision !== 1 && precision !== 2) return undefined;
  const layout: ArrowLayout = { kind: "fixed", width: precision === 1 ? 4 : 8, number: "float" };
  return { meaning: { kind: "float64" }, layout };
}
