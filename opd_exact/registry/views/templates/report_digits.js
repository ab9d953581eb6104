// Fewer digits of an enclosure that still encloses. Decimal strings are read as integers times powers of ten, so that nothing
// is rounded unasked.
"use strict";

const LARGEST_EXPONENT = 4000;

function decimal(text) {
  const [, sign, whole, part = "", exponent = "0"] = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/.exec(text);
  const magnitude = BigInt(whole + part);
  return { units: sign ? -magnitude : magnitude, exponent: Number(exponent) - part.length };
}

const abs = (n) => (n < 0n ? -n : n);
const digitsOf = (n) => abs(n).toString().length;
const scaled = (number, exponent) => number.units * 10n ** BigInt(number.exponent - exponent);

// The decimal with units * 10**exponent, in plain notation unless it is very large or small.
function written(units, exponent) {
  const sign = units < 0n ? "-" : "";
  let digits = abs(units).toString();
  const leading = digits.length - 1 + exponent;
  if (units !== 0n && (leading < -5 || exponent > 0)) {
    digits = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits;
    return `${sign}${digits}e${leading}`;
  }
  if (exponent >= 0) return sign + digits;
  digits = digits.padStart(1 - exponent, "0");
  return `${sign}${digits.slice(0, exponent)}.${digits.slice(exponent)}`;
}

// An enclosure [mid ± rad] with at most so many digits, none of them finer than the radius; what rounding moves is added
// to the radius, and the radius is rounded up, so that what is shown encloses what is known.
function shortened(midText, radText, wanted) {
  const full = `${midText} ± ${radText}`;
  const mid = decimal(midText);
  const rad = decimal(radText);
  if ([mid, rad].some((number) => Math.abs(number.exponent) > LARGEST_EXPONENT)) return full;
  let last = mid.units === 0n ? mid.exponent : mid.exponent + digitsOf(mid.units) - wanted;
  if (rad.units !== 0n) last = Math.max(last, rad.exponent + digitsOf(rad.units) - 2);
  if (last <= mid.exponent) return full;
  const unit = 10n ** BigInt(last - mid.exponent);
  const rounded = ((abs(mid.units) + unit / 2n) / unit) * (mid.units < 0n ? -1n : 1n);
  const floor = Math.min(mid.exponent, rad.exponent);
  let radius = abs(scaled(mid, floor) - scaled({ units: rounded, exponent: last }, floor)) + scaled(rad, floor);
  let finest = floor;
  if (digitsOf(radius) > 2) {
    const cut = digitsOf(radius) - 2;
    const step = 10n ** BigInt(cut);
    radius = (radius + step - 1n) / step;
    finest += cut;
  }
  return `${written(rounded, last)} ± ${radius === 0n ? "0" : written(radius, finest)}`;
}
