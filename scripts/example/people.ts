import { exampleVi } from './notice.ts'
import type { ExamplePerson } from './types.ts'

/**
 * The persons of the authority. Reviewer, approver and payer are three, because one person may not
 * take two of these steps of one claim.
 */
const STAFF: readonly ExamplePerson[] = [
  {
    ref: 'admin',
    name: exampleVi('Tạ Quản Trị'),
    role: 'admin',
    duties: [],
    title: 'Quản trị hệ thống',
    enterpriseRef: null,
  },
  {
    ref: 'reviewer',
    name: exampleVi('Dương Thị Thẩm'),
    role: 'officer',
    duties: ['reviewer'],
    title: 'Chuyên viên thẩm định',
    enterpriseRef: null,
  },
  {
    ref: 'approver',
    name: exampleVi('Cao Văn Duyệt'),
    role: 'officer',
    duties: ['approver'],
    title: 'Lãnh đạo phòng, người phê duyệt',
    enterpriseRef: null,
  },
  {
    ref: 'payer',
    name: exampleVi('Lại Thị Chi'),
    role: 'officer',
    duties: ['payer'],
    title: 'Kế toán, người chi trả',
    enterpriseRef: null,
  },
  {
    ref: 'auditor',
    name: exampleVi('Khổng Văn Soát'),
    role: 'auditor',
    duties: [],
    title: 'Kiểm toán viên',
    enterpriseRef: null,
  },
  {
    ref: 'inspector',
    name: exampleVi('Mạc Thị Tra'),
    role: 'inspector',
    duties: [],
    title: 'Kiểm soát viên thị trường',
    enterpriseRef: null,
  },
]

/** Secretary of e01 … e20, in that order. */
const SECRETARY_NAMES = [
  'Nguyễn Thị Phao',
  'Trần Văn Chượp',
  'Vũ Thị Bè',
  'Lê Thị Lồng',
  'Phạm Văn Sáp',
  'Hoàng Thị Giậu',
  'Bùi Văn Quạt',
  'Đặng Thị Khay',
  'Ngô Văn Luống',
  'Phan Thị Giàn',
  'Đoàn Thị Vạng',
  'Đinh Văn Mương',
  'Lương Thị Mạ',
  'Tô Văn Tưới',
  'Cù Thị Là',
  'Hà Văn Cuống',
  'Phạm Văn Muối',
  'Nguyễn Thị Phên',
  'Đào Văn Đàn',
  'Vũ Thị Lá',
]

function toSecretary(name: string, index: number): ExamplePerson {
  const ordinal = String(index + 1).padStart(2, '0')
  return {
    ref: `s${ordinal}`,
    name: exampleVi(name),
    role: 'enterprise',
    duties: [],
    title: 'Thư ký sổ tem của cơ sở',
    enterpriseRef: `e${ordinal}`,
  }
}

/** Everybody who holds a key in the example: six of the authority, then s01 … s20. */
export const PEOPLE: readonly ExamplePerson[] = [...STAFF, ...SECRETARY_NAMES.map(toSecretary)]
