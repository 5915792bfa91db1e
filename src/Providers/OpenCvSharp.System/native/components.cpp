// Principal components.
#include "guard.h"

using fer::as;
using fer::guard;
using fer::mat;
using fer::own;

int32_t fer_pca_new(const void* data, const void* mean, int32_t flags, int32_t components, void** pca) noexcept {
  return guard([&] { *pca = own<cv::PCA>(mat(data), mat(mean), flags, static_cast<int>(components)); });
}

int32_t fer_pca_retain(const void* data, const void* mean, int32_t flags, double variance, void** pca) noexcept {
  return guard([&] { *pca = own<cv::PCA>(mat(data), mat(mean), flags, variance); });
}

int32_t fer_pca_part(const void* pca, int32_t part, void** result) noexcept {
  return guard([&] {
    const auto& owner = as<cv::PCA>(pca);
    *result = own<cv::Mat>(part == 0 ? owner.eigenvectors : part == 1 ? owner.eigenvalues : owner.mean);
  });
}

int32_t fer_pca_project(const void* pca, const void* data, void** result) noexcept {
  return guard([&] { *result = own<cv::Mat>(as<cv::PCA>(pca).project(mat(data))); });
}

int32_t fer_pca_back_project(const void* pca, const void* data, void** result) noexcept {
  return guard([&] { *result = own<cv::Mat>(as<cv::PCA>(pca).backProject(mat(data))); });
}

void fer_pca_release(void* pca) noexcept { fer::release<cv::PCA>(pca); }
