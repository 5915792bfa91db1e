// Colours, sizes and arithmetic.
#include <opencv2/imgproc.hpp>

#include <vector>

#include "guard.h"

using fer::guard;
using fer::mat;

int32_t fer_cvt_color(const void* source, void* target, int32_t code, int32_t channels) noexcept {
  return guard([&] { cv::cvtColor(mat(source), mat(target), code, channels); });
}

int32_t fer_resize(const void* source, void* target, fer_size size, double fx, double fy, int32_t interpolation) noexcept {
  return guard([&] { cv::resize(mat(source), mat(target), fer::size(size), fx, fy, interpolation); });
}

int32_t fer_equalize_hist(const void* source, void* target) noexcept {
  return guard([&] { cv::equalizeHist(mat(source), mat(target)); });
}

int32_t fer_flip(const void* source, void* target, int32_t code) noexcept {
  return guard([&] { cv::flip(mat(source), mat(target), code); });
}

int32_t fer_rotate(const void* source, void* target, int32_t code) noexcept {
  return guard([&] { cv::rotate(mat(source), mat(target), code); });
}

int32_t fer_copy_make_border(const void* source, void* target, int32_t top, int32_t bottom, int32_t left,
                             int32_t right, int32_t border, fer_scalar value) noexcept {
  return guard([&] {
    cv::copyMakeBorder(mat(source), mat(target), top, bottom, left, right, border, fer::scalar(value));
  });
}

int32_t fer_add_weighted(const void* first, double alpha, const void* second, double beta, double gamma,
                         void* target, int32_t depth) noexcept {
  return guard([&] { cv::addWeighted(mat(first), alpha, mat(second), beta, gamma, mat(target), depth); });
}

int32_t fer_apply_color_map(const void* source, void* target, int32_t map) noexcept {
  return guard([&] { cv::applyColorMap(mat(source), mat(target), map); });
}

int32_t fer_concat(const void* const* sources, int32_t count, int32_t vertically, void* target) noexcept {
  return guard([&] {
    std::vector<cv::Mat> parts;
    for (int32_t i = 0; i < count; ++i) parts.push_back(mat(sources[i]));
    if (vertically)
      cv::vconcat(parts, mat(target));
    else
      cv::hconcat(parts, mat(target));
  });
}
