// The loops of a 3x3 convolution of each channel by itself, stride 1 and one pixel of zeros around the map.
#pragma once
#include <cstdint>
#include <vector>

namespace fer {

// channels_last maps in float32 or bfloat16; sums are float32.
struct Depthwise {
  bool bfloat16;
  int64_t height, width, channels, period;

  int64_t image() const { return height * width * channels; }
  // What the loops need of memory of their own.
  std::vector<float> workspace() const;
};

// `taps` holds for each of the nine places of the kernel, row by row, the channels' weights, repeated over a period.
void depthwise(const Depthwise& shape, const void* x, const float* taps, void* result, float* workspace);

// Adds the gradient of the taps of one image.
void depthwise_taps(const Depthwise& shape, const void* x, const void* dy, float* taps, float* workspace);

}  // namespace fer
