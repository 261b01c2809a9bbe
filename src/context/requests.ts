import { settingsRoutes } from '../features/settings/settings.routes.ts'
import { createSettingsService } from '../features/settings/settings.service.ts'
import { createSettingsStore } from '../features/settings/settings.store.ts'
import { stampRequestRoutes } from '../features/stamp-requests/stamp-requests.routes.ts'
import { createStampRequestService } from '../features/stamp-requests/stamp-requests.service.ts'
import { createStampRequestStore } from '../features/stamp-requests/stamp-requests.store.ts'
import type { Base, ContextParts } from './foundation.ts'
import type { Register } from './register.ts'

export type Requests = ReturnType<typeof createRequests>

/** What the department has decided about stamps, and who asks for them. */
export function createRequests({ connection }: ContextParts, base: Base, register: Register) {
  const { enterprises, products } = register
  const settings = createSettingsService(createSettingsStore(connection))
  const stampRequests = createStampRequestService({
    store: createStampRequestStore(connection),
    newId: base.newId,
    settings,
    enterprises,
    products,
  })
  const routes = [...settingsRoutes(settings), ...stampRequestRoutes(stampRequests)]
  return { settings, stampRequests, routes }
}
