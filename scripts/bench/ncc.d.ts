/** The part of ncc's interface that is used here; it brings no types. */
declare module '@vercel/ncc' {
  type Options = { readonly esm: boolean; readonly cache: boolean; readonly sourceMapRegister: boolean; readonly quiet: boolean }
  type Bundle = { readonly code: string; readonly assets: Readonly<Record<string, { readonly source: string | Uint8Array }>> }
  export default function ncc(entry: string, options: Options): Promise<Bundle>
}
