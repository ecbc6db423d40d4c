/** Colours from little to much, as CSS colours; equal steps look equally far apart. */
export type HeatScale = readonly string[];

const STEPS = 32;
/** Where the middle colour stands between the first and the last. */
const MIDDLE = 0.6;

type Lab = readonly [lightness: number, a: number, b: number];

/**
 * A scale through three colours, each `#rrggbb`, interpolated in OKLab, where equal distances look equal. With colours whose lightness
 * only rises or only falls it reads in shades of grey too.
 */
export function heatScale(low: string, middle: string, high: string): HeatScale {
  const [from, through, to] = [low, middle, high].map(oklabOf) as [Lab, Lab, Lab];
  return Array.from({ length: STEPS }, (_, step) => {
    const part = step / (STEPS - 1);
    const color = part < MIDDLE ? mix(from, through, part / MIDDLE) : mix(through, to, (part - MIDDLE) / (1 - MIDDLE));
    return `oklab(${color.map((number) => number.toFixed(4)).join(" ")})`;
  });
}

/** The colour of an amount; the root lets small ones be seen beside great ones. Undefined for none at all. */
export function heatColor(scale: HeatScale, amount: number, greatest: number): string | undefined {
  if (!(amount > 0) || greatest <= 0) return undefined;
  const part = Math.sqrt(Math.min(1, amount / greatest));
  return scale[Math.round(part * (scale.length - 1))];
}

function mix(from: Lab, to: Lab, part: number): Lab {
  return [0, 1, 2].map((index) => {
    const start = from[index] as number;
    return start + ((to[index] as number) - start) * part;
  }) as unknown as Lab;
}

/** As Björn Ottosson's definition of OKLab, from sRGB. */
function oklabOf(hex: string): Lab {
  const [r, g, b] = [1, 3, 5].map((place) => linear(Number.parseInt(hex.slice(place, place + 2), 16) / 255)) as [
    number,
    number,
    number,
  ];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}
