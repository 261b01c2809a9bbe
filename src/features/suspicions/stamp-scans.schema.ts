import { z } from 'zod'
import { ScanFigures } from '../visits/visits.schema.ts'
import { SuspicionView } from './suspicions.schema.ts'

export const StampScansView = ScanFigures.extend({
  serial: z.string().meta({ description: 'Số sê-ri' }),
  suspicion: SuspicionView.nullable().meta({ description: 'Nghi vấn về tem này; null: không có' }),
}).meta({ id: 'StampScans', description: 'Các lượt quét được tính của một tem, và nghi vấn' })
