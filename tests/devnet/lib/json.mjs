// JSON as agave writes it: the keys of every object in alphabetical order, u64 as bare integers of
// any size (BigInt), and an f64 always with a point or an exponent (Float).

export class Float {
  constructor(value) {
    this.value = value;
  }

  // Rust's shortest form (ryu): decimal between 1e-5 and 1e16, an exponent beyond.
  toString() {
    const { value } = this;
    if (value !== 0 && (Math.abs(value) >= 1e16 || Math.abs(value) < 1e-5)) {
      return value.toExponential().replace('e+', 'e');
    }
    return Number.isInteger(value) ? `${value}.0` : String(value);
  }
}

export function toJson(value) {
  if (typeof value === 'bigint' || value instanceof Float) return value.toString();
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(toJson).join(',')}]`;
  const members = [];
  for (const key of Object.keys(value).sort()) {
    // As with serde's skip_serializing_if: a field without value is left out.
    if (value[key] !== undefined) members.push(`${JSON.stringify(key)}:${toJson(value[key])}`);
  }
  return `{${members.join(',')}}`;
}
