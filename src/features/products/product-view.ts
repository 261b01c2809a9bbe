import type { ProductRecord } from './products.schema.ts'

/** The product as the API shows it; the name of its enterprise is part of its declaration. */
export function viewProduct(record: ProductRecord, enterpriseName: string | null) {
  const { _id, live: _live, nameFolded: _folded, createdAt, ...fields } = record
  const { gtin, name, brand, description, productGroup, targetMarket } = record
  return {
    id: _id,
    ...fields,
    vnpcDeclaration: {
      gtin,
      name,
      brand,
      description,
      productGroup,
      enterpriseName,
      targetMarket,
      imageSha256: record.image?.sha256 ?? null,
      declaredOn: record.vnpcDeclaredOn,
    },
    createdAt: createdAt.toISOString(),
  }
}
