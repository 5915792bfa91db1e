// Autocast: convolutions and products compute in bfloat16, the rest in the type it is given.
#include "autocast.h"

#include <ATen/autocast_mode.h>

#include "guard.h"
#include "shim.h"

// libtorch 2.4 wants to be told the device as well; what is asked here is only ever about the CPU.
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

namespace {

// Casts of weights are kept while it lives, so it must not outlive a change of the weights.
class Autocast {
 public:
  Autocast() : enabled_(at::autocast::is_cpu_enabled()), type_(at::autocast::get_autocast_cpu_dtype()) {
    at::autocast::set_autocast_cpu_dtype(at::kBFloat16);
    at::autocast::set_cpu_enabled(true);
    at::autocast::increment_nesting();
  }

  ~Autocast() {
    if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
    at::autocast::set_cpu_enabled(enabled_);
    at::autocast::set_autocast_cpu_dtype(type_);
  }

 private:
  bool enabled_;
  at::ScalarType type_;
};

}  // namespace

bool fer::autocasts() { return at::autocast::is_cpu_enabled(); }

int32_t fer_autocast_begin(void** guard) noexcept {
  return fer::guard([&] { *guard = new Autocast(); });
}

void fer_autocast_end(void* guard) noexcept { delete static_cast<Autocast*>(guard); }
