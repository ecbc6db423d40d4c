/**
 * A scenario without a pipeline, for a new file: what a person draws into it runs, and is checked for everything that a run
 * can prove. It is no valid scenario before there is a node.
 */
export const EMPTY_SCENARIO = `version: 1
name: Untitled pipeline
seed: 1 # the same seed gives the same run
duration: 5m # virtual time

pipeline:
  kafka:
    brokers: 3
  nodes: []
  edges: []

workload: {} # where the records of each source come from

expectations: # what a run must prove; a check without a table looks at all of them
  - { check: acknowledged-records-kept }
  - { check: no-duplicates }
  - { check: bronze-equals-log }
  - { check: silver-latest-per-key }
  - { check: gold-equals-oracle }
  - { check: key-order-kept }
  - { check: progress-never-goes-back }

layout: {} # where the nodes lie on the canvas
`;
