// A plain C surface over the part of OpenCV that FerTrain calls.
//
// Functions that can fail return 0, or 1 with the details in fer_last_error() of the same thread. Results come by
// out-parameter. A handle is owned by whoever receives it and goes back to the release function of its kind.
#pragma once
#include <cstdint>

#define FER_API extern "C" __attribute__((visibility("default")))

struct fer_error {
  int32_t code;
  int32_t line;
  const char* function;
  const char* message;
  const char* file;
};
struct fer_size { int32_t width, height; };
struct fer_point { int32_t x, y; };
struct fer_rect { int32_t x, y, width, height; };
struct fer_scalar { double values[4]; };
struct fer_criteria { int32_t type, count; double epsilon; };
struct fer_layout {
  int32_t rows, columns, type, is_continuous, is_submatrix;
  int64_t step;
  uint8_t* data;
};

// What is held until the receiver releases it: bytes, rectangles or text.
struct fer_bytes { void* owner; const uint8_t* data; int64_t length; };
struct fer_rects { void* owner; const fer_rect* data; int64_t length; };

FER_API void fer_last_error(fer_error* error) noexcept;
FER_API int64_t fer_live_objects() noexcept;
FER_API void fer_bytes_release(void* owner) noexcept;
FER_API void fer_rects_release(void* owner) noexcept;
FER_API int32_t fer_version(const char** version) noexcept;
FER_API int32_t fer_num_threads(int32_t* threads) noexcept;
FER_API int32_t fer_set_num_threads(int32_t threads) noexcept;
FER_API int32_t fer_set_rng(uint64_t state) noexcept;
FER_API int32_t fer_set_log_level(int32_t level, int32_t* previous) noexcept;

// Matrices.
FER_API int32_t fer_mat_new(int32_t rows, int32_t columns, int32_t type, void** mat) noexcept;
FER_API int32_t fer_mat_from_memory(int32_t rows, int32_t columns, int32_t type, void* data, int64_t step, void** mat) noexcept;
FER_API int32_t fer_mat_roi(const void* mat, fer_rect roi, void** view) noexcept;
FER_API int32_t fer_mat_clone(const void* mat, void** clone) noexcept;
FER_API int32_t fer_mat_reshape(const void* mat, int32_t channels, int32_t rows, void** view) noexcept;
FER_API int32_t fer_mat_create(void* mat, int32_t rows, int32_t columns, int32_t type) noexcept;
FER_API int32_t fer_mat_copy_to(const void* mat, void* target, const void* mask) noexcept;
FER_API int32_t fer_mat_convert_to(const void* mat, void* target, int32_t type, double alpha, double beta) noexcept;
FER_API int32_t fer_mat_set_to(void* mat, fer_scalar value, const void* mask) noexcept;
FER_API void fer_mat_layout(const void* mat, fer_layout* layout) noexcept;
FER_API void fer_mat_release(void* mat) noexcept;

// Pictures in files and in memory.
FER_API int32_t fer_imread(const char* file, int32_t flags, void** mat) noexcept;
FER_API int32_t fer_imdecode(const uint8_t* data, int32_t length, int32_t flags, void** mat) noexcept;
FER_API int32_t fer_imwrite(const char* file, const void* mat, const int32_t* settings, int32_t count, int32_t* written) noexcept;
FER_API int32_t fer_imencode(const char* extension, const void* mat, const int32_t* settings, int32_t count,
                             fer_bytes* bytes, int32_t* encoded) noexcept;

// Processing.
FER_API int32_t fer_cvt_color(const void* source, void* target, int32_t code, int32_t channels) noexcept;
FER_API int32_t fer_resize(const void* source, void* target, fer_size size, double fx, double fy, int32_t interpolation) noexcept;
FER_API int32_t fer_equalize_hist(const void* source, void* target) noexcept;
FER_API int32_t fer_flip(const void* source, void* target, int32_t code) noexcept;
FER_API int32_t fer_rotate(const void* source, void* target, int32_t code) noexcept;
FER_API int32_t fer_copy_make_border(const void* source, void* target, int32_t top, int32_t bottom, int32_t left,
                                     int32_t right, int32_t border, fer_scalar value) noexcept;
