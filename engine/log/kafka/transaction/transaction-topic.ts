import { type ClusterConfig, DEFAULT_TOPIC_SETTINGS, type TopicSpec } from "../kafka-config.ts";

/** Where the state of transactions is kept. As Topic.TRANSACTION_STATE_TOPIC_NAME. */
export const TRANSACTION_STATE_TOPIC = "__transaction_state";

/** The topic as the first transactional producer has it created. As AutoTopicCreationManager with TransactionLog's settings. */
export function transactionStateTopic(config: ClusterConfig): TopicSpec {
  return {
    ...DEFAULT_TOPIC_SETTINGS,
    name: TRANSACTION_STATE_TOPIC,
    partitions: config.transactionStateLogPartitions,
    replicationFactor: Math.min(config.transactionStateLogReplicationFactor, config.brokerCount),
    minInSyncReplicas: config.transactionStateLogMinIsr,
    isUncleanLeaderElectionEnabled: false,
  };
}
