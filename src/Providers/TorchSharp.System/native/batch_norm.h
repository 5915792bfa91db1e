// The loops of BatchNorm over channels_last maps, float32 or bfloat16, with float32 statistics.
#pragma once
#include <cstdint>

namespace fer {

// Maps seen as `count` values of which every `period`-th is of the same channel; the values of a channel stand
// repeated in arrays as long as a period. ReLU follows where `floor` is 0 and does not where it is -infinity.
struct Normalization {
  const void* x;
  const void* dy;
  void* result;
  bool bfloat16;
  int64_t period;
  float floor;
  const float* mean;
  const float* scale;
  const float* shift;
  const float* slope;  // of the gradient over x - mean
  const float* offset;
};

// Each adds up two values a place of the period: first[period], second[period].
void sum_moments(const Normalization& maps, int64_t begin, int64_t end, float* sums);
void sum_gradients(const Normalization& maps, int64_t begin, int64_t end, float* sums);

// Each writes begin to end of the result.
void normalize(const Normalization& maps, int64_t begin, int64_t end);
void normalize_backward(const Normalization& maps, int64_t begin, int64_t end);

}  // namespace fer
