// Autocast: convolutions and products compute in bfloat16, the rest in the type it is given.
#include "autocast.h"

#include <ATen/autocast_mode.h>
#include <torch/version.h>

#include "guard.h"
#include "shim.h"

namespace {

// libtorch 2.4 asks for the device where each had functions of its own before.
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
bool is_enabled(c10::DeviceType device) { return at::autocast::is_autocast_enabled(device); }
void set_enabled(c10::DeviceType device, bool enabled) { at::autocast::set_autocast_enabled(device, enabled); }
at::ScalarType type_of(c10::DeviceType device) { return at::autocast::get_autocast_dtype(device); }
void set_type(c10::DeviceType device, at::ScalarType type) { at::autocast::set_autocast_dtype(device, type); }
#else
bool is_enabled(c10::DeviceType device) {
  return device == at::kCPU ? at::autocast::is_cpu_enabled() : at::autocast::is_enabled();
}
void set_enabled(c10::DeviceType device, bool enabled) {
  device == at::kCPU ? at::autocast::set_cpu_enabled(enabled) : at::autocast::set_enabled(enabled);
}
at::ScalarType type_of(c10::DeviceType device) {
  return device == at::kCPU ? at::autocast::get_autocast_cpu_dtype() : at::autocast::get_autocast_gpu_dtype();
}
void set_type(c10::DeviceType device, at::ScalarType type) {
  device == at::kCPU ? at::autocast::set_autocast_cpu_dtype(type) : at::autocast::set_autocast_gpu_dtype(type);
}
#endif

// Casts of weights are kept while it lives, so it must not outlive a change of the weights.
class Autocast {
 public:
  explicit Autocast(c10::DeviceType device) : device_(device), enabled_(is_enabled(device)), type_(type_of(device)) {
    set_type(device, at::kBFloat16);
    set_enabled(device, true);
    at::autocast::increment_nesting();
  }

  ~Autocast() {
    if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
    set_enabled(device_, enabled_);
    set_type(device_, type_);
  }

 private:
  c10::DeviceType device_;
  bool enabled_;
  at::ScalarType type_;
};

}  // namespace

bool fer::autocasts() { return is_enabled(at::kCPU); }

int32_t fer_autocast_begin(int32_t device_type, void** guard) noexcept {
  return fer::guard([&] { *guard = new Autocast(static_cast<c10::DeviceType>(device_type)); });
}

void fer_autocast_end(void* guard) noexcept { delete static_cast<Autocast*>(guard); }
