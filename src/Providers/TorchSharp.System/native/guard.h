// The one place where C++ exceptions become a status.
#pragma once
#include <ATen/core/Tensor.h>
#include <c10/util/Exception.h>

#include <exception>
#include <string>

namespace fer {

inline std::string& last_error() {
  static thread_local std::string message;
  return message;
}

inline void remember(const char* message) noexcept {
  try {
    last_error() = message;
  } catch (...) {
  }
}

template <class Body>
int32_t guard(Body&& body) noexcept {
  try {
    body();
    return 0;
  } catch (const c10::Error& e) {
    remember(e.what_without_backtrace());
  } catch (const std::exception& e) {
    remember(e.what());
  } catch (...) {
    remember("non-standard exception");
  }
  return 1;
}

// A handle is what release() gave; borrow() makes a counted reference from it and leaves the handle's own alone.
inline at::Tensor borrow(const void* handle) {
  TORCH_CHECK(handle != nullptr, "a tensor is required");
  return at::Tensor(c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::unsafe_reclaim_from_nonowning(
      static_cast<c10::TensorImpl*>(const_cast<void*>(handle))));
}

inline void* release(at::Tensor tensor) {
  return tensor.defined() ? tensor.unsafeReleaseTensorImpl() : nullptr;
}

}  // namespace fer
