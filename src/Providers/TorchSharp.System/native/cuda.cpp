// What only a GPU has: a stream apart, steps that are recorded and repeated, memory figures. torch_cuda is linked where
// libtorch has it; without it nothing here can be reached but the count of GPUs, which is then zero.
#include <ATen/ATen.h>
#include <torch/cuda.h>

#include <cstring>
#include <memory>
#include <mutex>

#include "guard.h"
#include "shim.h"

#ifdef FER_CUDA
#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAFunctions.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>
#include <cuda_runtime_api.h>
#endif

namespace {

template <class Body>
void with_generator(int32_t index, const Body& body) {
  auto generator = at::globalContext().defaultGenerator(at::Device(at::kCUDA, static_cast<at::DeviceIndex>(index)));
  const std::lock_guard<std::mutex> lock(generator.mutex());
  body(generator);
}

}  // namespace

int32_t fer_cuda_device_count(int32_t* count) noexcept {
  return fer::guard([&] { *count = static_cast<int32_t>(torch::cuda::device_count()); });
}

int32_t fer_cuda_manual_seed_all(uint64_t seed) noexcept {
  return fer::guard([&] { torch::cuda::manual_seed_all(seed); });
}

int32_t fer_cuda_synchronize(int32_t index) noexcept {
  return fer::guard([&] {
    if (torch::cuda::is_available()) torch::cuda::synchronize(index);
  });
}

int32_t fer_cuda_rng_state(int32_t index, void** state) noexcept {
  return fer::guard([&] {
    with_generator(index, [&](at::Generator& generator) { *state = fer::release(generator.get_state()); });
  });
}

int32_t fer_set_cuda_rng_state(int32_t index, const void* state) noexcept {
  return fer::guard([&] {
    with_generator(index, [&](at::Generator& generator) { generator.set_state(fer::borrow(state)); });
  });
}

int32_t fer_tf32(int32_t* products, int32_t* convolutions) noexcept {
  return fer::guard([&] {
    *products = at::globalContext().allowTF32CuBLAS();
    *convolutions = at::globalContext().allowTF32CuDNN();
  });
}

int32_t fer_set_tf32(int32_t products, int32_t convolutions) noexcept {
  return fer::guard([&] {
    at::globalContext().setAllowTF32CuBLAS(products != 0);
    at::globalContext().setAllowTF32CuDNN(convolutions != 0);
  });
}

#ifdef FER_CUDA

namespace {

void check(cudaError_t status) { TORCH_CHECK(status == cudaSuccess, "CUDA error: ", cudaGetErrorString(status)); }

// The default stream cannot be recorded. Whoever changes streams, and with them the current GPU, has to wait for what the
// other one still computes.
class Stream {
 public:
  explicit Stream(c10::DeviceIndex index) : deterministic_(at::globalContext().deterministicCuDNN()) {
    at::empty({1}, at::TensorOptions(at::Device(at::kCUDA, index)));  // a GPU's first tensor initialises its memory
    guard_.reset_stream(c10::cuda::getStreamFromPool(false, index));
    c10::cuda::device_synchronize();
    at::globalContext().setDeterministicCuDNN(true);  // the same seeds give the same run
  }

  void end() {
    c10::cuda::device_synchronize();
    at::globalContext().setDeterministicCuDNN(deterministic_);
  }

 private:
  bool deterministic_;
  c10::cuda::CUDAStreamGuard guard_{c10::cuda::getCurrentCUDAStream()};
};

}  // namespace

int32_t fer_cuda_stream_begin(int32_t index, void** stream) noexcept {
  return fer::guard([&] { *stream = new Stream(static_cast<c10::DeviceIndex>(index)); });
}

int32_t fer_cuda_stream_end(void* stream) noexcept {
  return fer::guard([&] {
    const std::unique_ptr<Stream> ended(static_cast<Stream*>(stream));
    ended->end();
  });
}

int32_t fer_cuda_graph_begin(void** graph) noexcept {
  return fer::guard([&] {
    auto recorded = std::make_unique<at::cuda::CUDAGraph>();
    recorded->capture_begin();
    *graph = recorded.release();
  });
}

int32_t fer_cuda_graph_end(void* graph) noexcept {
  return fer::guard([&] { static_cast<at::cuda::CUDAGraph*>(graph)->capture_end(); });
}

int32_t fer_cuda_graph_replay(void* graph) noexcept {
  return fer::guard([&] { static_cast<at::cuda::CUDAGraph*>(graph)->replay(); });
}

void fer_cuda_graph_release(void* graph) noexcept { delete static_cast<at::cuda::CUDAGraph*>(graph); }

int32_t fer_cuda_name(int32_t index, char* name, int64_t capacity) noexcept {
  return fer::guard([&] {
    cudaDeviceProp properties;
    check(cudaGetDeviceProperties(&properties, index));
    std::strncpy(name, properties.name, capacity - 1);
    name[capacity - 1] = '\0';
  });
}

int32_t fer_cuda_peak_memory(int32_t index, int64_t* bytes) noexcept {
  return fer::guard([&] {
    const auto stats = c10::cuda::CUDACachingAllocator::getDeviceStats(static_cast<c10::DeviceIndex>(index));
    *bytes = stats.reserved_bytes[0].peak;  // 0 sums up all pools
  });
}

#else

namespace {

int32_t without_cuda() noexcept {
  return fer::guard([] { TORCH_CHECK(false, "this libtorch has no CUDA"); });
}

}  // namespace

int32_t fer_cuda_stream_begin(int32_t, void**) noexcept { return without_cuda(); }
int32_t fer_cuda_stream_end(void*) noexcept { return without_cuda(); }
int32_t fer_cuda_graph_begin(void**) noexcept { return without_cuda(); }
int32_t fer_cuda_graph_end(void*) noexcept { return without_cuda(); }
int32_t fer_cuda_graph_replay(void*) noexcept { return without_cuda(); }
void fer_cuda_graph_release(void*) noexcept {}
int32_t fer_cuda_name(int32_t, char*, int64_t) noexcept { return without_cuda(); }
int32_t fer_cuda_peak_memory(int32_t, int64_t*) noexcept { return without_cuda(); }

#endif
