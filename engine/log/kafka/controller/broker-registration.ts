/**
 * What the cluster knows of a broker. As Kafka's BrokerRegistration. The epoch grows with every registration, so that a request
 * of an earlier process is told apart.
 */
export type BrokerRegistration = {
  readonly brokerId: number;
  readonly brokerEpoch: number;
  /** A fenced broker leads nothing and joins no ISR. */
  readonly isFenced: boolean;
};
