// The one place where C++ exceptions become a status, and where live objects are counted.
#pragma once
#include <opencv2/core.hpp>

#include <atomic>
#include <exception>
#include <utility>

#include "shim.h"

namespace fer {

void remember(const cv::Exception& error) noexcept;
void remember(const char* message) noexcept;
extern std::atomic<int64_t> live_objects;

template <class Body>
int32_t guard(Body&& body) noexcept {
  try {
    body();
    return 0;
  } catch (const cv::Exception& error) {
    remember(error);
  } catch (const std::exception& error) {
    remember(error.what());
  } catch (...) {
    remember("non-standard exception");
  }
  return 1;
}

template <class T, class... Arguments>
void* own(Arguments&&... arguments) {
  auto* object = new T(std::forward<Arguments>(arguments)...);
  ++live_objects;
  return object;
}

template <class T>
void release(void* object) noexcept {
  delete static_cast<T*>(object);
  --live_objects;
}

template <class T>
T& as(void* object) {
  return *static_cast<T*>(object);
}

template <class T>
const T& as(const void* object) {
  return *static_cast<const T*>(object);
}

inline const cv::Mat& mat(const void* object) { return as<cv::Mat>(object); }
inline cv::Mat& mat(void* object) { return as<cv::Mat>(object); }
inline cv::_InputArray optional(const void* object) { return object ? cv::_InputArray(mat(object)) : cv::_InputArray(); }
inline cv::Scalar scalar(const fer_scalar& value) {
  return {value.values[0], value.values[1], value.values[2], value.values[3]};
}
inline cv::Size size(fer_size value) { return {value.width, value.height}; }
inline cv::Point point(fer_point value) { return {value.x, value.y}; }
inline cv::Rect rect(fer_rect value) { return {value.x, value.y, value.width, value.height}; }

}  // namespace fer
