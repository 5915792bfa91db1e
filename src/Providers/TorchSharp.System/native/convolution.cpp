// Convolution: a depthwise 3x3 one in loops of its own, any other by libtorch.
#include "loops.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include <vector>

#include "autocast.h"

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr int64_t kTaps = 9;

fer::Depthwise shape_of(const at::Tensor& x) {
  return {x.scalar_type() == at::kBFloat16, x.size(2), x.size(3), x.size(1), fer::period_of(x.size(1), 1)};
}

// taps × period; turned by half a circle for the gradient of the maps.
at::Tensor taps_of(const at::Tensor& weight, const fer::Depthwise& shape, bool turned) {
  auto taps = weight.to(at::kFloat).reshape({shape.channels, kTaps}).t();
  if (turned) taps = taps.flip(0);
  return taps.repeat({1, shape.period / shape.channels}).contiguous();
}

// Calls body(image, workspace), each image on one thread.
template <class Body>
void each_image(const at::Tensor& x, const fer::Depthwise& shape, const Body& body) {
  at::parallel_for(0, x.size(0), 1, [&](int64_t begin, int64_t end) {
    std::vector<float> workspace(shape.workspace());
    for (int64_t image = begin; image < end; ++image) body(image, workspace.data());
  });
}

const char* image_of(const at::Tensor& maps, const fer::Depthwise& shape, int64_t image) {
  return static_cast<const char*>(maps.data_ptr()) + image * shape.image() * maps.element_size();
}

at::Tensor convolve(const at::Tensor& x, const at::Tensor& taps, const fer::Depthwise& shape) {
  auto result = at::empty_like(x, at::MemoryFormat::ChannelsLast);
  each_image(x, shape, [&](int64_t image, float* workspace) {
    fer::loops().depthwise(shape, image_of(x, shape, image), taps.data_ptr<float>(),
                   const_cast<char*>(image_of(result, shape, image)), workspace);
  });
  return result;
}

// oneDNN's own moves a map of few channels into blocks of sixteen and back; this takes channels_last maps as they are.
struct DepthwiseConv : torch::autograd::Function<DepthwiseConv> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& x, const at::Tensor& weight) {
    context->save_for_backward({x, weight});
    const auto shape = shape_of(x);
    return convolve(x, taps_of(weight, shape, false), shape);
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const auto saved = context->get_saved_variables();
    const auto &x = saved[0], &weight = saved[1];
    const auto shape = shape_of(x);
    const auto dy = gradients[0].to(x.scalar_type()).contiguous(at::MemoryFormat::ChannelsLast);

    // Summed image by image in their order, so that the number of threads changes nothing.
    auto parts = at::zeros({x.size(0), kTaps, shape.period / shape.channels, shape.channels});
    auto* part = parts.data_ptr<float>();
    each_image(x, shape, [&](int64_t image, float* workspace) {
      fer::loops().depthwise_taps(shape, image_of(x, shape, image), image_of(dy, shape, image),
                          part + image * kTaps * shape.period, workspace);
    });
    const at::Tensor dweight = parts.sum(at::IntArrayRef{0, 2}).t().reshape(weight.sizes()).to(weight.scalar_type());
    return {convolve(dy, taps_of(weight, shape, true), shape), dweight};
  }
};

bool is_same_3x3(at::IntArrayRef stride, at::IntArrayRef padding, at::IntArrayRef dilation) {
  const auto ones = [](at::IntArrayRef values) { return values.equals({1, 1}); };
  return ones(stride) && ones(padding) && ones(dilation);
}

bool is_depthwise(const at::Tensor& x, const at::Tensor& weight, int64_t groups) {
  return groups > 1 && x.size(1) == groups && weight.sizes().equals({groups, 1, 3, 3}) &&
         (x.scalar_type() == at::kFloat || x.scalar_type() == at::kBFloat16) && weight.scalar_type() == at::kFloat &&
         x.is_contiguous(at::MemoryFormat::ChannelsLast);
}

// A few small pictures, which libtorch does not take to oneDNN but to the BLAS, however slow that is.
bool is_kept_from_onednn(const at::Tensor& x, const at::Tensor& weight) {
  return x.size(0) < 16 && x.scalar_type() == at::kFloat && weight.scalar_type() == at::kFloat && at::hasMKLDNN() &&
         !at::GradMode::is_enabled() && !fer::autocasts();
}

at::Tensor conv2d(const at::Tensor& x, const at::Tensor& weight, const c10::optional<at::Tensor>& bias,
                  at::IntArrayRef stride, at::IntArrayRef padding, at::IntArrayRef dilation, int64_t groups) {
  if (x.is_cpu() && weight.is_cpu() && x.dim() == 4 && weight.dim() == 4 && x.numel() > 0) {
    if (!bias && is_depthwise(x, weight, groups) && is_same_3x3(stride, padding, dilation))
      return DepthwiseConv::apply(x, weight);
    if (is_kept_from_onednn(x, weight))
      return at::mkldnn_convolution(x, weight, bias, padding, stride, dilation, groups);
  }
  return at::conv2d(x, weight, bias, stride, padding, dilation, groups);
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(fertrain, library) {
  library.def(
      "conv2d(Tensor x, Tensor weight, Tensor? bias, int[2] stride, int[2] padding, int[2] dilation, int groups) -> Tensor",
      conv2d);
}
