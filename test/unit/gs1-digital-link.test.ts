import { expect } from 'chai'
import type { Element } from '../../src/gs1/ai.ts'
import { parseDigitalLink } from '../../src/gs1/digital-link.ts'
import { CANONICAL_STEM, formatDigitalLink } from '../../src/gs1/digital-link-format.ts'

const STEM = 'https://tem.example.vn'
const GTIN = '08934588000010'
const ITEM = `${STEM}/01/${GTIN}`

function elementsOf(uri: string): readonly Element[] | string {
  const result = parseDigitalLink(uri)
  return result.ok ? result.elements : result.reason
}

describe('reading a Digital Link URI', () => {
  it('gives key, qualifiers and attributes in the order of the URI', () => {
    expect(parseDigitalLink(`${ITEM}/10/L1/21/S1?17=270701&utm_source=qr&99=x`)).to.deep.equal({
      ok: true,
      stem: STEM,
      primaryKey: ['01', GTIN],
      qualifiers: [
        ['10', 'L1'],
        ['21', 'S1'],
      ],
      attributes: [
        ['17', '270701'],
        ['99', 'x'],
      ],
      elements: [
        ['01', GTIN],
        ['10', 'L1'],
        ['21', 'S1'],
        ['17', '270701'],
        ['99', 'x'],
      ],
    })
  })

  it('takes the rightmost primary key and leaves the rest to the stem', () => {
    const result = parseDigitalLink(`${STEM}/00/x/01/${GTIN}/21/S1`)
    expect(result).to.deep.include({ ok: true, stem: `${STEM}/00/x`, primaryKey: ['01', GTIN] })
    const document = parseDigitalLink(`${ITEM}/253/9529000019016A1`)
    expect(document).to.deep.include({ primaryKey: ['253', '9529000019016A1'], stem: ITEM })
  })

  it('knows http and https in lower or in upper case, not mixed, and no other scheme', () => {
    const rest = `://tem.example.vn/01/${GTIN}`
    for (const scheme of ['http', 'https', 'HTTP', 'HTTPS']) {
      expect(elementsOf(scheme + rest), scheme).to.deep.equal([['01', GTIN]])
    }
    for (const scheme of ['Https', 'hTTP', 'ftp', 'urn', '']) {
      expect(elementsOf(scheme + rest), scheme).to.equal('scheme')
    }
  })

  it('takes any host by its characters alone', () => {
    for (const host of ['A.VN', 'a:8443', '[2001:db8::1]', '192.0.2.1', 'xn--fsq.vn', 'a.']) {
      expect(elementsOf(`https://${host}/01/${GTIN}`), host).to.deep.equal([['01', GTIN]])
    }
    for (const host of ['', 'user@a.vn', 'a_b', 'a%20b', 'a?b', 'a#b', '[fe80::1%25lo]']) {
      expect(elementsOf(`https://${host}/01/${GTIN}`), host).to.equal('host')
    }
    expect(elementsOf('https://a.vn')).to.equal('path')
  })

  it('refuses what is no character of a URI', () => {
    for (const bad of ['"', '<', '^', '|', ' ', '\n', 'đ', '\\', '`', '{']) {
      expect(elementsOf(`${ITEM}/21/A${bad}`), bad).to.equal('characters')
    }
  })

  it('asks the path for a key with its qualifiers in order', () => {
    expect(elementsOf(`${ITEM}/22/V/10/L/21/S`)).to.have.length(4)
    expect(elementsOf(`${ITEM}/22/V/21/S`)).to.have.length(3)
    expect(elementsOf(`${ITEM}/235/T`)).to.have.length(2)
    expect(elementsOf(`${STEM}/414/9529000019016/254/A`)).to.have.length(2)
    expect(elementsOf(`${STEM}/8018/952900000000000010/8019/1`)).to.have.length(2)
    for (const tail of ['/21/S/10/L', '/10/L/22/V', '/10/L/10/L', '/235/T/21/S', '/17/270701']) {
      expect(elementsOf(ITEM + tail), tail).to.equal('qualifier_order')
    }
    for (const tail of ['/', '/21', '/lot/L1', '/89/x', '/21/S/']) {
      expect(elementsOf(ITEM + tail), tail).to.equal('no_primary_key')
    }
    expect(elementsOf(`${STEM}/gtin/${GTIN}`)).to.equal('no_primary_key')
    expect(elementsOf(`${STEM}/10/L1`)).to.equal('no_primary_key')
    expect(elementsOf(`${STEM}/01//${GTIN}`)).to.equal('no_primary_key')
  })

  it('asks a GTIN for 14 digits and the right check digit, in path and query', () => {
    for (const gtin of ['8934588000010', '08934588000011', '0893458800001', '']) {
      expect(elementsOf(`${STEM}/01/${gtin}`), gtin).to.equal('value')
    }
    expect(elementsOf(`${STEM}/8004/9529A?01=8934588000010`)).to.equal('value')
    expect(elementsOf(`${STEM}/8004/9529A?01=${GTIN}`)).to.have.length(2)
  })

  it('decodes each value once, and + as a blank in the query only', () => {
    expect(elementsOf(`${ITEM}/10/A%2FB%2b`)).to.deep.equal([
      ['01', GTIN],
      ['10', 'A/B+'],
    ])
    expect(elementsOf(`${ITEM}/10/A+B`)).to.have.length(2)
    expect(elementsOf(`${ITEM}?99=A+B`)).to.equal('value')
    expect(elementsOf(`${ITEM}?99=A%2BB`)).to.have.length(2)
    expect(elementsOf(`${ITEM}/21/%2541`)).to.deep.equal([
      ['01', GTIN],
      ['21', '%41'],
    ])
    expect(elementsOf(`${ITEM}/10/5%`)).to.deep.equal([
      ['01', GTIN],
      ['10', '5%'],
    ])
    for (const value of ['%00', 'A%00B', '%20', '%C4%91', '%7E']) {
      expect(elementsOf(`${ITEM}/10/${value}`), value).to.equal('value')
    }
  })

  it('passes over parameters that are no AIs, and over the fragment', () => {
    const alone = [['01', GTIN]]
    for (const tail of ['?', '?&&', '?utm_source=qr', '?21', '?a1=2&=3', '#10/x', '?x#?99=1']) {
      expect(elementsOf(ITEM + tail), tail).to.deep.equal(alone)
    }
  })

  it('refuses attributes that are unknown, empty, repeated or in the wrong place', () => {
    expect(elementsOf(`${ITEM}?89=1`)).to.equal('unknown_ai')
    expect(elementsOf(`${ITEM}?99999=1`)).to.equal('unknown_ai')
    expect(elementsOf(`${ITEM}?99=`)).to.equal('value')
    expect(elementsOf(`${ITEM}?99=1&99=1`)).to.equal('duplicate_ai')
    expect(elementsOf(`${ITEM}/10/L?10=L`)).to.equal('duplicate_ai')
    expect(elementsOf(`${ITEM}?10=L`)).to.equal('belongs_in_path')
    expect(elementsOf(`${ITEM}/10/L?21=S`)).to.equal('belongs_in_path')
    expect(elementsOf(`${ITEM}/235/T?10=L`)).to.have.length(3)
    expect(elementsOf(`${ITEM}/235/T?21=S`)).to.equal('not_an_attribute')
    expect(elementsOf(`${ITEM}?8200=x`)).to.equal('not_an_attribute')
    expect(elementsOf(`${ITEM}?254=x`)).to.equal('not_an_attribute')
  })

  it('asks for what must and what must not stand together', () => {
    expect(elementsOf(`${ITEM}?37=1`)).to.equal('conflicting_ais')
    expect(elementsOf(`${ITEM}?12=270701`)).to.equal('missing_ai')
    expect(elementsOf(`${ITEM}?3103=000750&3105=000750`)).to.equal('conflicting_ais')
    expect(elementsOf(`${ITEM}?3103=000750&3922=100`)).to.have.length(3)
    expect(elementsOf(`${ITEM}?3922=100`)).to.equal('missing_ai')
    expect(elementsOf(`${STEM}/00/893850100001000001?02=${GTIN}`)).to.equal('missing_ai')
    expect(elementsOf(`${STEM}/00/893850100001000001?02=${GTIN}&37=24`)).to.have.length(3)
    expect(elementsOf(`${STEM}/415/9529000019016`)).to.equal('missing_ai')
    expect(elementsOf(`${STEM}/415/9529000019016/8020/A1`)).to.have.length(2)
    expect(elementsOf(`${STEM}/253/9529000019016?8030=aZ`)).to.equal('missing_serial')
    expect(elementsOf(`${STEM}/253/9529000019016A?8030=aZ`)).to.have.length(2)
    expect(elementsOf(`${ITEM}?8030=aZ`)).to.equal('missing_ai')
    expect(elementsOf(`${ITEM}/21/S?8030=aZ`)).to.have.length(3)
  })

  it('says which AI it stumbled over', () => {
    expect(parseDigitalLink(`${ITEM}?17=271301`)).to.deep.equal({
      ok: false,
      reason: 'value',
      ai: '17',
    })
    expect(parseDigitalLink(`${ITEM}?37=1`)).to.deep.equal({
      ok: false,
      reason: 'conflicting_ais',
      ai: '01',
      with: '37',
    })
  })
})

