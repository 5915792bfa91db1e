// Matrices: their memory, views and copies.
#include "guard.h"

using fer::guard;
using fer::mat;
using fer::own;

int32_t fer_mat_new(int32_t rows, int32_t columns, int32_t type, void** result) noexcept {
  return guard([&] { *result = own<cv::Mat>(rows, columns, type); });
}

int32_t fer_mat_from_memory(int32_t rows, int32_t columns, int32_t type, void* data, int64_t step, void** result) noexcept {
  return guard([&] { *result = own<cv::Mat>(rows, columns, type, data, static_cast<size_t>(step)); });
}

int32_t fer_mat_roi(const void* source, fer_rect roi, void** view) noexcept {
  return guard([&] { *view = own<cv::Mat>(mat(source), fer::rect(roi)); });
}

int32_t fer_mat_clone(const void* source, void** clone) noexcept {
  return guard([&] { *clone = own<cv::Mat>(mat(source).clone()); });
}

int32_t fer_mat_reshape(const void* source, int32_t channels, int32_t rows, void** view) noexcept {
  return guard([&] { *view = own<cv::Mat>(mat(source).reshape(channels, rows)); });
}

int32_t fer_mat_create(void* target, int32_t rows, int32_t columns, int32_t type) noexcept {
  return guard([&] { mat(target).create(rows, columns, type); });
}

int32_t fer_mat_copy_to(const void* source, void* target, const void* mask) noexcept {
  return guard([&] {
    if (mask)
      mat(source).copyTo(mat(target), mat(mask));
    else
      mat(source).copyTo(mat(target));
  });
}

int32_t fer_mat_convert_to(const void* source, void* target, int32_t type, double alpha, double beta) noexcept {
  return guard([&] { mat(source).convertTo(mat(target), type, alpha, beta); });
}

int32_t fer_mat_set_to(void* target, fer_scalar value, const void* mask) noexcept {
  return guard([&] { mat(target).setTo(fer::scalar(value), fer::optional(mask)); });
}

void fer_mat_layout(const void* source, fer_layout* layout) noexcept {
  const auto& m = mat(source);
  *layout = {m.rows, m.cols, m.type(), m.isContinuous(), m.isSubmatrix(),
             m.dims > 0 ? static_cast<int64_t>(m.step[0]) : 0, m.data};
}

void fer_mat_release(void* target) noexcept { fer::release<cv::Mat>(target); }
