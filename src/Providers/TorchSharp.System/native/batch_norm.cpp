// BatchNorm of a training step, and the ReLU that follows it where there is one. ATen's own reads and writes the maps
// more often, and its ReLU writes a gradient of its own; here the mask is computed anew from what is read anyway.
#include "loops.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include <cmath>
#include <limits>
#include <vector>

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// Sums of float32 stay exact enough over so many values; and they do not depend on the number of threads.
constexpr int64_t kChunk = int64_t{1} << 14;

class Channels {
 public:
  explicit Channels(const at::Tensor& maps)
      : count(maps.numel()), channels(maps.size(1)), period(fer::period_of(channels, fer::kVectors)) {
    chunk_ = std::max<int64_t>(kChunk / period, 1) * period;
  }

  // A channel's value at every place of the period.
  template <class Value>
  at::Tensor repeat(Value value) const {
    auto result = at::empty({period});
    auto* places = result.data_ptr<float>();
    for (int64_t i = 0; i < period; ++i) places[i] = static_cast<float>(value(i % channels));
    return result;
  }

  template <class Body>
  void in_parallel(const Body& body) const {
    at::parallel_for(0, chunks(), 1, [&](int64_t first, int64_t last) {
      for (int64_t chunk = first; chunk < last; ++chunk) body(chunk, chunk * chunk_, std::min((chunk + 1) * chunk_, count));
    });
  }

  // Both sums of every channel.
  template <class Sum>
  std::vector<double> add_up(const Sum& sum) const {
    std::vector<float> parts(chunks() * 2 * period);
    in_parallel([&](int64_t chunk, int64_t begin, int64_t end) { sum(begin, end, &parts[chunk * 2 * period]); });
    std::vector<double> totals(2 * channels);
    for (size_t i = 0; i < parts.size(); ++i) {
      const int64_t place = i % (2 * period);
      totals[place < period ? place % channels : channels + (place - period) % channels] += parts[i];
    }
    return totals;
  }

  const int64_t count, channels, period;

 private:
  int64_t chunks() const { return (count + chunk_ - 1) / chunk_; }

  int64_t chunk_;
};

fer::Normalization over(const at::Tensor& x, const at::Tensor& result, const Channels& places, bool relu) {
  fer::Normalization maps{};
  maps.x = x.data_ptr();
  maps.result = result.defined() ? result.data_ptr() : nullptr;
  maps.bfloat16 = x.scalar_type() == at::kBFloat16;
  maps.period = places.period;
  maps.floor = relu ? 0 : -std::numeric_limits<float>::infinity();
  return maps;
}

void update(const c10::optional<at::Tensor>& running, double momentum, const std::vector<double>& values) {
  if (!running) return;
  auto* kept = running->data_ptr<float>();
  for (size_t c = 0; c < values.size(); ++c) kept[c] = static_cast<float>((1 - momentum) * kept[c] + momentum * values[c]);
}

