/**
 * Prices of common instances, for policies that name one. Linux, on demand, in USD an hour; a dated extract, small on purpose: prices
 * differ by region and contract, and `price-per-hour` always wins. How to renew it is told in docs/benchmark-load-and-cost.md.
 */
export const INSTANCE_PRICES = {
  source: 'AWS EC2 on-demand prices, us-east-1, Linux (https://aws.amazon.com/ec2/pricing/on-demand/)',
  asOf: '2026-06',
  usdPerHour: {
    'c6g.large': 0.068,
    'c6g.xlarge': 0.136,
    'c6g.2xlarge': 0.272,
    'c6i.large': 0.085,
    'c6i.xlarge': 0.17,
    'c6i.2xlarge': 0.34,
    'c7g.large': 0.0725,
    'c7g.xlarge': 0.145,
    'c7g.2xlarge': 0.29,
    'c7i.large': 0.08925,
    'c7i.xlarge': 0.1785,
    'c7i.2xlarge': 0.357,
    'm7g.large': 0.0816,
    't3.large': 0.0832,
    'g5.xlarge': 1.006,
  },
} as const

export type InstanceName = keyof typeof INSTANCE_PRICES.usdPerHour

export function isInstanceName(name: string): name is InstanceName {
  return Object.hasOwn(INSTANCE_PRICES.usdPerHour, name)
}
