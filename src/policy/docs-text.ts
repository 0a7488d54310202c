/** What docs/policy.md says around its tables. */
export const PREFACE = `# The policy, \`sluice.yml\`

<!-- Generated from the schema by \`node scripts/docs.mjs\`; edit src/policy and the sections in src/gates instead. -->

One file says what every model must show before it ships. \`sluice policy\` prints the one that applies, each value with where it
comes from. Unknown keys, wrong units and impossible values are errors with file, line and column.

For completion and checks while typing, begin the file with
\`# yaml-language-server: $schema=…/docs/policy.schema.json\`. Editors accept a little more than Sluice does: which metrics a task
has, ranges of values with a unit and keys that exclude each other are checked by \`sluice policy\`.

* **Units are written**: times \`90s\` \`10m\` \`6h\` \`1d\` \`250ms\`, sizes \`64MiB\` \`2GB\`, shares \`5%\`. A bare number where a unit
  belongs is refused.
* **Margins** are what may be lost at most, at least 0, whatever the metric's direction: \`0.005\` in the metric's own unit; \`0.5pp\`,
  points of a rate; \`5%\` of the baseline's value, for metrics without a fixed range; \`{ relative: 25%, absolute: 0.5pp }\`, the
  larger of both.
* **References** name a file anywhere: a path (globs for data), \`git:<rev>:<path>\`, \`https://…#sha256=…\`, \`run:<command with {out}>\`.
* **\`defaults\`** holds anything of a model's block. A model's own block is laid over it key by key; lists and margins are one value. A
  model that says what it is (\`onnx\`, \`predictions\`, …) takes no other kind from there.
* Names of keys are in kebab-case, metrics carry scikit-learn's names. Aliases (\`*name\`) are read, merge keys (\`<<\`) are not.

The shortest useful one:`

export const STRICTER_OF_BOTH = `## The stricter of base and head

A pull request may change the policy, but not the one that judges it: Sluice compares the base commit's policy with the pull
request's, defaults included, and the stricter value of every key applies. The last column of the tables says which one that is.

* A key that only the pull request has applies. A key that it removes or loosens **still applies as at the base commit**, and is
  listed as \`POLICY_LOOSENED\` with both values and the line.
* \`smaller\`, \`larger\`: that one is stricter. Margins are compared part by part; \`0.005\` and \`5%\` cannot be compared before the
  baseline is known, so the base commit's stays.
* **base's stays**: the key says what is measured (\`task\`, \`label\`, \`positive-label\`, \`weight\`, \`seed\`, …) or can loosen either way
  (\`min-rows\`: more leaves slices unjudged, fewer lets a handful of rows decide). Any change waits until it is merged; adding or
  removing such a key is a change too.
* **head's applies**: the key describes the candidate and where its files are. The baseline is loaded by the base commit's block.
* **all of both**: every slice of either counts. A slice is the same one when its column or name is; if its edges or condition
  differ, the base commit's count.
* **only what both have**: a waiver counts once it is merged.
* A model that the pull request removes is still listed and judged by the base commit's rules.
* No policy at the base commit: the pull request's applies, source \`bootstrap\`. One that this version of Sluice cannot read: the pull
  request's applies alone, and the report says so.

**To loosen a rule**, merge the change of the policy by itself; the next pull request is judged by it. **To rename a column** that the
policy names, first merge data that holds both columns, then the policy, then drop the old column. **A model whose task changes** is
another model: give it a new name.`
