// Lines and text drawn into a matrix.
#include <opencv2/imgproc.hpp>

#include "guard.h"

using fer::guard;
using fer::mat;
using fer::point;
using fer::scalar;

int32_t fer_rectangle(void* target, fer_rect rect, fer_scalar color, int32_t thickness, int32_t line, int32_t shift) noexcept {
  return guard([&] { cv::rectangle(mat(target), fer::rect(rect), scalar(color), thickness, line, shift); });
}

int32_t fer_rectangle_corners(void* target, fer_point first, fer_point second, fer_scalar color, int32_t thickness,
                              int32_t line, int32_t shift) noexcept {
  return guard([&] { cv::rectangle(mat(target), point(first), point(second), scalar(color), thickness, line, shift); });
}

int32_t fer_line(void* target, fer_point from, fer_point to, fer_scalar color, int32_t thickness, int32_t line, int32_t shift) noexcept {
  return guard([&] { cv::line(mat(target), point(from), point(to), scalar(color), thickness, line, shift); });
}

int32_t fer_circle(void* target, fer_point center, int32_t radius, fer_scalar color, int32_t thickness, int32_t line,
                   int32_t shift) noexcept {
  return guard([&] { cv::circle(mat(target), point(center), radius, scalar(color), thickness, line, shift); });
}

int32_t fer_put_text(void* target, const char* text, fer_point origin, int32_t font, double scale, fer_scalar color,
                     int32_t thickness, int32_t line, int32_t bottom_left_origin) noexcept {
  return guard([&] {
    cv::putText(mat(target), text, point(origin), font, scale, scalar(color), thickness, line, bottom_left_origin != 0);
  });
}

int32_t fer_text_size(const char* text, int32_t font, double scale, int32_t thickness, int32_t* baseline, fer_size* size) noexcept {
  return guard([&] {
    const auto measured = cv::getTextSize(text, font, scale, thickness, baseline);
    *size = {measured.width, measured.height};
  });
}
