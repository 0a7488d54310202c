import type { ArmName } from '../scored-rows.ts'
import type { TensorData } from './batch.ts'
import type { Claim } from './claim.ts'
import { castFeature } from './feature-cast.ts'
import { describeCounts, type FeatureCounts, noCounts } from './feature-counts.ts'
import type { Part, PartColumn } from './part.ts'
import { columnOf, fileNames, type Table } from './table.ts'
import type { TensorPlan, TensorType } from './tensor-plan.ts'
import { allocateTensor, tensorSink } from './tensor-sink.ts'

export type ArmTensors = Partial<Record<ArmName, Record<string, TensorData>>>
export type FeaturePart = { readonly part: Part<ArmTensors>; readonly claims: readonly Claim[]; notes(): readonly string[] }

/** A tensor being packed; arms with the same plan share it. `spare` is the array of the batch before, which is packed next. */
type Slot = { readonly type: TensorType; readonly width: number; data: TensorData; spare: TensorData }

/** What one column brings, once for each tensor type it is cast to. */
type Cast = { readonly column: string; readonly type: TensorType; readonly counts: FeatureCounts }

export function openFeatures(table: Table, plans: Readonly<Partial<Record<ArmName, readonly TensorPlan[]>>>): FeaturePart {
  const slots = new Map<string, Slot>()
  const casts = new Map<string, Cast>()
  const claims: Claim[] = []
  const columns: PartColumn[] = []
  for (const plan of Object.values(plans).flat()) {
    if (slots.has(slotKey(plan))) continue
    const slot: Slot = { type: plan.type, width: plan.columns.length, data: [], spare: [] }
    slots.set(slotKey(plan), slot)
    for (const [offset, name] of plan.columns.entries()) {
      const column = columnOf(table, name, `input ${JSON.stringify(plan.name)}`)
      const cast = castFeature(table, column, plan.type)
      const claim = { table, column, wrong: cast.wrong ?? 'false', expected: cast.expected, remedy: REMEDY }
      const key = JSON.stringify([name, plan.type])
      // Only the first use of a cast counts its nulls, so that a column in two tensors is not counted twice.
      const counts = casts.has(key) ? null : noCounts()
      if (counts !== null) casts.set(key, { column: name, type: plan.type, counts })
      if (cast.wrong !== null) claims.push(claim)
      columns.push({ sql: cast.sql, sink: tensorSink({ slot, offset, counts, exactUpTo: cast.exactUpTo, claim }) })
    }
  }
  const part = {
    columns,
    begin: (rows: number) => {
      for (const slot of slots.values()) turnOver(slot, rows * slot.width)
    },
    end: () => armTensors(plans, slots),
  }
  const notes = (): readonly string[] =>
    [...casts.values()].flatMap(({ column, type, counts }) => describeCounts(fileNames(table), column, type, counts))
  return { part, claims, notes }
}

/**
 * Two arrays by turns: one is packed while the models read the other. A fresh one each batch would have the system hand out and
 * clear as much memory as the whole data take.
 */
function turnOver(slot: Slot, length: number): void {
  const { data, spare, type } = slot
  slot.spare = data
  slot.data = type !== 'string' && spare.length === length ? spare : allocateTensor(type, length)
}

const REMEDY = 'Mend the value, or leave out the row; write missing values as empty fields (CSV) or nulls.'

/** Arms may name the same tensor differently: the name is no part of what is packed. */
function slotKey({ type, columns }: TensorPlan): string {
  return JSON.stringify([type, columns])
}

function armTensors(plans: Readonly<Partial<Record<ArmName, readonly TensorPlan[]>>>, slots: ReadonlyMap<string, Slot>): ArmTensors {
  const tensorsOf = (arm: readonly TensorPlan[]): Record<string, TensorData> =>
    Object.fromEntries(arm.map((plan) => [plan.name, slots.get(slotKey(plan))?.data ?? []]))
  const { baseline, candidate, anchor } = plans
  return {
    ...(baseline === undefined ? {} : { baseline: tensorsOf(baseline) }),
    ...(candidate === undefined ? {} : { candidate: tensorsOf(candidate) }),
    ...(anchor === undefined ? {} : { anchor: tensorsOf(anchor) }),
  }
}
