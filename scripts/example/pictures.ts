import type { PictureKind } from './types.ts'

/** A drawing inside a circle of radius 165 around (300, 215), on a plain background. */
export type Picture = { readonly background: string; readonly shapes: readonly string[] }

const INK = '#1f2933'

function filled(fill: string, path: string): string {
  return `<path d="${path}" fill="${fill}"/>`
}

function drawn(colour: string, widthPx: number, ...paths: readonly string[]): string {
  const path = paths.join(' ')
  return `<path d="${path}" stroke="${colour}" stroke-width="${widthPx}" fill="none"/>`
}

function dot(fill: string, cx: number, cy: number, r: number): string {
  return `<circle cx="${cx}" cy="${cy}" r="${r}" fill="${fill}"/>`
}

function oval(fill: string, cx: number, cy: number, rx: number, ry: number): string {
  return `<ellipse cx="${cx}" cy="${cy}" rx="${rx}" ry="${ry}" fill="${fill}"/>`
}

function box(fill: string, x: number, y: number, width: number, height: number): string {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="12" fill="${fill}"/>`
}

function turned(degrees: number, x: number, y: number, shape: string): string {
  return `<g transform="translate(${x} ${y}) rotate(${degrees})">${shape}</g>`
}

const GRAIN = oval('#d9b640', 0, 0, 14, 34)
const WAVE = 'M0 -80 Q40 -40 0 0 T0 85'

/** One drawing per kind of product. */
export const PICTURES: Readonly<Record<PictureKind, Picture>> = {
  bottle: {
    background: '#f6d9b0',
    shapes: [
      box('#7a3e12', 278, 85, 44, 75),
      filled('#a8591c', 'M278 150 Q245 175 245 210 V335 H355 V210 Q355 175 322 150 Z'),
      box('#fff4dd', 245, 235, 110, 60),
    ],
  },
  bulb: {
    background: '#e8dcc8',
    shapes: [
      filled(
        '#cfa5b8',
        'M300 95 Q320 150 380 190 Q420 260 350 305 Q300 330 250 305 Q180 260 220 190 Z',
      ),
      drawn(
        '#8c5a74',
        5,
        'M300 110 V315',
        'M270 165 Q235 240 275 312',
        'M330 165 Q365 240 325 312',
      ),
    ],
  },
  crab: {
    background: '#bfe3ea',
    shapes: [
      drawn('#c24d2c', 14, 'M200 200 L150 150', 'M195 235 L145 255', 'M215 265 L170 310'),
      drawn('#c24d2c', 14, 'M400 200 L450 150', 'M405 235 L455 255', 'M385 265 L430 310'),
      dot('#c24d2c', 150, 140, 26),
      dot('#c24d2c', 450, 140, 26),
      oval('#e0653c', 300, 225, 115, 75),
      dot(INK, 270, 165, 10),
      dot(INK, 330, 165, 10),
    ],
  },
  egg: {
    background: '#f3ead7',
    shapes: [
      oval('#e3b98a', 240, 170, 48, 62),
      oval('#d9a870', 345, 165, 48, 62),
      oval('#efd0a8', 295, 265, 48, 62),
    ],
  },
  fish: {
    background: '#b9dcef',
    shapes: [
      filled('#3d7ea6', 'M380 215 L450 155 V275 Z'),
      oval('#5ba3cc', 290, 215, 125, 70),
      drawn('#3d7ea6', 6, 'M300 150 Q330 215 300 280'),
      dot(INK, 225, 200, 9),
    ],
  },
  fruit: {
    background: '#d9efc9',
    shapes: [
      dot('#d8433b', 255, 235, 75),
      dot('#e8743b', 355, 245, 65),
      drawn('#5b7f3a', 8, 'M265 165 Q290 115 320 105', 'M350 182 Q340 130 320 105'),
      filled('#5b9a3f', 'M320 105 Q370 85 400 115 Q360 140 320 105 Z'),
    ],
  },
  grain: {
    background: '#f4e7b2',
    shapes: [
      drawn('#a8892c', 7, 'M300 330 V110'),
      ...[160, 215, 270].flatMap((y) => [turned(-35, 270, y, GRAIN), turned(35, 330, y, GRAIN)]),
    ],
  },
  jar: {
    background: '#e9cfe0',
    shapes: [
      box('#7d4a6b', 225, 105, 150, 40),
      box('#b3729b', 210, 141, 180, 185),
      box('#fbeef6', 235, 195, 130, 80),
    ],
  },
  leaf: {
    background: '#cdeac0',
    shapes: [
      filled('#4f9d4a', 'M300 335 Q180 240 300 90 Q420 240 300 335 Z'),
      drawn(
        '#2f6b30',
        6,
        'M300 335 V120',
        'M255 200 L300 240 L345 200',
        'M250 245 L300 285 L350 245',
      ),
    ],
  },
  meat: {
    background: '#f4cfc9',
    shapes: [
      box('#c9524a', 190, 140, 220, 150),
      drawn('#f7e3df', 14, 'M190 185 H410', 'M190 215 H410', 'M190 250 H410'),
    ],
  },
  mushroom: {
    background: '#e4e0d5',
    shapes: [
      filled('#efe6d2', 'M265 215 L275 325 H325 L335 215 Z'),
      filled('#c9bba0', 'M180 220 Q200 110 300 110 Q400 110 420 220 Z'),
    ],
  },
  noodle: {
    background: '#f0d2c2',
    shapes: [217, 272, 327, 382].map((x) => turned(0, x, 230, drawn('#a8543a', 16, WAVE))),
  },
  poultry: {
    background: '#f7e2b8',
    shapes: [
      oval('#c98a3b', 310, 245, 100, 70),
      dot('#c98a3b', 225, 165, 42),
      filled('#e3a72f', 'M185 165 L155 178 L188 186 Z'),
      filled('#d23b2f', 'M205 125 Q215 95 230 122 Q245 95 255 130 Z'),
      drawn('#e3a72f', 9, 'M290 312 V345', 'M335 312 V345'),
      dot(INK, 215, 158, 6),
    ],
  },
  shell: {
    background: '#d3e6e4',
    shapes: [
      filled(
        '#e0cfa8',
        'M300 310 Q150 270 175 170 Q230 95 300 110 Q370 95 425 170 Q450 270 300 310 Z',
      ),
      drawn('#a3906c', 6, 'M300 305 V115', 'M295 305 L220 135', 'M305 305 L380 135'),
      drawn('#a3906c', 6, 'M290 300 L180 195', 'M310 300 L420 195'),
    ],
  },
  shrimp: {
    background: '#c4e4e0',
    shapes: [
      drawn('#ee8a62', 54, 'M215 150 Q390 110 390 240 Q385 315 290 310'),
      drawn('#c55f3a', 6, 'M265 115 L275 172', 'M320 120 L312 175', 'M378 165 L335 195'),
      drawn('#c55f3a', 6, 'M415 235 L362 238', 'M395 295 L350 265', 'M210 145 Q150 110 140 190'),
      dot(INK, 222, 145, 7),
    ],
  },
  squid: {
    background: '#d6d3ee',
    shapes: [
      filled('#b98fc9', 'M300 75 Q360 130 350 230 H250 Q240 130 300 75 Z'),
      drawn('#94659f', 11, 'M255 230 Q240 290 260 340', 'M285 230 Q275 295 288 345'),
      drawn('#94659f', 11, 'M315 230 Q325 295 312 345', 'M345 230 Q360 290 340 340'),
      dot(INK, 280, 205, 8),
      dot(INK, 320, 205, 8),
    ],
  },
}
