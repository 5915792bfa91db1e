// Gradients, and the thread's gradient and inference modes.
#include <torch/csrc/autograd/autograd.h>
#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>

#include "guard.h"
#include "shim.h"

int32_t fer_backward(void* tensor, int32_t retain_graph) noexcept {
  return fer::guard([&] { torch::autograd::backward({fer::borrow(tensor)}, {}, retain_graph != 0); });
}

int32_t fer_grad(const void* tensor, void** grad) noexcept {
  return fer::guard([&] { *grad = fer::release(fer::borrow(tensor).grad()); });
}

int32_t fer_set_grad(void* tensor, void* grad) noexcept {
  return fer::guard([&] { fer::borrow(tensor).mutable_grad() = grad ? fer::borrow(grad) : at::Tensor(); });
}

int32_t fer_requires_grad(const void* tensor, int32_t* requires_grad) noexcept {
  return fer::guard([&] { *requires_grad = fer::borrow(tensor).requires_grad(); });
}

int32_t fer_set_requires_grad(void* tensor, int32_t requires_grad) noexcept {
  return fer::guard([&] { fer::borrow(tensor).set_requires_grad(requires_grad != 0); });
}

int32_t fer_is_leaf(const void* tensor, int32_t* is_leaf) noexcept {
  return fer::guard([&] { *is_leaf = fer::borrow(tensor).is_leaf(); });
}

int32_t fer_grad_mode(int32_t* enabled) noexcept {
  return fer::guard([&] { *enabled = c10::GradMode::is_enabled(); });
}

int32_t fer_set_grad_mode(int32_t enabled) noexcept {
  return fer::guard([&] { c10::GradMode::set_enabled(enabled != 0); });
}

int32_t fer_inference_begin(int32_t enabled, void** guard) noexcept {
  return fer::guard([&] { *guard = new c10::InferenceMode(enabled != 0); });
}

void fer_inference_end(void* guard) noexcept { delete static_cast<c10::InferenceMode*>(guard); }
