// A film as an animated GIF: one palette of 252 colours for all frames, packed by LZW as in GIF89a.

// A palette that holds the frequent colours of a picture: 15 bits a colour, the commonest ones first.
export function paletteOf(pixels, most = 252) {
  const seen = new Map();
  for (let k = 0; k < pixels.length; k += 4) {
    const key = ((pixels[k] >> 3) << 10) | ((pixels[k + 1] >> 3) << 5) | (pixels[k + 2] >> 3), held = seen.get(key);
    if (held) {
      held[0] += 1;
    } else seen.set(key, [1, pixels[k], pixels[k + 1], pixels[k + 2]]);
  }
  return [...seen.values()].sort((a, b) => b[0] - a[0]).slice(0, most).map(([, r, g, b]) => [r, g, b]);
}

// A function from a colour to the nearest of the palette, which remembers what it has been asked.
export function nearestIn(palette) {
  const known = new Int16Array(1 << 15).fill(-1);
  return (r, g, b) => {
    const key = ((r >> 3) << 10) | ((g >> 3) << 5) | (b >> 3);
    if (known[key] >= 0) return known[key];
    let best = 0, least = Infinity;
    palette.forEach(([x, y, z], k) => {
      const off = (x - r) ** 2 + (y - g) ** 2 + (z - b) ** 2;
      if (off < least) [least, best] = [off, k];
    });
    return (known[key] = best);
  };
}

// Codes of LZW with 8 bits a pixel, in blocks of up to 255 bytes.
export function lzw(indices) {
  const CLEAR = 256, END = 257, out = [];
  let table = new Map(), next = 258, size = 9, held = 0, bits = 0;
  const put = (code) => {
    held |= code << bits;
    bits += size;
    while (bits >= 8) {
      out.push(held & 255);
      held >>>= 8;
      bits -= 8;
    }
  };
  put(CLEAR);
  let prefix = indices[0];
  for (let k = 1; k < indices.length; k++) {
    const key = (prefix << 8) | indices[k], found = table.get(key);
    if (found !== undefined) {
      prefix = found;
      continue;
    }
    put(prefix);
    if (next < 4096) {
      table.set(key, next++);
      if (next > 1 << size && size < 12) size += 1;
    } else {
      put(CLEAR);
      table = new Map();
      [next, size] = [258, 9];
    }
    prefix = indices[k];
  }
  put(prefix);
  put(END);
  if (bits) out.push(held & 255);
  const blocks = [];
  for (let k = 0; k < out.length; k += 255) blocks.push(Math.min(255, out.length - k), ...out.slice(k, k + 255));
  return [8, ...blocks, 0];
}

// `frames` are ImageData of one size; `delay` in hundredths of a second.
export function makeGif(width, height, delay) {
  const chunks = [];
  let palette = null, nearest = null;
  const word = (v) => [v & 255, v >> 8];
  return {
    add(pixels) {
      if (!palette) {
        palette = paletteOf(pixels);
        nearest = nearestIn(palette);
        const table = Array.from({ length: 256 }, (_, k) => palette[k] ?? [0, 0, 0]).flat();
        chunks.push(new Uint8Array([...new TextEncoder().encode("GIF89a"), ...word(width), ...word(height), 0xf7, 0, 0, ...table, 0x21, 0xff, 11, ...new TextEncoder().encode("NETSCAPE2.0"), 3, 1, 0, 0, 0]));
      }
      const indices = new Uint8Array(width * height);
      for (let k = 0; k < indices.length; k++) indices[k] = nearest(pixels[4 * k], pixels[4 * k + 1], pixels[4 * k + 2]);
      chunks.push(new Uint8Array([0x21, 0xf9, 4, 4, ...word(delay), 0, 0, 0x2c, 0, 0, 0, 0, ...word(width), ...word(height), 0, ...lzw(indices)]));
    },
    blob: () => new Blob([...chunks, new Uint8Array([0x3b])], { type: "image/gif" }),
  };
}