FER_API int32_t fer_add_weighted(const void* first, double alpha, const void* second, double beta, double gamma,
                                 void* target, int32_t depth) noexcept;
FER_API int32_t fer_apply_color_map(const void* source, void* target, int32_t map) noexcept;
FER_API int32_t fer_concat(const void* const* sources, int32_t count, int32_t vertically, void* target) noexcept;

// Drawing.
FER_API int32_t fer_rectangle(void* mat, fer_rect rect, fer_scalar color, int32_t thickness, int32_t line, int32_t shift) noexcept;
FER_API int32_t fer_rectangle_corners(void* mat, fer_point first, fer_point second, fer_scalar color, int32_t thickness,
                                      int32_t line, int32_t shift) noexcept;
FER_API int32_t fer_line(void* mat, fer_point from, fer_point to, fer_scalar color, int32_t thickness, int32_t line, int32_t shift) noexcept;
FER_API int32_t fer_circle(void* mat, fer_point center, int32_t radius, fer_scalar color, int32_t thickness, int32_t line,
                           int32_t shift) noexcept;
FER_API int32_t fer_put_text(void* mat, const char* text, fer_point origin, int32_t font, double scale, fer_scalar color,
                             int32_t thickness, int32_t line, int32_t bottom_left_origin) noexcept;
FER_API int32_t fer_text_size(const char* text, int32_t font, double scale, int32_t thickness, int32_t* baseline, fer_size* size) noexcept;

// Windows.
FER_API int32_t fer_named_window(const char* name, int32_t flags) noexcept;
FER_API int32_t fer_imshow(const char* name, const void* mat) noexcept;
FER_API int32_t fer_wait_key(int32_t delay, int32_t* key) noexcept;
FER_API int32_t fer_resize_window(const char* name, int32_t width, int32_t height) noexcept;
FER_API int32_t fer_window_property(const char* name, int32_t property, double* value) noexcept;
FER_API int32_t fer_destroy_window(const char* name) noexcept;
FER_API int32_t fer_destroy_all_windows() noexcept;

// Detection.
FER_API int32_t fer_classifier_new(void** classifier) noexcept;
FER_API int32_t fer_classifier_load(void* classifier, const char* file, int32_t* loaded) noexcept;
FER_API int32_t fer_classifier_empty(const void* classifier, int32_t* empty) noexcept;
FER_API int32_t fer_classifier_window(const void* classifier, fer_size* size) noexcept;
FER_API int32_t fer_classifier_detect(void* classifier, const void* image, double scale, int32_t neighbors, int32_t flags,
                                      fer_size smallest, fer_size largest, fer_rects* found) noexcept;
FER_API void fer_classifier_release(void* classifier) noexcept;

// Video.
FER_API int32_t fer_capture_new(void** capture) noexcept;
FER_API int32_t fer_capture_open_file(void* capture, const char* file, int32_t api, int32_t* opened) noexcept;
FER_API int32_t fer_capture_open_device(void* capture, int32_t index, int32_t api, int32_t* opened) noexcept;
FER_API int32_t fer_capture_is_opened(const void* capture, int32_t* opened) noexcept;
FER_API int32_t fer_capture_close(void* capture) noexcept;
FER_API int32_t fer_capture_grab(void* capture, int32_t* grabbed) noexcept;
FER_API int32_t fer_capture_retrieve(void* capture, void* mat, int32_t flag, int32_t* retrieved) noexcept;
FER_API int32_t fer_capture_read(void* capture, void* mat, int32_t* read) noexcept;
FER_API int32_t fer_capture_get(const void* capture, int32_t property, double* value) noexcept;
FER_API int32_t fer_capture_set(void* capture, int32_t property, double value, int32_t* accepted) noexcept;
FER_API int32_t fer_capture_backend(const void* capture, fer_bytes* name) noexcept;
FER_API void fer_capture_release(void* capture) noexcept;
FER_API int32_t fer_writer_new(void** writer) noexcept;
FER_API int32_t fer_writer_open(void* writer, const char* file, int32_t api, int32_t fourcc, double fps, fer_size size,
                                int32_t color, int32_t* opened) noexcept;
