import { ROLES, type Route, read, write } from '../../http/route.ts'
import { SettingsView, UpdateSettings } from './settings.schema.ts'
import type { SettingsService } from './settings.service.ts'

const tag = 'settings'
const path = '/settings'

export function settingsRoutes(settings: SettingsService): Route[] {
  return [
    read({
      path,
      operationId: 'getSettings',
      summary: { vi: 'Quy định về cấp và theo dõi tem', en: 'The settings of the ledger' },
      tag,
      access: { roles: ROLES },
      reply: SettingsView,
      handle: () => settings.getSettings(),
    }),
    write({
      method: 'patch',
      path,
      operationId: 'updateSettings',
      summary: { vi: 'Sửa quy định về cấp và theo dõi tem', en: 'Change the settings' },
      tag,
      access: { roles: ['admin'] },
      body: UpdateSettings,
      reply: SettingsView,
      ifMatch: 'required',
      handle: ({ body, ifRevision }, tx) => settings.updateSettings(body, ifRevision, tx),
    }),
  ]
}