struct BatchNorm : torch::autograd::Function<BatchNorm> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias,
                            const c10::optional<at::Tensor>& running_mean,
                            const c10::optional<at::Tensor>& running_var, double momentum, double eps, bool relu) {
    const Channels places(x);
    const auto result = at::empty_like(x, at::MemoryFormat::ChannelsLast);
    auto maps = over(x, result, places, relu);
    // Moments around a value of each channel: around 0 the variance of a narrow channel far from it would be noise.
    const auto first = x.select(0, 0).select(1, 0).select(1, 0).to(at::kFloat);
    const auto* pivot = first.data_ptr<float>();
    const auto pivots = places.repeat([&](int64_t c) { return pivot[c]; });
    maps.mean = pivots.data_ptr<float>();
    const auto sums = places.add_up([&](int64_t begin, int64_t end, float* part) { fer::loops().sum_moments(maps, begin, end, part); });

    const double size = static_cast<double>(places.count / places.channels);
    std::vector<double> mean(places.channels), unbiased(places.channels), inverse(places.channels);
    for (int64_t c = 0; c < places.channels; ++c) {
      const double shift = sums[c] / size;
      const double squares = std::max(sums[places.channels + c] - shift * sums[c], 0.0);
      mean[c] = pivot[c] + shift;
      unbiased[c] = squares / (size - 1);
      inverse[c] = 1 / std::sqrt(squares / size + eps);
    }
    update(running_mean, momentum, mean);
    update(running_var, momentum, unbiased);

    const auto* gain = weight.data_ptr<float>();
    const auto* offset = bias.data_ptr<float>();
    const auto means = places.repeat([&](int64_t c) { return mean[c]; });
    const auto scales = places.repeat([&](int64_t c) { return gain[c] * inverse[c]; });
    const auto shifts = places.repeat([&](int64_t c) { return offset[c]; });
    maps.mean = means.data_ptr<float>();
    maps.scale = scales.data_ptr<float>();
    maps.shift = shifts.data_ptr<float>();
    places.in_parallel([&](int64_t, int64_t begin, int64_t end) { fer::loops().normalize(maps, begin, end); });

    const auto inverses = places.repeat([&](int64_t c) { return inverse[c]; });
    context->save_for_backward({x, means, scales, shifts, inverses});
    context->saved_data["relu"] = relu;
    return result;
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const auto saved = context->get_saved_variables();
    const auto& x = saved[0];
    const Channels places(x);
    const auto dy = gradients[0].to(x.scalar_type()).contiguous(at::MemoryFormat::ChannelsLast);
    const auto dx = at::empty_like(x, at::MemoryFormat::ChannelsLast);
    auto maps = over(x, dx, places, context->saved_data["relu"].toBool());
    maps.dy = dy.data_ptr();
    maps.mean = saved[1].data_ptr<float>();
    maps.scale = saved[2].data_ptr<float>();
    maps.shift = saved[3].data_ptr<float>();
    const auto sums = places.add_up([&](int64_t begin, int64_t end, float* part) { fer::loops().sum_gradients(maps, begin, end, part); });

    const double size = static_cast<double>(places.count / places.channels);
    const auto* inverse = saved[4].data_ptr<float>();
    const auto slopes = places.repeat(
        [&](int64_t c) { return -maps.scale[c] * inverse[c] * inverse[c] * sums[places.channels + c] / size; });
    const auto offsets = places.repeat([&](int64_t c) { return -maps.scale[c] * sums[c] / size; });
    maps.slope = slopes.data_ptr<float>();
    maps.offset = offsets.data_ptr<float>();
    places.in_parallel([&](int64_t, int64_t begin, int64_t end) { fer::loops().normalize_backward(maps, begin, end); });

    auto dweight = at::empty({places.channels}), dbias = at::empty({places.channels});
    for (int64_t c = 0; c < places.channels; ++c) {
      dweight.data_ptr<float>()[c] = static_cast<float>(sums[places.channels + c] * inverse[c]);
      dbias.data_ptr<float>()[c] = static_cast<float>(sums[c]);
    }
    return {dx, dweight, dbias, {}, {}, {}, {}, {}};
  }
};

bool are_floats(const c10::optional<at::Tensor>& values) {
  return values && values->scalar_type() == at::kFloat && values->is_contiguous();
}

at::Tensor batch_norm(const at::Tensor& x, const c10::optional<at::Tensor>& weight, const c10::optional<at::Tensor>& bias,
                      const c10::optional<at::Tensor>& running_mean, const c10::optional<at::Tensor>& running_var,
                      bool training, double momentum, double eps, bool relu) {
  const bool fits = training && x.is_cpu() && x.dim() == 4 && x.numel() > 0 &&
                    x.is_contiguous(at::MemoryFormat::ChannelsLast) &&
                    (x.scalar_type() == at::kFloat || x.scalar_type() == at::kBFloat16) &&
                    are_floats(weight) && are_floats(bias) && weight->numel() == x.size(1) &&
                    bias->numel() == x.size(1) && (!running_mean || are_floats(running_mean)) &&
                    (!running_var || are_floats(running_var));
  if (fits) return BatchNorm::apply(x, *weight, *bias, running_mean, running_var, momentum, eps, relu);
  auto result = at::batch_norm(x, weight, bias, running_mean, running_var, training, momentum, eps, true);
  return relu ? result.relu_() : result;
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(fertrain, library) {
  library.def(
      "batch_norm(Tensor x, Tensor? weight, Tensor? bias, Tensor(a!)? running_mean, Tensor(b!)? running_var, "
      "bool training, float momentum, float eps, bool relu) -> Tensor",
      batch_norm);
}
