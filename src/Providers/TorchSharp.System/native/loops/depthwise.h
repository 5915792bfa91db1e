// A 3x3 convolution of each channel by itself, stride 1 and one pixel of zeros around the map.

constexpr int64_t kSide = 3, kTaps = 9;

// The three rows around the one at hand, in float32 and with a zero pixel at either end.
template <class T>
class Rows {
 public:
  FER_INLINE Rows(const Depthwise& shape, const void* map, float* workspace)
      : row_(shape.width * shape.channels), stride_(row_ + 2 * shape.channels), channels_(shape.channels),
        height_(shape.height), map_(static_cast<const T*>(map)), workspace_(workspace) {
    std::memset(workspace, 0, kSide * stride_ * sizeof(float));
    read(0);
  }

  // Row y - 1 + dy from the pixel left of the map on, once read(y + 1) has been called.
  FER_INLINE const float* at(int64_t y, int64_t dy) const { return workspace_ + (y + dy) % kSide * stride_; }

  FER_INLINE void read(int64_t y) const {
    float* to = workspace_ + (y + 1) % kSide * stride_ + channels_;
    if (y >= height_) {
      std::memset(to, 0, row_ * sizeof(float));
      return;
    }
    const T* from = map_ + y * row_;
    int64_t i = 0;
    for (; i + kLanes <= row_; i += kLanes) store(to + i, load<Floats>(from + i));
    for (; i < row_; ++i) to[i] = from[i];
  }

 private:
  int64_t row_, stride_, channels_, height_;
  const T* map_;
  float* workspace_;
};

template <class V>
FER_INLINE V weighted(const float* const* rows, const V* taps, int64_t i, int64_t channels) {
  V sum{};
  for (int64_t dy = 0; dy < kSide; ++dy)
    for (int64_t dx = 0; dx < kSide; ++dx) sum += load<V>(rows[dy] + i + dx * channels) * taps[dy * kSide + dx];
  return sum;
}

template <class V>
FER_INLINE void fetch(const float* taps, int64_t place, int64_t period, V* values) {
  for (int64_t tap = 0; tap < kTaps; ++tap) values[tap] = load<V>(taps + tap * period + place);
}

template <class T>
FER_INLINE void convolve(const Depthwise& shape, const void* x, const float* taps, T* result, float* workspace) {
  const Rows<T> window(shape, x, workspace);
  const int64_t row = shape.width * shape.channels, whole = row - row % kLanes;
  for (int64_t y = 0; y < shape.height; ++y, result += row) {
    window.read(y + 1);
    const float* rows[] = {window.at(y, 0), window.at(y, 1), window.at(y, 2)};
    for (int64_t place = 0; place < shape.period; place += kLanes) {
      Floats weights[kTaps];
      fetch(taps, place, shape.period, weights);
      for (int64_t i = place; i < whole; i += shape.period)
        store(result + i, weighted(rows, weights, i, shape.channels));
    }
    for (int64_t i = whole; i < row; ++i) {
      float weights[kTaps];
      fetch(taps, i % shape.period, shape.period, weights);
      store(result + i, weighted(rows, weights, i, shape.channels));
    }
  }
}

template <class V>
FER_INLINE void add_products(const float* const* rows, V dy, V* sums, int64_t i, int64_t channels) {
  for (int64_t y = 0; y < kSide; ++y)
    for (int64_t x = 0; x < kSide; ++x) sums[y * kSide + x] += load<V>(rows[y] + i + x * channels) * dy;
}

template <class V>
FER_INLINE void put(float* taps, int64_t place, int64_t period, const V* values) {
  for (int64_t tap = 0; tap < kTaps; ++tap) store(taps + tap * period + place, values[tap]);
}

template <class T>
FER_INLINE void correlate(const Depthwise& shape, const void* x, const T* dy, float* taps, float* workspace) {
  const Rows<T> window(shape, x, workspace);
  const int64_t row = shape.width * shape.channels, whole = row - row % kLanes;
  for (int64_t y = 0; y < shape.height; ++y, dy += row) {
    window.read(y + 1);
    const float* rows[] = {window.at(y, 0), window.at(y, 1), window.at(y, 2)};
    for (int64_t place = 0; place < shape.period; place += kLanes) {
      Floats sums[kTaps];
      fetch(taps, place, shape.period, sums);
      for (int64_t i = place; i < whole; i += shape.period) add_products(rows, load<Floats>(dy + i), sums, i, shape.channels);
      put(taps, place, shape.period, sums);
    }
    for (int64_t i = whole; i < row; ++i) {
      float sums[kTaps];
      fetch(taps, i % shape.period, shape.period, sums);
      add_products(rows, load<float>(dy + i), sums, i, shape.channels);
      put(taps, i % shape.period, shape.period, sums);
    }
  }
}


void depthwise(const Depthwise& shape, const void* x, const float* taps, void* result,
                                      float* workspace) {
  if (shape.bfloat16) convolve(shape, x, taps, static_cast<c10::BFloat16*>(result), workspace);
  else convolve(shape, x, taps, static_cast<float*>(result), workspace);
}

void depthwise_taps(const Depthwise& shape, const void* x, const void* dy, float* taps,
                                           float* workspace) {
  if (shape.bfloat16) correlate(shape, x, static_cast<const c10::BFloat16*>(dy), taps, workspace);
  else correlate(shape, x, static_cast<const float*>(dy), taps, workspace);
}
