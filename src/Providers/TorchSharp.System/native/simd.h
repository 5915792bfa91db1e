// Sixteen floats at a time, in the compiler's own vectors: they become whatever registers a machine has.
#pragma once
#include <c10/util/BFloat16.h>

#include <cstdint>
#include <cstring>
#include <numeric>

// One build runs on every x86-64: the loader picks the version for the machine. What such a function calls must be
// inlined into it, or it stays what the oldest machine can run.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define FER_EVERY_MACHINE __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define FER_EVERY_MACHINE
#endif
#define FER_INLINE inline __attribute__((always_inline))

namespace fer {

constexpr int64_t kLanes = 16;

using Floats = float __attribute__((vector_size(64)));
using Words = uint32_t __attribute__((vector_size(64)));
using Halves = uint16_t __attribute__((vector_size(32)));

// V is Floats, or float where fewer than sixteen values are left.
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

// The values of channels_last maps repeat their channels; whole groups of vectors repeat after so many values.
inline int64_t period(int64_t channels, int64_t vectors) { return std::lcm(channels, kLanes * vectors); }

}  // namespace fer
