/** TCP sends what is not confirmed again after this, and twice as long after each time. As Linux's TCP_RTO_MIN and TCP_RTO_MAX. */
const RETRANSMISSION_US = 200_000;
const RETRANSMISSION_MAX_US = 120_000_000;

/** The first instant from `nowUs` on at which a packet that was first sent at `sinceUs` is sent again. As Linux's TCP. */
export function nextRetransmissionUs(sinceUs: number, nowUs: number): number {
  let atUs = sinceUs;
  let pauseUs = RETRANSMISSION_US;
  do {
    atUs += pauseUs;
    pauseUs = Math.min(2 * pauseUs, RETRANSMISSION_MAX_US);
  } while (atUs < nowUs);
  return atUs;
}
