// Errors, counts and settings of the process.
#include <opencv2/core/utils/logger.hpp>

#include <string>
#include <vector>

#include "guard.h"

namespace fer {

std::atomic<int64_t> live_objects{0};

namespace {

thread_local cv::Exception last;

int silent(int, const char*, const char*, const char*, int, void*) { return 0; }

// Without a callback OpenCV prints each error before it throws.
[[maybe_unused]] const auto previous = cv::redirectError(silent);

}  // namespace

void remember(const cv::Exception& error) noexcept {
  try {
    last = error;
  } catch (...) {
  }
}

void remember(const char* message) noexcept {
  try {
    last = cv::Exception();
    last.code = cv::Error::StsError;
    last.err = message;
  } catch (...) {
  }
}

}  // namespace fer

void fer_last_error(fer_error* error) noexcept {
  const auto& last = fer::last;
  *error = {last.code, last.line, last.func.c_str(), last.err.c_str(), last.file.c_str()};
}

int64_t fer_live_objects() noexcept { return fer::live_objects; }

void fer_bytes_release(void* owner) noexcept { fer::release<std::vector<uint8_t>>(owner); }

void fer_rects_release(void* owner) noexcept { fer::release<std::vector<cv::Rect>>(owner); }

int32_t fer_version(const char** version) noexcept {
  return fer::guard([&] {
    static const std::string text = cv::getVersionString();
    *version = text.c_str();
  });
}

int32_t fer_num_threads(int32_t* threads) noexcept {
  return fer::guard([&] { *threads = cv::getNumThreads(); });
}

int32_t fer_set_num_threads(int32_t threads) noexcept {
  return fer::guard([&] { cv::setNumThreads(threads); });
}

int32_t fer_set_rng(uint64_t state) noexcept {
  return fer::guard([&] { cv::theRNG().state = state; });
}

int32_t fer_set_log_level(int32_t level, int32_t* previous) noexcept {
  return fer::guard([&] {
    using cv::utils::logging::LogLevel;
    *previous = cv::utils::logging::setLogLevel(static_cast<LogLevel>(level));
  });
}
