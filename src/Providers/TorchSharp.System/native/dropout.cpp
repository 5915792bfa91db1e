// Dropout. ATen draws its mask on one thread, one number after another, and keeps it for the way back; here a seed drawn
// from the same generator, whose state a checkpoint holds, stands for the whole mask.
#include "loops.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include <algorithm>
#include <mutex>

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// Values of one seed; fixed, so that the mask does not depend on the number of threads.
constexpr int64_t kChunk = int64_t{1} << 14;

uint64_t draw_seed() {
  auto generator = at::detail::getDefaultCPUGenerator();
  const std::lock_guard<std::mutex> lock(generator.mutex());
  return at::check_generator<at::CPUGeneratorImpl>(generator)->random64();
}

at::Tensor drop(const at::Tensor& x, double p, uint64_t seed) {
  auto result = at::empty_like(x);
  const int64_t count = x.numel(), size = x.element_size();
  const fer::Dropout shape{x.scalar_type() == at::kBFloat16, static_cast<uint32_t>((1 - p) * 4294967296.0),
                           static_cast<float>(1 / (1 - p))};
  const auto* from = static_cast<const char*>(x.data_ptr());
  auto* to = static_cast<char*>(result.data_ptr());
  at::parallel_for(0, (count + kChunk - 1) / kChunk, 1, [&](int64_t begin, int64_t end) {
    for (int64_t chunk = begin; chunk < end; ++chunk) {
      const int64_t first = chunk * kChunk;
      fer::loops().dropout(shape, from + first * size, std::min(kChunk, count - first), seed + chunk, to + first * size);
    }
  });
  return result;
}

struct Dropout : torch::autograd::Function<Dropout> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& x, double p) {
    const auto seed = draw_seed();
    context->saved_data["seed"] = static_cast<int64_t>(seed);
    context->saved_data["p"] = p;
    context->saved_data["strides"] = x.strides().vec();
    return drop(x, p, seed);
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    // The mask follows memory, so the gradient has to lie there as the values did.
    auto dy = gradients[0];
    const auto strides = context->saved_data["strides"].toIntVector();
    if (!dy.strides().equals(strides)) dy = at::empty_strided(dy.sizes(), strides, dy.options()).copy_(dy);
    return {drop(dy, context->saved_data["p"].toDouble(), context->saved_data["seed"].toInt()), {}};
  }
};

at::Tensor dropout(const at::Tensor& x, double p, bool train) {
  const bool fits = train && p > 0 && p < 1 && x.is_cpu() && x.numel() > 0 && x.is_non_overlapping_and_dense() &&
                    (x.scalar_type() == at::kFloat || x.scalar_type() == at::kBFloat16);
  return fits ? Dropout::apply(x, p) : at::dropout(x, p, train);
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(fertrain, library) { library.def("dropout(Tensor x, float p, bool train) -> Tensor", dropout); }
