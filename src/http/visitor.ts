export interface Visitor {
  method: string
  address: string
  header(name: string): string | undefined
  isStaff: boolean
}
