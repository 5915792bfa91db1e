// Max pooling.

using Bytes = uint8_t __attribute__((vector_size(16)));

// The bits of `yes` where the mask is all ones, of `no` where it is all zeros. Masks are made and used bit by bit:
// GCC 12 takes a comparison that is used twice apart into single values.
template <class B>
FER_INLINE B choose(B mask, B yes, B no) {
  return (mask & yes) | (~mask & no);
}

template <class V>
FER_INLINE Bits<V> load_taps(const uint8_t* from) {
  if constexpr (std::is_same_v<V, float>) {
    return *from;
  } else {
    Bytes bytes;
    std::memcpy(&bytes, from, sizeof bytes);
    return __builtin_convertvector(__builtin_convertvector(bytes, Halves), Words);
  }
}

template <class B>
FER_INLINE void store_taps(uint8_t* to, B taps) {
  if constexpr (std::is_same_v<B, uint32_t>) {
    *to = static_cast<uint8_t>(taps);
  } else {
    const auto bytes = __builtin_convertvector(__builtin_convertvector(taps, Halves), Bytes);
    std::memcpy(to, &bytes, sizeof bytes);
  }
}

// Part of the map that a window or a pixel sees: first to last, both within [0, size).
struct Range {
  int64_t first, last;
};

FER_INLINE Range window(const MaxPool& shape, int64_t out, int64_t size) {
  const int64_t start = out * shape.stride - shape.padding;
  return {std::max<int64_t>(start, 0), std::min(start + shape.kernel, size) - 1};
}

// The windows that hold a pixel.
FER_INLINE Range windows(const MaxPool& shape, int64_t in, int64_t size) {
  const int64_t place = in + shape.padding;
  return {place < shape.kernel ? 0 : (place - shape.kernel) / shape.stride + 1, std::min(place / shape.stride, size - 1)};
}

// The place of a pixel in a window, counted row by row.
FER_INLINE int64_t tap(const MaxPool& shape, int64_t out_y, int64_t out_x, int64_t y, int64_t x) {
  return (y - out_y * shape.stride + shape.padding) * shape.kernel + x - out_x * shape.stride + shape.padding;
}

template <class V, class T>
FER_INLINE void highest(const MaxPool& shape, const T* x, Range rows, Range columns, int64_t first, T* result, uint8_t* taps) {
  constexpr Bits<V> none{};
  V best = V{} - std::numeric_limits<float>::infinity();
  Bits<V> places = none + static_cast<uint32_t>(first + rows.first * shape.kernel + columns.first);
  for (int64_t row = rows.first; row <= rows.last; ++row) {
    for (int64_t column = columns.first; column <= columns.last; ++column) {
      const V value = load<V>(x + (row * shape.width + column) * shape.channels);
      const Bits<V> higher = (value > best ? ~none : none) | (value == value ? none : ~none);  // a NaN wins
      places = choose(higher, none + static_cast<uint32_t>(first + row * shape.kernel + column), places);
      best = bit_cast<V>(choose(higher, bit_cast<Bits<V>>(value), bit_cast<Bits<V>>(best)));
    }
  }
  store(result, best);
  store_taps(taps, places);
}

template <class V, class T>
FER_INLINE void gather(const MaxPool& shape, const T* dy, const uint8_t* taps, Range rows, Range columns, int64_t place, T* dx) {
  constexpr Bits<V> none{};
  V sum{};
  for (int64_t row = rows.first; row <= rows.last; ++row) {
    for (int64_t column = columns.first; column <= columns.last; ++column) {
      const int64_t at = (row * shape.out_width + column) * shape.channels;
      const auto tap = static_cast<uint32_t>(place - shape.stride * (row * shape.kernel + column));
      const Bits<V> won = load_taps<V>(taps + at) == none + tap ? ~none : none;
      sum += bit_cast<V>(won & bit_cast<Bits<V>>(load<V>(dy + at)));
    }
  }
  store(dx, sum);
}

template <class T>
FER_INLINE void pool(const MaxPool& shape, const T* x, T* result, uint8_t* taps) {
  for (int64_t y = 0; y < shape.out_height; ++y) {
    const Range rows = window(shape, y, shape.height);
    for (int64_t column = 0; column < shape.out_width; ++column, result += shape.channels, taps += shape.channels) {
      const Range columns = window(shape, column, shape.width);
      const int64_t first = tap(shape, y, column, 0, 0);
      int64_t c = 0;
      for (; c + kLanes <= shape.channels; c += kLanes)
        highest<Floats>(shape, x + c, rows, columns, first, result + c, taps + c);
      for (; c < shape.channels; ++c) highest<float>(shape, x + c, rows, columns, first, result + c, taps + c);
    }
  }
}

template <class T>
FER_INLINE void unpool(const MaxPool& shape, const T* dy, const uint8_t* taps, T* dx) {
  for (int64_t y = 0; y < shape.height; ++y) {
    const Range rows = windows(shape, y, shape.out_height);
    for (int64_t x = 0; x < shape.width; ++x, dx += shape.channels) {
      const Range columns = windows(shape, x, shape.out_width);
      const int64_t place = tap(shape, 0, 0, y, x);
      int64_t c = 0;
      for (; c + kLanes <= shape.channels; c += kLanes)
        gather<Floats>(shape, dy + c, taps + c, rows, columns, place, dx + c);
      for (; c < shape.channels; ++c) gather<float>(shape, dy + c, taps + c, rows, columns, place, dx + c);
    }
  }
}


void max_pool(const MaxPool& shape, const void* x, void* result, uint8_t* taps) {
  if (shape.bfloat16) pool(shape, static_cast<const c10::BFloat16*>(x), static_cast<c10::BFloat16*>(result), taps);
  else pool(shape, static_cast<const float*>(x), static_cast<float*>(result), taps);
}

void max_pool_backward(const MaxPool& shape, const void* dy, const uint8_t* taps, void* dx) {
  if (shape.bfloat16) unpool(shape, static_cast<const c10::BFloat16*>(dy), taps, static_cast<c10::BFloat16*>(dx));
  else unpool(shape, static_cast<const float*>(dy), taps, static_cast<float*>(dx));
}
