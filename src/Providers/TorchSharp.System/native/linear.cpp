// Fully connected layers where libtorch was built without MKL. Debian's then calls whatever BLAS is installed, by default
// the reference one, ten to twenty times slower than oneDNN's product, which it carries anyway.
#include <ATen/ATen.h>
#include <torch/library.h>

#include "autocast.h"

namespace {

constexpr int64_t kSmallest = int64_t{1} << 16;  // multiplications that pay for a tensor of oneDNN's own kind

at::Tensor linear(const at::Tensor& x, const at::Tensor& weight, const c10::optional<at::Tensor>& bias) {
  const bool fits = !at::hasMKL() && at::hasMKLDNN() && x.is_cpu() && x.dim() == 2 && weight.dim() == 2 &&
                    x.scalar_type() == at::kFloat && weight.scalar_type() == at::kFloat && !fer::autocasts() &&
                    x.size(0) > 1 && x.numel() * weight.size(0) >= kSmallest;
  return fits ? at::mkldnn_linear(x.to_mkldnn(), weight, bias).to_dense() : at::linear(x, weight, bias);
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(fertrain, library) {
  library.def("linear(Tensor x, Tensor weight, Tensor? bias) -> Tensor", linear);
}
