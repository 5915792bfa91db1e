// What a tensor is, and its memory.
#include <ATen/ATen.h>

#include <algorithm>
#include <cstring>

#include "guard.h"
#include "shim.h"

const char* fer_last_error() noexcept { return fer::last_error().c_str(); }

void fer_tensor_release(void* tensor) noexcept {
  // Adopts the handle's reference; its destructor gives it back.
  at::Tensor(c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim(
      static_cast<c10::TensorImpl*>(tensor)));
}

int32_t fer_tensor_from_memory(const void* data, const int64_t* sizes, int64_t dimensions, int32_t type,
                               void** tensor) noexcept {
  return fer::guard([&] {
    auto result = at::empty(at::IntArrayRef(sizes, dimensions), at::TensorOptions(static_cast<at::ScalarType>(type)));
    std::memcpy(result.data_ptr(), data, result.nbytes());
    *tensor = fer::release(std::move(result));
  });
}

int32_t fer_tensor_data(const void* tensor, void** data) noexcept {
  return fer::guard([&] { *data = fer::borrow(tensor).data_ptr(); });
}

int32_t fer_tensor_storage(const void* tensor, const void** start) noexcept {
  return fer::guard([&] { *start = fer::borrow(tensor).storage().data(); });
}

int32_t fer_tensor_dimensions(const void* tensor, int64_t* dimensions) noexcept {
  return fer::guard([&] { *dimensions = fer::borrow(tensor).dim(); });
}

int32_t fer_tensor_layout(const void* tensor, int64_t* sizes, int64_t* strides) noexcept {
  return fer::guard([&] {
    const auto borrowed = fer::borrow(tensor);
    std::copy(borrowed.sizes().begin(), borrowed.sizes().end(), sizes);
    std::copy(borrowed.strides().begin(), borrowed.strides().end(), strides);
  });
}

int32_t fer_tensor_kind(const void* tensor, int32_t* type, int32_t* device_type, int32_t* device_index) noexcept {
  return fer::guard([&] {
    const auto borrowed = fer::borrow(tensor);
    *type = static_cast<int32_t>(borrowed.scalar_type());
    *device_type = static_cast<int32_t>(borrowed.device().type());
    *device_index = borrowed.device().index();
  });
}

int32_t fer_tensor_is_contiguous(const void* tensor, int32_t* contiguous) noexcept {
  return fer::guard([&] { *contiguous = fer::borrow(tensor).is_contiguous(); });
}
