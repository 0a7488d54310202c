import * as z from 'zod'
import { key } from '../../gates/section/section.ts'

const REGION = 'a region of AWS, such as eu-central-1'
const URL = 'an address that begins with https:// (http:// for this machine alone)'

export function awsRegion() {
  return key(z.string({ error: REGION }).regex(/^[a-z]{2,5}(?:-[a-z]+)+-\d{1,2}$/, { error: REGION }), {
    meaning: 'The region of AWS.',
    example: 'eu-central-1',
    stricter: 'head',
  })
}

/** Signed requests in the clear could be replayed by whoever sees them. */
export function awsUrl(service: string) {
  return key(
    z
      .string({ error: URL })
      .regex(/^(?:https:\/\/[^\s@]+|http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?\/?)$/, { error: URL })
      .optional(),
    {
      meaning: `Another address of ${service}, such as that of a VPC endpoint; left out: AWS's own in the region.`,
      example: 'https://vpce-0123.example.com',
      stricter: 'head',
    },
  )
}
