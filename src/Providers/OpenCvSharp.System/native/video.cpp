// Reading and writing video.
#include <opencv2/videoio.hpp>

#include <string>
#include <vector>

#include "guard.h"

using cv::VideoCapture;
using cv::VideoWriter;
using fer::as;
using fer::guard;
using fer::mat;

int32_t fer_capture_new(void** capture) noexcept {
  return guard([&] { *capture = fer::own<VideoCapture>(); });
}

int32_t fer_capture_open_file(void* capture, const char* file, int32_t api, int32_t* opened) noexcept {
  return guard([&] { *opened = as<VideoCapture>(capture).open(file, api); });
}

int32_t fer_capture_open_device(void* capture, int32_t index, int32_t api, int32_t* opened) noexcept {
  return guard([&] { *opened = as<VideoCapture>(capture).open(index, api); });
}

int32_t fer_capture_is_opened(const void* capture, int32_t* opened) noexcept {
  return guard([&] { *opened = as<VideoCapture>(capture).isOpened(); });
}

int32_t fer_capture_close(void* capture) noexcept {
  return guard([&] { as<VideoCapture>(capture).release(); });
}

int32_t fer_capture_grab(void* capture, int32_t* grabbed) noexcept {
  return guard([&] { *grabbed = as<VideoCapture>(capture).grab(); });
}

int32_t fer_capture_retrieve(void* capture, void* target, int32_t flag, int32_t* retrieved) noexcept {
  return guard([&] { *retrieved = as<VideoCapture>(capture).retrieve(mat(target), flag); });
}

int32_t fer_capture_read(void* capture, void* target, int32_t* read) noexcept {
  return guard([&] { *read = as<VideoCapture>(capture).read(mat(target)); });
}

int32_t fer_capture_get(const void* capture, int32_t property, double* value) noexcept {
  return guard([&] { *value = as<VideoCapture>(capture).get(property); });
}

int32_t fer_capture_set(void* capture, int32_t property, double value, int32_t* accepted) noexcept {
  return guard([&] { *accepted = as<VideoCapture>(capture).set(property, value); });
}

int32_t fer_capture_backend(const void* capture, fer_bytes* name) noexcept {
  return guard([&] {
    const std::string text = as<VideoCapture>(capture).getBackendName();
    auto* owner = fer::own<std::vector<uint8_t>>(text.begin(), text.end());
    const auto& kept = as<std::vector<uint8_t>>(owner);
    *name = {owner, kept.data(), static_cast<int64_t>(kept.size())};
  });
}

void fer_capture_release(void* capture) noexcept { fer::release<VideoCapture>(capture); }

int32_t fer_writer_new(void** writer) noexcept {
  return guard([&] { *writer = fer::own<VideoWriter>(); });
}

int32_t fer_writer_open(void* writer, const char* file, int32_t api, int32_t fourcc, double fps, fer_size size,
                        int32_t color, int32_t* opened) noexcept {
  return guard([&] { *opened = as<VideoWriter>(writer).open(file, api, fourcc, fps, fer::size(size), color != 0); });
}

int32_t fer_writer_is_opened(const void* writer, int32_t* opened) noexcept {
  return guard([&] { *opened = as<VideoWriter>(writer).isOpened(); });
}

int32_t fer_writer_close(void* writer) noexcept {
  return guard([&] { as<VideoWriter>(writer).release(); });
}

int32_t fer_writer_write(void* writer, const void* image) noexcept {
  return guard([&] { as<VideoWriter>(writer).write(mat(image)); });
}

void fer_writer_release(void* writer) noexcept { fer::release<VideoWriter>(writer); }