describe('writing a Digital Link URI', () => {
  const write = (elements: Element[], stem = STEM): string => {
    const result = formatDigitalLink(stem, elements)
    return result.ok ? result.uri : result.reason
  }

  it('puts key and qualifiers in order into the path, the rest into the query', () => {
    const elements: Element[] = [
      ['99', 'x'],
      ['21', 'S1'],
      ['17', '270701'],
      ['01', GTIN],
      ['10', 'L1'],
    ]
    expect(write(elements)).to.equal(`${ITEM}/10/L1/21/S1?17=270701&99=x`)
    expect(write(elements, CANONICAL_STEM)).to.match(/^https:\/\/id\.gs1\.org\/01\//)
  })

  it('keeps unreserved characters and encodes all others', () => {
    expect(
      write([
        ['01', GTIN],
        ['10', 'a-._Z/%+&"'],
      ]),
    ).to.equal(`${ITEM}/10/a-._Z%2F%25%2B%26%22`)
  })

  it('takes the first primary key and counts an element given twice once', () => {
    const document: Element = ['253', '9529000019016A1']
    expect(write([document, ['01', GTIN]])).to.equal(`${STEM}/253/${document[1]}?01=${GTIN}`)
    expect(write([['01', GTIN], document])).to.equal(`${ITEM}?253=${document[1]}`)
    expect(
      write([
        ['01', GTIN],
        ['99', 'x'],
        ['99', 'x'],
        ['01', GTIN],
      ]),
    ).to.equal(`${ITEM}?99=x`)
    expect(
      write([
        ['01', GTIN],
        ['99', 'x'],
        ['99', 'y'],
      ]),
    ).to.equal('duplicate_ai')
  })

  it('takes stems with a path and one slash at the end, and no others', () => {
    expect(write([['01', GTIN]], `${STEM}/t/`)).to.equal(`${STEM}/t/01/${GTIN}`)
    for (const stem of [
      '',
      'a.vn',
      'ftp://a.vn',
      `${STEM}//`,
      `${STEM}?x`,
      `${STEM}#x`,
      'https://',
    ]) {
      expect(write([['01', GTIN]], stem), stem).to.equal('stem')
    }
  })

  it('refuses what reading would refuse', () => {
    expect(write([])).to.equal('no_primary_key')
    expect(write([['99', 'x']])).to.equal('no_primary_key')
    expect(write([['89', 'x']])).to.equal('unknown_ai')
    expect(write([['01', '8934588000010']])).to.equal('value')
    expect(
      write([
        ['01', GTIN],
        ['8200', 'x'],
      ]),
    ).to.equal('not_an_attribute')
    expect(
      write([
        ['01', GTIN],
        ['235', 'T'],
        ['10', 'L'],
      ]),
    ).to.equal('not_an_attribute')
    expect(
      write([
        ['01', GTIN],
        ['37', '1'],
      ]),
    ).to.equal('conflicting_ais')
    expect(write([['415', '9529000019016']])).to.equal('missing_ai')
  })
})
