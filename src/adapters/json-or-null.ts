/** null for a text that is no JSON, so that whoever reads it says what it should have been. */
export function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
