/** The sample cannot carry the estimate or its error (one class, one cluster, one row); the message says why in one clause. */
export class NotEstimable extends Error {
  override readonly name = 'NotEstimable'
}
