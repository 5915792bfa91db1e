// Windows on a screen.
#include <opencv2/highgui.hpp>

#include "guard.h"

using fer::guard;

int32_t fer_named_window(const char* name, int32_t flags) noexcept {
  return guard([&] { cv::namedWindow(name, flags); });
}

int32_t fer_imshow(const char* name, const void* mat) noexcept {
  return guard([&] { cv::imshow(name, fer::mat(mat)); });
}

int32_t fer_wait_key(int32_t delay, int32_t* key) noexcept {
  return guard([&] { *key = cv::waitKey(delay); });
}

int32_t fer_resize_window(const char* name, int32_t width, int32_t height) noexcept {
  return guard([&] { cv::resizeWindow(name, width, height); });
}

int32_t fer_window_property(const char* name, int32_t property, double* value) noexcept {
  return guard([&] { *value = cv::getWindowProperty(name, property); });
}

int32_t fer_destroy_window(const char* name) noexcept {
  return guard([&] { cv::destroyWindow(name); });
}

int32_t fer_destroy_all_windows() noexcept {
  return guard([&] { cv::destroyAllWindows(); });
}
