// Max pooling of a training step. ATen keeps an eight-byte index a value and clears the gradient before it adds to it;
// here a byte says which place of the window won, and each pixel fetches what is its own.
#include "loops.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

int64_t output_size(int64_t size, int64_t kernel, int64_t stride, int64_t padding, bool ceil_mode) {
  const int64_t result = (size + 2 * padding - kernel + (ceil_mode ? stride - 1 : 0)) / stride + 1;
  return ceil_mode && (result - 1) * stride >= size + padding ? result - 1 : result;  // none begins in the far padding
}

fer::MaxPool shape_of(const at::Tensor& x, int64_t kernel, int64_t stride, int64_t padding, bool ceil_mode) {
  return {x.scalar_type() == at::kBFloat16, x.size(1), x.size(2), x.size(3),
          output_size(x.size(2), kernel, stride, padding, ceil_mode),
          output_size(x.size(3), kernel, stride, padding, ceil_mode), kernel, stride, padding};
}

at::Tensor empty_maps(const at::Tensor& like, int64_t height, int64_t width, at::ScalarType type) {
  return at::empty({like.size(0), like.size(1), height, width}, at::TensorOptions(type),
                   at::MemoryFormat::ChannelsLast);
}

char* image_of(const at::Tensor& maps, int64_t values, int64_t image) {
  return static_cast<char*>(maps.data_ptr()) + image * values * maps.element_size();
}

struct MaxPool : torch::autograd::Function<MaxPool> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& x, int64_t kernel, int64_t stride,
                            int64_t padding, bool ceil_mode) {
    const auto shape = shape_of(x, kernel, stride, padding, ceil_mode);
    auto result = empty_maps(x, shape.out_height, shape.out_width, x.scalar_type());
    const auto taps = empty_maps(x, shape.out_height, shape.out_width, at::kByte);
    at::parallel_for(0, x.size(0), 1, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i)
        fer::loops().max_pool(shape, image_of(x, shape.input(), i), image_of(result, shape.output(), i),
                      taps.data_ptr<uint8_t>() + i * shape.output());
    });
    context->save_for_backward({taps});
    context->saved_data["sizes"] = std::vector<int64_t>{shape.height, shape.width, kernel, stride, padding};
    return result;
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const auto taps = context->get_saved_variables()[0];
    const auto sizes = context->saved_data["sizes"].toIntVector();
    const auto dy = gradients[0].contiguous(at::MemoryFormat::ChannelsLast);
    const auto dx = empty_maps(dy, sizes[0], sizes[1], dy.scalar_type());
    const fer::MaxPool shape{dy.scalar_type() == at::kBFloat16, dy.size(1), sizes[0], sizes[1], dy.size(2), dy.size(3),
                             sizes[2], sizes[3], sizes[4]};
    at::parallel_for(0, dy.size(0), 1, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i)
        fer::loops().max_pool_backward(shape, image_of(dy, shape.output(), i), taps.data_ptr<uint8_t>() + i * shape.output(),
                               image_of(dx, shape.input(), i));
    });
    return {dx, {}, {}, {}, {}};
  }
};

bool is_square(at::IntArrayRef sides) { return sides.size() == 2 && sides[0] == sides[1]; }

at::Tensor max_pool2d(const at::Tensor& x, at::IntArrayRef kernel, at::IntArrayRef stride, at::IntArrayRef padding,
                      at::IntArrayRef dilation, bool ceil_mode) {
  const bool fits = x.is_cpu() && x.dim() == 4 && x.numel() > 0 && x.is_contiguous(at::MemoryFormat::ChannelsLast) &&
                    (x.scalar_type() == at::kFloat || x.scalar_type() == at::kBFloat16) && is_square(kernel) &&
                    is_square(stride) && is_square(padding) && dilation.equals({1, 1}) && kernel[0] * kernel[0] <= 256 &&
                    stride[0] > 0 && padding[0] >= 0 && 2 * padding[0] <= kernel[0] &&
                    kernel[0] <= std::min(x.size(2), x.size(3)) + 2 * padding[0];
  return fits ? MaxPool::apply(x, kernel[0], stride[0], padding[0], ceil_mode)
              : at::max_pool2d(x, kernel, stride, padding, dilation, ceil_mode);
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(fertrain, library) {
  library.def(
      "max_pool2d(Tensor x, int[2] kernel_size, int[2] stride, int[2] padding, int[2] dilation, bool ceil_mode) -> Tensor",
      max_pool2d);
}
