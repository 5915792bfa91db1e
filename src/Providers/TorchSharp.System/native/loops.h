// The inner loops over channels_last maps, float32 or bfloat16; compiled for each level of x86-64, the machine's chosen
// when they are first asked for, so that one build runs everywhere.
#pragma once
#include <cstdint>
#include <numeric>

namespace fer {

constexpr int64_t kLanes = 16;   // floats of a vector
constexpr int64_t kVectors = 4;  // sums in flight at once, so that one need not wait for the one before

// The values of channels_last maps repeat their channels; whole groups of vectors repeat after so many values.
inline int64_t period_of(int64_t channels, int64_t vectors) { return std::lcm(channels, kLanes * vectors); }

// Maps seen as values of which every `period`-th is of the same channel; the values of a channel stand repeated in
// arrays as long as a period. ReLU follows where `floor` is 0 and does not where it is -infinity.
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

// A 3x3 convolution of each channel by itself, stride 1 and one pixel of zeros around the map. Its taps are, for each of
// the nine places of the kernel, row by row, the weights of the channels, repeated over a period.
struct Depthwise {
  bool bfloat16;
  int64_t height, width, channels, period;

  int64_t image() const { return height * width * channels; }
  int64_t workspace() const { return 3 * (width + 2) * channels; }
};

struct MaxPool {
  bool bfloat16;
  int64_t channels, height, width, out_height, out_width, kernel, stride, padding;

  int64_t input() const { return height * width * channels; }
  int64_t output() const { return out_height * out_width * channels; }
};

struct Dropout {
  bool bfloat16;
  uint32_t limit;  // a random word below it keeps a value
  float scale;     // of what is kept
};

struct Loops {
  // Each adds up two values a place of the period, from begin to end: first[period], second[period].
  void (*sum_moments)(const Normalization& maps, int64_t begin, int64_t end, float* sums);
  void (*sum_gradients)(const Normalization& maps, int64_t begin, int64_t end, float* sums);
  // Each writes begin to end of the result.
  void (*normalize)(const Normalization& maps, int64_t begin, int64_t end);
  void (*normalize_backward)(const Normalization& maps, int64_t begin, int64_t end);

  // One image. The second adds to the gradient of the taps.
  void (*depthwise)(const Depthwise& shape, const void* x, const float* taps, void* result, float* workspace);
  void (*depthwise_taps)(const Depthwise& shape, const void* x, const void* dy, float* taps, float* workspace);

  // One image. A tap is the place of a maximum in its window, counted row by row.
  void (*max_pool)(const MaxPool& shape, const void* x, void* result, uint8_t* taps);
  void (*max_pool_backward)(const MaxPool& shape, const void* dy, const uint8_t* taps, void* dx);

  // `count` values under the mask of a seed.
  void (*dropout)(const Dropout& shape, const void* x, int64_t count, uint64_t seed, void* result);
};

const Loops& loops();

}  // namespace fer
