/**
 * Sorts as Go's `sort.Slice` does (pattern-defeating quicksort, Go 1.19 and later): not stable, but always the same. Karpenter
 * orders its open claims with it, so which of two equally full claims takes a pod is decided here. Used to give the same plan.
 */
export function patternDefeatingSort(items: Int32Array, size: number, less: Less): void {
  new Sorter(items, less).sort(0, size, 32 - Math.clz32(size));
}

/** Whether the places that the sort samples for its pivot are in order: it then tries to shift single items before it partitions. */
export function isAscendingToPivot(items: Int32Array, size: number, less: Less): boolean {
  const quarter = Math.floor(size / 4);
  const [i, j, k] = [quarter, quarter * 2, quarter * 3];
  const inOrder = (a: number, b: number) => !less(items[b]!, items[a]!);
  const around = (place: number) => inOrder(place - 1, place) && inOrder(place, place + 1) && inOrder(place - 1, place);
  return around(i) && around(j) && around(k) && inOrder(i, j) && inOrder(j, k);
}

type Less = (a: number, b: number) => boolean;

const SHORT = 12;
const SHORTEST_NINTHER = 50;
const SHORTEST_SHIFTING = 50;
const MOST_SWAPS = 12;
const MOST_STEPS = 5;

class Sorter {
  readonly #items: Int32Array;
  readonly #lessValue: Less;
  #swaps = 0;

  constructor(items: Int32Array, less: Less) {
    this.#items = items;
    this.#lessValue = less;
  }

  sort(from: number, to: number, limit: number): void {
    let wasBalanced = true;
    let wasPartitioned = true;
    for (;;) {
      const length = to - from;
      if (length <= SHORT) return this.#insertionSort(from, to);
      if (limit === 0) return this.#heapSort(from, to);
      if (!wasBalanced) {
        this.#breakPatterns(from, to);
        limit--;
      }
      let pivot = this.#choosePivot(from, to);
      let isIncreasing = this.#swaps === 0;
      if (this.#swaps === MOST_SWAPS) {
        this.#reverse(from, to);
        pivot = to - 1 - (pivot - from);
        isIncreasing = true;
      }
      if (wasBalanced && wasPartitioned && isIncreasing && this.#partialInsertionSort(from, to)) return;
      if (from > 0 && !this.#less(from - 1, pivot)) {
        from = this.#partitionEqual(from, to, pivot);
        continue;
      }
      const [middle, alreadyPartitioned] = this.#partition(from, to, pivot);
      wasPartitioned = alreadyPartitioned;
      const left = middle - from;
      const right = to - middle;
      const threshold = Math.floor(length / 8);
      if (left < right) {
        wasBalanced = left >= threshold;
        this.sort(from, middle, limit);
        from = middle + 1;
      } else {
        wasBalanced = right >= threshold;
        this.sort(middle + 1, to, limit);
        to = middle;
      }
    }
  }

  #less(a: number, b: number): boolean {
    return this.#lessValue(this.#items[a]!, this.#items[b]!);
  }

  #swap(a: number, b: number): void {
    const item = this.#items[a]!;
    this.#items[a] = this.#items[b]!;
    this.#items[b] = item;
  }

  #insertionSort(from: number, to: number): void {
    for (let i = from + 1; i < to; i++) for (let j = i; j > from && this.#less(j, j - 1); j--) this.#swap(j, j - 1);
  }

  #heapSort(from: number, to: number): void {
    const sift = (low: number, high: number) => {
      let root = low;
      for (;;) {
        let child = 2 * root + 1;
        if (child >= high) return;
        if (child + 1 < high && this.#less(from + child, from + child + 1)) child++;
        if (!this.#less(from + root, from + child)) return;
        this.#swap(from + root, from + child);
        root = child;
      }
    };
    const length = to - from;
    for (let i = Math.floor((length - 1) / 2); i >= 0; i--) sift(i, length);
    for (let i = length - 1; i >= 0; i--) {
      this.#swap(from, from + i);
      sift(0, i);
    }
  }

  #partition(from: number, to: number, pivot: number): readonly [middle: number, alreadyPartitioned: boolean] {
    this.#swap(from, pivot);
    let i = from + 1;
    let j = to - 1;
    const narrow = () => {
      while (i <= j && this.#less(i, from)) i++;
      while (i <= j && !this.#less(j, from)) j--;
    };
    narrow();
    if (i > j) {
      this.#swap(j, from);
      return [j, true];
    }
    while (i <= j) {
      this.#swap(i++, j--);
      narrow();
    }
    this.#swap(j, from);
    return [j, false];
  }

  #partitionEqual(from: number, to: number, pivot: number): number {
    this.#swap(from, pivot);
    let i = from + 1;
    let j = to - 1;
    for (;;) {
      while (i <= j && !this.#less(from, i)) i++;
      while (i <= j && this.#less(from, j)) j--;
      if (i > j) return i;
      this.#swap(i++, j--);
    }
  }

  #partialInsertionSort(from: number, to: number): boolean {
    let i = from + 1;
    for (let step = 0; step < MOST_STEPS; step++) {
      while (i < to && !this.#less(i, i - 1)) i++;
      if (i === to) return true;
      if (to - from < SHORTEST_SHIFTING) return false;
      this.#swap(i, i - 1);
      if (i - from >= 2) for (let j = i - 1; j >= 1 && this.#less(j, j - 1); j--) this.#swap(j, j - 1);
      if (to - i >= 2) for (let j = i + 1; j < to && this.#less(j, j - 1); j++) this.#swap(j, j - 1);
    }
    return false;
  }

  #breakPatterns(from: number, to: number): void {
    const length = to - from;
    let random = BigInt(length);
    const modulus = 2 ** (32 - Math.clz32(length));
    const index = from + Math.floor(length / 4) * 2 - 1;
    for (let i = 0; i < 3; i++) {
      random ^= BigInt.asUintN(64, random << 13n);
      random ^= random >> 7n;
      random = BigInt.asUintN(64, random ^ (random << 17n));
      let other = Number(random & BigInt(modulus - 1));
      if (other >= length) other -= length;
      this.#swap(index + i, from + other);
    }
  }

  #choosePivot(from: number, to: number): number {
    this.#swaps = 0;
    const length = to - from;
    const quarter = Math.floor(length / 4);
    let [i, j, k] = [from + quarter, from + quarter * 2, from + quarter * 3];
    if (length >= SHORTEST_NINTHER) {
      i = this.#median(i - 1, i, i + 1);
      j = this.#median(j - 1, j, j + 1);
      k = this.#median(k - 1, k, k + 1);
    }
    return this.#median(i, j, k);
  }

  #median(a: number, b: number, c: number): number {
    [a, b] = this.#ordered(a, b);
    [b, c] = this.#ordered(b, c);
    [a, b] = this.#ordered(a, b);
    return b;
  }

  #ordered(a: number, b: number): [number, number] {
    if (!this.#less(b, a)) return [a, b];
    this.#swaps++;
    return [b, a];
  }

  #reverse(from: number, to: number): void {
    for (let i = from, j = to - 1; i < j; i++, j--) this.#swap(i, j);
  }
}
