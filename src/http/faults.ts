import type { z } from 'zod'
import type { FieldFault, Text } from '../errors.ts'
import type { RuleFault } from './fields.ts'

type Issue = z.core.$ZodIssue

/** Every issue of a parse as faults that name field, reason and remedy. */
export function toFaults(part: string, issues: readonly Issue[]): FieldFault[] {
  return issues.flatMap((issue) => {
    const field = [part, ...issue.path.map(String)].join('.')
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ field: `${field}.${key}`, ...UNKNOWN_FIELD }))
    }
    return [{ field, ...faultOf(issue) }]
  })
}

/** An unknown field cannot be read (400); any other issue is a field against its rule (422). */
export function isUnreadable(issues: readonly Issue[]): boolean {
  return issues.some((issue) => issue.code === 'unrecognized_keys')
}

const UNKNOWN_FIELD: RuleFault = {
  rule: 'field.unknown',
  reason: { vi: 'Không có trường này.', en: 'There is no such field.' },
  remedy: { vi: 'Bỏ trường này hoặc sửa tên.', en: 'Remove it or correct its name.' },
}

function faultOf(issue: Issue): RuleFault {
  if (issue.code === 'custom') {
    const fault: unknown = issue.params?.['fault']
    if (isRuleFault(fault)) return fault
  }
  return { rule: ruleName(issue), reason: reasonOf(issue), remedy: remedyOf(issue) }
}

function isRuleFault(value: unknown): value is RuleFault {
  return typeof value === 'object' && value !== null && 'rule' in value && 'remedy' in value
}

/** An absent field is of no type, and none of the listed values. */
function isAbsent(issue: Issue): boolean {
  return (
    (issue.code === 'invalid_type' || issue.code === 'invalid_value') && issue.input === undefined
  )
}

function ruleName(issue: Issue): string {
  return isAbsent(issue) ? 'field.required' : `field.${issue.code}`
}

function reasonOf(issue: Issue): Text {
  if (isAbsent(issue)) return { vi: 'Thiếu trường bắt buộc.', en: 'This field is required.' }
  switch (issue.code) {
    case 'invalid_type':
      return { vi: `Phải là kiểu ${issue.expected}.`, en: `Must be of type ${issue.expected}.` }
    case 'too_small':
      return { vi: `Phải từ ${issue.minimum} trở lên.`, en: `Must be at least ${issue.minimum}.` }
    case 'too_big':
      return { vi: `Không được quá ${issue.maximum}.`, en: `Must be at most ${issue.maximum}.` }
    case 'invalid_value':
      return {
        vi: `Phải là một trong: ${choicesOf(issue)}.`,
        en: `Must be one of: ${choicesOf(issue)}.`,
      }
    case 'invalid_format':
      return { vi: `Sai dạng ${formatName(issue)}.`, en: `Not of the form ${formatName(issue)}.` }
    default:
      return { vi: 'Giá trị không hợp lệ.', en: 'Invalid value.' }
  }
}

function choicesOf(issue: Extract<Issue, { code: 'invalid_value' }>): string {
  return issue.values.map(String).join(', ')
}

function formatName(issue: Extract<Issue, { code: 'invalid_format' }>): string {
  return 'pattern' in issue && typeof issue.pattern === 'string' ? issue.pattern : issue.format
}

function remedyOf(issue: Issue): Text {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? { vi: 'Điền trường này.', en: 'Fill in this field.' }
        : {
            vi: `Gửi giá trị kiểu ${issue.expected}.`,
            en: `Send a value of type ${issue.expected}.`,
          }
    case 'too_small':
    case 'too_big':
      return {
        vi: 'Sửa độ dài hoặc giá trị cho nằm trong giới hạn.',
        en: 'Bring its length or value within the limit.',
      }
    case 'invalid_value':
      return { vi: `Chọn: ${choicesOf(issue)}.`, en: `Choose: ${choicesOf(issue)}.` }
    default:
      return { vi: 'Xem ví dụ của trường này tại /docs.', en: 'See the example at /docs.' }
  }
}
