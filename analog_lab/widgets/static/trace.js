// Frames as they come from Python: one packed buffer, read in place as typed arrays.

const ARRAYS = { f4: Float32Array, u1: Uint8Array, i1: Int8Array, i4: Int32Array, u4: Uint32Array };

// A recorded run, or a live one that grows: `field(name).row(i)` is the array of frame i.
export class Trace {
  constructor(head = {}, bytes = null) {
    this.n = 0;
    this.const = head.const ?? {};
    this.fields = new Map();
    if (head.fields?.length) this.append(head, bytes);
  }

  append(head, bytes) {
    for (const { name, dtype, shape, offset } of head.fields) {
      const part = readArray(bytes, dtype, offset, shape.reduce((a, b) => a * b, 1));
      let field = this.fields.get(name);
      if (!field) this.fields.set(name, (field = new Field(shape.slice(1))));
      field.push(part, this.n, shape[0]);
    }
    this.n += head.n;
  }

  // The run as it is now: a live one goes on without changing what was kept of it.
  frozen() {
    const kept = Object.assign(new Trace(), { n: this.n, const: this.const });
    for (const [name, field] of this.fields) kept.fields.set(name, Object.assign(new Field(field.inner), field));
    return kept;
  }

  has(name) {
    return this.fields.has(name);
  }

  field(name) {
    const field = this.fields.get(name);
    if (!field) throw new Error(`the trace has no field ${name}; it has ${[...this.fields.keys()].join(", ")}`);
    return field;
  }
}

class Field {
  constructor(shape) {
    this.inner = shape;
    this.size = shape.reduce((a, b) => a * b, 1);
    this.store = null;
  }

  // Add `count` frames after the first `n`; room grows by doubling, so that a long run is not copied again and again.
  push(part, n, count) {
    const length = (n + count) * this.size;
    if (!this.store) this.store = part;
    else {
      if (this.store.length < length) {
        const wider = new part.constructor(Math.max(length, 2 * this.store.length));
        wider.set(this.store);
        this.store = wider;
      }
      this.store.set(part, n * this.size);
    }
    this.data = this.store.subarray(0, length);
    this.shape = [n + count, ...this.inner];
  }

  row(i) {
    return this.data.subarray(i * this.size, (i + 1) * this.size);
  }
}

// Read `count` little-endian numbers at `offset` of a DataView (or an array of bytes).
export function readArray(bytes, dtype, offset, count) {
  const Kind = ARRAYS[dtype];
  if (!Kind) throw new Error(`dtype ${dtype} is not one of ${Object.keys(ARRAYS).join(", ")}`);
  const start = bytes.byteOffset + offset, end = start + count * Kind.BYTES_PER_ELEMENT;
  if (end > bytes.byteOffset + bytes.byteLength) throw new Error(`${count} numbers of ${dtype} at ${offset} do not fit in ${bytes.byteLength} bytes`);
  return new Kind(bytes.buffer.slice(start, end));
}
