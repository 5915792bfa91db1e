// The cascade classifier.
#include <opencv2/objdetect.hpp>

#include <vector>

#include "guard.h"

using cv::CascadeClassifier;
using fer::as;
using fer::guard;

static_assert(sizeof(cv::Rect) == sizeof(fer_rect), "rectangles are lent as they lie in the vector");

int32_t fer_classifier_new(void** classifier) noexcept {
  return guard([&] { *classifier = fer::own<CascadeClassifier>(); });
}

int32_t fer_classifier_load(void* classifier, const char* file, int32_t* loaded) noexcept {
  return guard([&] { *loaded = as<CascadeClassifier>(classifier).load(file); });
}

int32_t fer_classifier_empty(const void* classifier, int32_t* empty) noexcept {
  return guard([&] { *empty = as<CascadeClassifier>(classifier).empty(); });
}

int32_t fer_classifier_window(const void* classifier, fer_size* size) noexcept {
  return guard([&] {
    const auto window = as<CascadeClassifier>(classifier).getOriginalWindowSize();
    *size = {window.width, window.height};
  });
}

int32_t fer_classifier_detect(void* classifier, const void* image, double scale, int32_t neighbors, int32_t flags,
                              fer_size smallest, fer_size largest, fer_rects* found) noexcept {
  return guard([&] {
    std::vector<cv::Rect> objects;
    as<CascadeClassifier>(classifier).detectMultiScale(fer::mat(image), objects, scale, neighbors, flags,
                                                       fer::size(smallest), fer::size(largest));
    auto* owner = fer::own<std::vector<cv::Rect>>(std::move(objects));
    const auto& kept = as<std::vector<cv::Rect>>(owner);
    *found = {owner, reinterpret_cast<const fer_rect*>(kept.data()), static_cast<int64_t>(kept.size())};
  });
}

void fer_classifier_release(void* classifier) noexcept { fer::release<CascadeClassifier>(classifier); }
