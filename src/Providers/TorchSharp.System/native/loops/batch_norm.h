// BatchNorm, and ReLU behind it.

template <class T>
struct Moments {
  const Normalization& maps;
  template <class V>
  FER_INLINE void operator()(int64_t i, int64_t place, V& sum, V& squares) const {
    const V x = load<V>(static_cast<const T*>(maps.x) + i) - load<V>(maps.mean + place);
    sum += x;
    squares += x * x;
  }
};

// What comes back through ReLU, whose mask is computed anew.
template <class V, class T>
FER_INLINE V masked(const Normalization& maps, int64_t i, int64_t place, V x) {
  const V y = x * load<V>(maps.scale + place) + load<V>(maps.shift + place);
  return y <= V{} + maps.floor ? V{} : load<V>(static_cast<const T*>(maps.dy) + i);
}

template <class T>
struct Gradients {
  const Normalization& maps;
  template <class V>
  FER_INLINE void operator()(int64_t i, int64_t place, V& sum, V& products) const {
    const V x = load<V>(static_cast<const T*>(maps.x) + i) - load<V>(maps.mean + place);
    const V dy = masked<V, T>(maps, i, place, x);
    sum += dy;
    products += dy * x;
  }
};

template <class Term>
FER_INLINE void add_up(const Term& term, int64_t begin, int64_t end, int64_t period, float* sums) {
  const int64_t tail = end - (end - begin) % period;
  for (int64_t column = 0; column < period; column += kVectors * kLanes) {
    Floats first[kVectors] = {}, second[kVectors] = {};
    for (int64_t i = begin + column; i < tail; i += period)
      for (int64_t v = 0; v < kVectors; ++v) term(i + v * kLanes, column + v * kLanes, first[v], second[v]);
    for (int64_t v = 0; v < kVectors; ++v) {
      store(sums + column + v * kLanes, first[v]);
      store(sums + period + column + v * kLanes, second[v]);
    }
  }
  for (int64_t i = tail; i < end; ++i) term(i, i - tail, sums[i - tail], sums[period + i - tail]);
}

template <class T>
struct Forward {
  const Normalization& maps;
  template <class V>
  FER_INLINE void run(int64_t i, int64_t place) const {
    const V x = load<V>(static_cast<const T*>(maps.x) + i) - load<V>(maps.mean + place);
    const V y = x * load<V>(maps.scale + place) + load<V>(maps.shift + place);
    store(static_cast<T*>(maps.result) + i, y < V{} + maps.floor ? V{} : y);
  }
};

template <class T>
struct Backward {
  const Normalization& maps;
  template <class V>
  FER_INLINE void run(int64_t i, int64_t place) const {
    const V x = load<V>(static_cast<const T*>(maps.x) + i) - load<V>(maps.mean + place);
    const V dy = masked<V, T>(maps, i, place, x);
    store(static_cast<T*>(maps.result) + i,
               dy * load<V>(maps.scale + place) + x * load<V>(maps.slope + place) + load<V>(maps.offset + place));
  }
};

template <class Step>
FER_INLINE void each(const Step& step, int64_t begin, int64_t end, int64_t period) {
  const int64_t tail = end - (end - begin) % period;
  for (int64_t row = begin; row < tail; row += period)
    for (int64_t place = 0; place < period; place += kLanes) step.template run<Floats>(row + place, place);
  for (int64_t i = tail; i < end; ++i) step.template run<float>(i, i - tail);
}


void sum_moments(const Normalization& maps, int64_t begin, int64_t end, float* sums) {
  if (maps.bfloat16) add_up(Moments<c10::BFloat16>{maps}, begin, end, maps.period, sums);
  else add_up(Moments<float>{maps}, begin, end, maps.period, sums);
}

void sum_gradients(const Normalization& maps, int64_t begin, int64_t end, float* sums) {
  if (maps.bfloat16) add_up(Gradients<c10::BFloat16>{maps}, begin, end, maps.period, sums);
  else add_up(Gradients<float>{maps}, begin, end, maps.period, sums);
}

void normalize(const Normalization& maps, int64_t begin, int64_t end) {
  if (maps.bfloat16) each(Forward<c10::BFloat16>{maps}, begin, end, maps.period);
  else each(Forward<float>{maps}, begin, end, maps.period);
}

void normalize_backward(const Normalization& maps, int64_t begin, int64_t end) {
  if (maps.bfloat16) each(Backward<c10::BFloat16>{maps}, begin, end, maps.period);
  else each(Backward<float>{maps}, begin, end, maps.period);
}
