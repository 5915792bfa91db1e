// Dropout.

// Sixteen generators side by side: xoshiro128++ (Blackman and Vigna, 2021), seeded as they advise by splitmix64.
class Random {
 public:
  FER_INLINE explicit Random(uint64_t seed) {
    for (int64_t lane = 0; lane < kLanes; ++lane) {
      const uint64_t low = split(seed), high = split(seed);
      a_[lane] = static_cast<uint32_t>(low);
      b_[lane] = static_cast<uint32_t>(low >> 32);
      c_[lane] = static_cast<uint32_t>(high);
      d_[lane] = static_cast<uint32_t>(high >> 32);
    }
  }

  FER_INLINE Words next() {
    const Words sum = a_ + d_;
    const Words result = ((sum << 7) | (sum >> 25)) + a_;
    const Words shifted = b_ << 9;
    c_ ^= a_;
    d_ ^= b_;
    b_ ^= c_;
    a_ ^= d_;
    c_ ^= shifted;
    d_ = (d_ << 11) | (d_ >> 21);
    return result;
  }

 private:
  FER_INLINE static uint64_t split(uint64_t& state) {
    uint64_t z = state += 0x9E3779B97F4A7C15;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
  }

  Words a_, b_, c_, d_;
};

template <class T>
FER_INLINE void drop(const Dropout& shape, const T* x, int64_t count, uint64_t seed, T* result) {
  constexpr Words none{};
  const Floats scale = Floats{} + shape.scale;
  Random random(seed);
  for (int64_t i = 0; i < count; i += kLanes) {
    const Words kept = random.next() < none + shape.limit ? ~none : none;
    const Floats factors = bit_cast<Floats>(kept & bit_cast<Words>(scale));
    if (i + kLanes <= count) {
      store(result + i, load<Floats>(x + i) * factors);
    } else {
      for (int64_t j = i; j < count; ++j) result[j] = x[j] * factors[j - i];
    }
  }
}

void dropout(const Dropout& shape, const void* x, int64_t count, uint64_t seed, void* result) {
  if (shape.bfloat16) drop(shape, static_cast<const c10::BFloat16*>(x), count, seed, static_cast<c10::BFloat16*>(result));
  else drop(shape, static_cast<const float*>(x), count, seed, static_cast<float*>(result));
}
