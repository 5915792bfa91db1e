// Sixteen floats at a time, in the compiler's own vectors: they become whatever registers a machine has.

using Floats = float __attribute__((vector_size(64)));
using Words = uint32_t __attribute__((vector_size(64)));
using Halves = uint16_t __attribute__((vector_size(32)));

// The bits of V, which is Floats, or float where fewer than sixteen values are left.
template <class V>
using Bits = std::conditional_t<std::is_same_v<V, float>, uint32_t, Words>;

template <class To, class From>
FER_INLINE To bit_cast(From value) {
  static_assert(sizeof(To) == sizeof(From));
  To result;
  std::memcpy(&result, &value, sizeof result);
  return result;
}

template <class V, class T>
FER_INLINE V load(const T* from) {
  if constexpr (std::is_same_v<V, float>) {
    return *from;
  } else if constexpr (std::is_same_v<T, float>) {
    Floats value;
    std::memcpy(&value, from, sizeof value);
    return value;
  } else {
    Halves bits;
    std::memcpy(&bits, from, sizeof bits);
    return reinterpret_cast<Floats>(__builtin_convertvector(bits, Words) << 16);
  }
}

// To bfloat16 it rounds to the nearest, ties to even; a NaN stays one.
template <class V, class T>
FER_INLINE void store(T* to, V value) {
  if constexpr (std::is_same_v<V, float>) {
    *to = value;
  } else if constexpr (std::is_same_v<T, float>) {
    std::memcpy(to, &value, sizeof value);
  } else {
    const Words words = reinterpret_cast<Words>(value);
    const Words rounded = (words + 0x7FFF + ((words >> 16) & 1)) >> 16;
    const Halves bits = __builtin_convertvector(value == value ? rounded : (words >> 16) | 0x40, Halves);
    std::memcpy(to, &bits, sizeof bits);
  }
}
