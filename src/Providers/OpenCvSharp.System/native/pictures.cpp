// Pictures in files and in memory.
#include <opencv2/imgcodecs.hpp>

#include <vector>

#include "guard.h"

using fer::guard;
using fer::mat;
using fer::own;

int32_t fer_imread(const char* file, int32_t flags, void** result) noexcept {
  return guard([&] { *result = own<cv::Mat>(cv::imread(file, flags)); });
}

int32_t fer_imdecode(const uint8_t* data, int32_t length, int32_t flags, void** result) noexcept {
  return guard([&] {
    const cv::Mat bytes(1, length, CV_8UC1, const_cast<uint8_t*>(data));
    *result = own<cv::Mat>(cv::imdecode(bytes, flags));
  });
}

int32_t fer_imwrite(const char* file, const void* source, const int32_t* settings, int32_t count, int32_t* written) noexcept {
  return guard([&] { *written = cv::imwrite(file, mat(source), std::vector<int>(settings, settings + count)); });
}

int32_t fer_imencode(const char* extension, const void* source, const int32_t* settings, int32_t count,
                     fer_bytes* bytes, int32_t* encoded) noexcept {
  return guard([&] {
    std::vector<uint8_t> buffer;
    *encoded = cv::imencode(extension, mat(source), buffer, std::vector<int>(settings, settings + count));
    auto* owner = own<std::vector<uint8_t>>(std::move(buffer));
    const auto& kept = fer::as<std::vector<uint8_t>>(owner);
    *bytes = {owner, kept.data(), static_cast<int64_t>(kept.size())};
  });
}