FER_API int32_t fer_writer_is_opened(const void* writer, int32_t* opened) noexcept;
FER_API int32_t fer_writer_close(void* writer) noexcept;
FER_API int32_t fer_writer_write(void* writer, const void* image) noexcept;
FER_API void fer_writer_release(void* writer) noexcept;

// Learning.
enum fer_kind : int32_t { FER_SVM = 0, FER_NEAREST = 1, FER_FOREST = 2 };
enum fer_setting : int32_t {
  FER_SVM_TYPE, FER_SVM_KERNEL, FER_SVM_C, FER_SVM_GAMMA, FER_SVM_NU, FER_SVM_P, FER_SVM_DEGREE, FER_SVM_COEF0,
  FER_NEAREST_K, FER_NEAREST_CLASSIFIER, FER_NEAREST_EMAX, FER_NEAREST_ALGORITHM,
  FER_FOREST_CATEGORIES, FER_FOREST_DEPTH, FER_FOREST_SAMPLES, FER_FOREST_FOLDS, FER_FOREST_SURROGATES, FER_FOREST_1SE,
  FER_FOREST_TRUNCATE, FER_FOREST_REGRESSION, FER_FOREST_IMPORTANCE, FER_FOREST_VARIABLES
};
FER_API int32_t fer_model_new(int32_t kind, void** model) noexcept;
FER_API int32_t fer_model_load(int32_t kind, const char* file, void** model) noexcept;
FER_API int32_t fer_model_parse(int32_t kind, const char* text, void** model) noexcept;
FER_API int32_t fer_model_save(const void* model, const char* file) noexcept;
FER_API int32_t fer_model_get(const void* model, int32_t setting, double* value) noexcept;
FER_API int32_t fer_model_set(void* model, int32_t setting, double value) noexcept;
FER_API int32_t fer_model_criteria(const void* model, fer_criteria* criteria) noexcept;
FER_API int32_t fer_model_set_criteria(void* model, fer_criteria criteria) noexcept;
FER_API int32_t fer_model_weights(const void* model, void** mat) noexcept;
FER_API int32_t fer_model_set_weights(void* model, const void* mat) noexcept;
FER_API int32_t fer_model_train(void* model, const void* samples, int32_t layout, const void* responses, int32_t* trained) noexcept;
FER_API int32_t fer_model_predict(const void* model, const void* samples, void* results, int32_t flags, float* first) noexcept;
FER_API int32_t fer_model_is_trained(const void* model, int32_t* trained) noexcept;
FER_API int32_t fer_model_variables(const void* model, int32_t* count) noexcept;
FER_API int32_t fer_nearest_find(const void* model, const void* samples, int32_t k, void* results, void* neighbors,
                                 void* distances, float* first) noexcept;
FER_API int32_t fer_svm_support_vectors(const void* model, void** mat) noexcept;
FER_API int32_t fer_svm_decision(const void* model, int32_t index, void* weights, void* vectors, double* offset) noexcept;
FER_API int32_t fer_forest_importance(const void* model, void** mat) noexcept;
// Lent until the model is trained again or released.
FER_API int32_t fer_trees_roots(const void* model, const int32_t** roots, int64_t* count) noexcept;
FER_API int32_t fer_trees_nodes(const void* model, const void** nodes, int64_t* count) noexcept;
FER_API int32_t fer_trees_splits(const void* model, const void** splits, int64_t* count) noexcept;
FER_API void fer_model_release(void* model) noexcept;

// Principal components.
FER_API int32_t fer_pca_new(const void* data, const void* mean, int32_t flags, int32_t components, void** pca) noexcept;
FER_API int32_t fer_pca_retain(const void* data, const void* mean, int32_t flags, double variance, void** pca) noexcept;
FER_API int32_t fer_pca_part(const void* pca, int32_t part, void** mat) noexcept;
FER_API int32_t fer_pca_project(const void* pca, const void* data, void** mat) noexcept;
FER_API int32_t fer_pca_back_project(const void* pca, const void* data, void** mat) noexcept;
FER_API void fer_pca_release(void* pca) noexcept;
