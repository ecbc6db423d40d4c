import type { Assembly } from "../world/assembly.ts";

/** By table, in the order of the pipeline: which version it was at. */
export type TableVersions = ReadonlyMap<string, number>;

/** The versions at an instant, the commits of that very instant included; now, when none is given. */
export function versionsAt({ lake }: Pick<Assembly, "lake">, atUs: number | undefined): TableVersions {
  return new Map(
    lake.tableIds.map((table) => {
      if (atUs === undefined) return [table, lake.head(table).version] as const;
      const commits = lake.history(table);
      return [table, commits.findLast(({ meta }) => meta.atUs <= atUs)?.version ?? 0] as const;
    }),
  );
}

/** Makes a reader of the tables see them at these versions. */
export function showVersions({ lake, tables }: Pick<Assembly, "lake" | "tables">, versions: TableVersions): void {
  tables.reader.show(new Map([...versions].map(([table, version]) => [table, lake.shown(table, version)])));
}
