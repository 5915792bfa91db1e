// A plain C surface over libtorch: any ATen operator by name, and the few things that are not operators.
//
// Every function returns 0, or 1 with the message in fer_last_error() of the same thread. Results come by
// out-parameter. A tensor handle is a counted reference to a TensorImpl; whoever receives one releases it.
#pragma once
#include <cstdint>

#define FER_API extern "C" __attribute__((visibility("default")))

enum fer_tag : int64_t {
  FER_NONE = 0,
  FER_TENSOR = 1,
  FER_INT = 2,
  FER_DOUBLE = 3,
  FER_BOOL = 4,
  FER_INTS = 5,     // pointer and length, as the lists below
  FER_DOUBLES = 6,
  FER_TENSORS = 7,  // array of handles; 0 is "no tensor" where the schema allows it
  FER_STRING = 8,   // UTF-8, length in bytes
  FER_DEVICE = 9,   // type in the low 32 bits, index in the high ones
  FER_DEFAULT = 10  // the schema's default
};

struct fer_value {
  int64_t tag;
  union {
    int64_t integer;
    double real;
    const void* pointer;
  };
  int64_t length;
};

FER_API const char* fer_last_error() noexcept;

// Operators.
FER_API int32_t fer_operator(const char* name, const char* overload, const void** op) noexcept;
FER_API int32_t fer_call(const void* op, const fer_value* arguments, int64_t count,
                         fer_value* results, int64_t capacity, int64_t* result_count) noexcept;

// Tensors.
FER_API void fer_tensor_release(void* tensor) noexcept;
FER_API int32_t fer_tensor_from_memory(const void* data, const int64_t* sizes, int64_t dimensions, int32_t type,
                                       void** tensor) noexcept;
FER_API int32_t fer_tensor_data(const void* tensor, void** data) noexcept;
FER_API int32_t fer_tensor_storage(const void* tensor, const void** start) noexcept;
FER_API int32_t fer_tensor_dimensions(const void* tensor, int64_t* dimensions) noexcept;
FER_API int32_t fer_tensor_layout(const void* tensor, int64_t* sizes, int64_t* strides) noexcept;
FER_API int32_t fer_tensor_kind(const void* tensor, int32_t* type, int32_t* device_type, int32_t* device_index) noexcept;
FER_API int32_t fer_tensor_is_contiguous(const void* tensor, int32_t* contiguous) noexcept;

// Autograd.
FER_API int32_t fer_backward(void* tensor, int32_t retain_graph) noexcept;
FER_API int32_t fer_grad(const void* tensor, void** grad) noexcept;
FER_API int32_t fer_set_grad(void* tensor, void* grad) noexcept;
FER_API int32_t fer_requires_grad(const void* tensor, int32_t* requires_grad) noexcept;
FER_API int32_t fer_set_requires_grad(void* tensor, int32_t requires_grad) noexcept;
FER_API int32_t fer_is_leaf(const void* tensor, int32_t* is_leaf) noexcept;
FER_API int32_t fer_grad_mode(int32_t* enabled) noexcept;
FER_API int32_t fer_set_grad_mode(int32_t enabled) noexcept;
FER_API int32_t fer_inference_begin(int32_t enabled, void** guard) noexcept;
FER_API void fer_inference_end(void* guard) noexcept;
FER_API int32_t fer_autocast_begin(int32_t device_type, void** guard) noexcept;
FER_API void fer_autocast_end(void* guard) noexcept;

// Runtime.
FER_API int32_t fer_version(const char** version) noexcept;
FER_API int32_t fer_manual_seed(uint64_t seed) noexcept;
FER_API int32_t fer_rng_state(void** state) noexcept;
FER_API int32_t fer_set_rng_state(const void* state) noexcept;
FER_API int32_t fer_num_threads(int32_t* threads) noexcept;
FER_API int32_t fer_set_num_threads(int32_t threads) noexcept;

// GPUs. Without CUDA there are none, and what asks for one fails.
FER_API int32_t fer_cuda_device_count(int32_t* count) noexcept;
FER_API int32_t fer_cuda_manual_seed_all(uint64_t seed) noexcept;
FER_API int32_t fer_cuda_synchronize(int32_t index) noexcept;
FER_API int32_t fer_cuda_rng_state(int32_t index, void** state) noexcept;
FER_API int32_t fer_set_cuda_rng_state(int32_t index, const void* state) noexcept;
FER_API int32_t fer_cuda_name(int32_t index, char* name, int64_t capacity) noexcept;
FER_API int32_t fer_cuda_peak_memory(int32_t index, int64_t* bytes) noexcept;
FER_API int32_t fer_tf32(int32_t* products, int32_t* convolutions) noexcept;
FER_API int32_t fer_set_tf32(int32_t products, int32_t convolutions) noexcept;
FER_API int32_t fer_cuda_stream_begin(int32_t index, void** stream) noexcept;  // of the calling thread
FER_API int32_t fer_cuda_stream_end(void* stream) noexcept;
FER_API int32_t fer_cuda_graph_begin(void** graph) noexcept;  // launches are recorded from here on, and do not run
FER_API int32_t fer_cuda_graph_end(void* graph) noexcept;
FER_API int32_t fer_cuda_graph_replay(void* graph) noexcept;
FER_API void fer_cuda_graph_release(void* graph) noexcept;
