// Adam's update in one pass over memory; as separate operations it reads and writes every value several times.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/library.h>

#include <cmath>

// Compiled for several levels of x86-64, the machine's chosen when the library is loaded.
#if defined(__x86_64__)
#define FER_EVERY_LEVEL __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define FER_EVERY_LEVEL
#endif

namespace {

constexpr int64_t kGrain = int64_t{1} << 15;

struct Rates {
  float beta1, beta2, rate, root, eps;  // `rate` and `root` hold the corrections of the two means' bias
};

FER_EVERY_LEVEL void update(float* __restrict__ parameter, const float* __restrict__ gradient, float* __restrict__ mean,
                            float* __restrict__ square, int64_t count, Rates rates) {
  for (int64_t i = 0; i < count; ++i) {
    const float g = gradient[i];
    mean[i] = rates.beta1 * mean[i] + (1 - rates.beta1) * g;
    square[i] = rates.beta2 * square[i] + (1 - rates.beta2) * g * g;
    parameter[i] -= rates.rate * mean[i] / (std::sqrt(square[i]) * rates.root + rates.eps);
  }
}

// The four tensors lie alike in memory, so that the order of elements in it does not matter.
void adam(at::TensorList parameters, at::TensorList gradients, at::TensorList means, at::TensorList squares, double lr,
          at::ArrayRef<double> constants, int64_t step) {
  const double beta1 = constants[0], beta2 = constants[1], eps = constants[2];
  const Rates rates{static_cast<float>(beta1), static_cast<float>(beta2),
                    static_cast<float>(lr / (1 - std::pow(beta1, step))),
                    static_cast<float>(1 / std::sqrt(1 - std::pow(beta2, step))), static_cast<float>(eps)};
  for (size_t i = 0; i < parameters.size(); ++i) {
    const at::Tensor& parameter = parameters[i];
    at::Tensor gradient = gradients[i];
    if (!gradient.strides().equals(parameter.strides())) gradient = at::empty_like(parameter).copy_(gradient);
    TORCH_CHECK(parameter.is_non_overlapping_and_dense() && means[i].strides().equals(parameter.strides()) &&
                    squares[i].strides().equals(parameter.strides()),
                "adam: a parameter and its means must lie alike in memory");
    auto* p = parameter.data_ptr<float>();
    const auto* g = gradient.data_ptr<float>();
    auto *m = means[i].data_ptr<float>(), *s = squares[i].data_ptr<float>();
    at::parallel_for(0, parameter.numel(), kGrain, [&](int64_t begin, int64_t end) {
      update(p + begin, g + begin, m + begin, s + begin, end - begin, rates);
    });
  }
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(fertrain, library) {
  library.def(
      "adam_(Tensor[] parameters, Tensor[] gradients, Tensor[] means, Tensor[] squares, float lr, float[] constants, "
      "int step) -> ()",
      adam);
}
