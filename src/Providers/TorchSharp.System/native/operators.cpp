// Any ATen operator by name, through the dispatcher's boxed calling convention.
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/stack.h>

#include "guard.h"
#include "shim.h"

namespace {

at::Tensor borrow_or_undefined(const void* handle) { return handle ? fer::borrow(handle) : at::Tensor(); }

template <class T>
c10::List<T> list(const fer_value& value) {
  const auto* items = static_cast<const T*>(value.pointer);
  c10::List<T> result;
  result.reserve(value.length);
  for (int64_t i = 0; i < value.length; ++i) result.push_back(items[i]);
  return result;
}

// A list of tensors has one type where every element is needed and another where some may be missing.
c10::IValue tensors(const fer_value& value, const c10::Argument& argument) {
  const auto* handles = static_cast<void* const*>(value.pointer);
  const auto list_type = argument.type()->cast<c10::ListType>();
  if (list_type && list_type->getElementType()->kind() == c10::TypeKind::OptionalType) {
    c10::List<c10::optional<at::Tensor>> result;
    for (int64_t i = 0; i < value.length; ++i)
      result.push_back(handles[i] ? c10::optional<at::Tensor>(fer::borrow(handles[i])) : c10::nullopt);
    return result;
  }
  c10::List<at::Tensor> result;
  result.reserve(value.length);
  for (int64_t i = 0; i < value.length; ++i) result.push_back(borrow_or_undefined(handles[i]));
  return result;
}

c10::IValue default_of(const c10::Argument& argument) {
  TORCH_CHECK(argument.default_value().has_value(), "argument '", argument.name(), "' is required");
  return *argument.default_value();
}

c10::IValue unbox(const fer_value& value, const c10::Argument& argument) {
  switch (value.tag) {
    case FER_NONE: return {};
    case FER_TENSOR: return fer::borrow(value.pointer);
    case FER_INT:
      return argument.type()->kind() == c10::TypeKind::FloatType ? c10::IValue(static_cast<double>(value.integer))
                                                                 : c10::IValue(value.integer);
    case FER_DOUBLE: return value.real;
    case FER_BOOL: return value.integer != 0;
    case FER_INTS: return list<int64_t>(value);
    case FER_DOUBLES: return list<double>(value);
    case FER_TENSORS: return tensors(value, argument);
    case FER_STRING: return std::string(static_cast<const char*>(value.pointer), value.length);
    case FER_DEVICE:
      return c10::Device(static_cast<c10::DeviceType>(static_cast<int32_t>(value.integer)),
                         static_cast<c10::DeviceIndex>(value.integer >> 32));
    case FER_DEFAULT: return default_of(argument);
    default: TORCH_CHECK(false, "unknown tag ", value.tag, " for argument '", argument.name(), "'");
  }
}

struct ResultWriter {
  fer_value* results;
  int64_t capacity;
  int64_t count = 0;

  void write(int64_t tag, int64_t integer) {
    TORCH_CHECK(count < capacity, "more results than the ", capacity, " asked for");
    results[count].tag = tag;
    results[count++].integer = integer;
  }

  void write(const c10::IValue& value) {
    if (value.isTensor()) {
      write(FER_TENSOR, reinterpret_cast<int64_t>(fer::release(value.toTensor())));
    } else if (value.isTensorList()) {
      for (const at::Tensor& tensor : value.toTensorVector()) write(tensor);
    } else if (value.isBool()) {
      write(FER_BOOL, value.toBool());
    } else if (value.isInt()) {
      write(FER_INT, value.toInt());
    } else if (value.isDouble()) {
      write(FER_DOUBLE, 0);
      results[count - 1].real = value.toDouble();
    } else if (!value.isNone()) {
      TORCH_CHECK(false, "a result of type ", value.tagKind(), " is not supported");
    }
  }
};

}  // namespace

int32_t fer_operator(const char* name, const char* overload, const void** op) noexcept {
  return fer::guard([&] {
    const auto handle = c10::Dispatcher::singleton().findSchema({name, overload});
    TORCH_CHECK(handle.has_value(), "libtorch has no operator ", name, ".", overload);
    *op = new c10::OperatorHandle(*handle);  // cached for the life of the process
  });
}

int32_t fer_call(const void* op, const fer_value* arguments, int64_t count, fer_value* results, int64_t capacity,
                 int64_t* result_count) noexcept {
  return fer::guard([&] {
    const auto& handle = *static_cast<const c10::OperatorHandle*>(op);
    const auto& schema = handle.schema().arguments();
    TORCH_CHECK(count <= static_cast<int64_t>(schema.size()), handle.schema().name(), " takes ", schema.size(),
                " arguments, got ", count);
    torch::jit::Stack stack;
    stack.reserve(schema.size());
    for (int64_t i = 0; i < static_cast<int64_t>(schema.size()); ++i)
      stack.push_back(i < count ? unbox(arguments[i], schema[i]) : default_of(schema[i]));
    handle.callBoxed(&stack);
    ResultWriter writer{results, capacity};
    for (const auto& value : stack) writer.write(value);
    *result_count = writer.count;
  });
}
