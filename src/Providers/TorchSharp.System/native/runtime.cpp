// Version, random numbers and threads.
#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <torch/version.h>

#include <mutex>

#include "guard.h"
#include "shim.h"

namespace {

template <class Body>
auto with_cpu_generator(Body&& body) {
  auto generator = at::detail::getDefaultCPUGenerator();
  const std::lock_guard<std::mutex> lock(generator.mutex());
  return body(generator);
}

}  // namespace

int32_t fer_version(const char** version) noexcept {
  *version = TORCH_VERSION;
  return 0;
}

int32_t fer_manual_seed(uint64_t seed) noexcept {
  return fer::guard([&] { with_cpu_generator([&](at::Generator& g) { g.set_current_seed(seed); }); });
}

int32_t fer_rng_state(void** state) noexcept {
  return fer::guard([&] {
    *state = fer::release(with_cpu_generator([](at::Generator& g) { return g.get_state(); }));
  });
}

int32_t fer_set_rng_state(const void* state) noexcept {
  return fer::guard([&] { with_cpu_generator([&](at::Generator& g) { g.set_state(fer::borrow(state)); }); });
}

int32_t fer_num_threads(int32_t* threads) noexcept {
  return fer::guard([&] { *threads = at::get_num_threads(); });
}

int32_t fer_set_num_threads(int32_t threads) noexcept {
  return fer::guard([&] { at::set_num_threads(threads); });
}
