/**
 * What the cluster knows of a broker. As Kafka's BrokerRegistration. The epoch grows with every registration, so that a request
 * of an earlier process is told apart.
 */
export type BrokerRegistration = {
  readonly brokerId: number;
  readonly brokerEpoch: number;
  /** A fenced broker leads nothing and joins no ISR. */
  readonly isFenced: boolean;
  /** On its way down by its own wish: it leads nothing any more and joins no ISR. Left out: false. */
  readonly isInControlledShutdown?: boolean;
  /** Where it stands, as broker.rack. */
  readonly rack?: string;
};

/** Registered, unfenced and not shutting down. As ClusterControlManager.isActive. */
export function isActiveBroker(broker: BrokerRegistration | undefined): boolean {
  return broker !== undefined && !broker.isFenced && broker.isInControlledShutdown !== true;
}
