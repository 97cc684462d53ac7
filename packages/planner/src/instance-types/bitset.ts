/** Sets of small whole numbers as 32-bit words. All sets of one universe have the same number of words. */
export type Bitset = Uint32Array;

export function emptyBits(size: number): Bitset {
  return new Uint32Array((size + 31) >>> 5);
}

export function setBit(bits: Bitset, index: number): void {
  bits[index >>> 5]! |= 1 << (index & 31);
}

export function hasBit(bits: Bitset, index: number): boolean {
  return (bits[index >>> 5]! & (1 << (index & 31))) !== 0;
}

/** Narrows the first set to what is in both. */
export function keepCommon(bits: Bitset, other: Bitset): void {
  for (let word = 0; word < bits.length; word++) bits[word]! &= other[word]!;
}

export function addAll(bits: Bitset, other: Bitset): void {
  for (let word = 0; word < bits.length; word++) bits[word]! |= other[word]!;
}

export function isEmpty(bits: Bitset): boolean {
  for (const word of bits) if (word !== 0) return false;
  return true;
}

/** Members in ascending order. */
export function membersOf(bits: Bitset): number[] {
  const members: number[] = [];
  for (let word = 0; word < bits.length; word++) {
    let rest = bits[word]!;
    while (rest !== 0) {
      const lowest = rest & -rest;
      members.push((word << 5) + 31 - Math.clz32(lowest));
      rest ^= lowest;
    }
  }
  return members;
}

/** The same text for the same set: a key for maps. */
export function bitsKey(bits: Bitset): string {
  return String.fromCharCode(...new Uint16Array(bits.buffer, bits.byteOffset, bits.length * 2));
}
