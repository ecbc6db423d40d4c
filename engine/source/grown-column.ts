/** Copies a typed array to the start of a longer one and returns that. */
export function grownColumn<Column extends { set(from: Column): void }>(from: Column, into: Column): Column {
  into.set(from);
  return into;
}
