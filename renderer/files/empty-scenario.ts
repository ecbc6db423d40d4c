/** What a new document holds: a scenario whose canvas is empty. It says by its problems what it needs before it can run. */
export const EMPTY_SCENARIO = `version: 1
name: Untitled
seed: 1
duration: 5m # of virtual time

pipeline:
  kafka:
    brokers: 3
  nodes: []
  edges: []
`;
